"""Writes files of the site in a copy of this process, while this one builds the pages in the menu."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from mkdocs.structure.files import File

from build_tools.runtime.beside import begin_beside
from build_tools.runtime.files import Folder

_MANY = 100
"""How many files are worth another process."""
_NOTHING = object()


class EarlyFile(File):
    """A file whose content is known, or can be made, before MkDocs builds the pages."""

    writer: "EarlyWriter | None" = None

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - as MkDocs calls it
        """Write the file, unless that is done already."""
        if self.writer is None or not self.writer.has(self):
            self.write(dirty)

    def write(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - the same
        """Write the file."""
        super().copy_file(dirty)


class EarlyWriter:
    """Writes files of a new site as soon as they are known. Other plugins may still change or drop them."""

    def __init__(self, files: Sequence[EarlyFile]) -> None:
        """Begin to write files into a new folder."""
        self._work = begin_beside(partial(_write, files)) if len(files) >= _MANY else None
        self._begun = {_place_of(file): _given(file) for file in files} if self._work else {}
        self._asked: dict[tuple[str, str], EarlyFile] = {}
        for file in files:
            file.writer = self

    def has(self, file: EarlyFile) -> bool:
        """Whether the file is written with the content that it has now; MkDocs asks for each file that it needs."""
        place = _place_of(file)
        if self._begun.get(place, _NOTHING) is not _given(file):
            return False
        self._asked[place] = file
        return True

    def finish(self) -> None:
        """Wait until all files are written. Those that MkDocs did not ask for are removed."""
        if self._work is None:
            return
        if not self._work.finish():
            for file in self._asked.values():
                file.write()
        for folder, path in self._begun.keys() - self._asked.keys():
            with suppress(FileNotFoundError):
                Folder(Path(folder)).remove(path)
        self._work = None

    def stop(self) -> None:
        """Stop writing: the site is not published."""
        if self._work:
            self._work.stop()


def _write(files: Iterable[EarlyFile]) -> None:
    for file in files:
        file.write()


def _place_of(file: EarlyFile) -> tuple[str, str]:
    """The folder of the new site, and the path of a file in it.

    MkDocs would remember the path of the whole, and plugins may still move the file.
    """
    return file.dest_dir, file.dest_uri


def _given(file: EarlyFile) -> object:
    """The content that a file was given; none for a file that makes it when it is written."""
    return vars(file).get("_content")
