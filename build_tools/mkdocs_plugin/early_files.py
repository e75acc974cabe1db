"""Writes files of the site in a copy of this process, while this one builds the pages in the menu."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from build_tools.runtime.beside import begin_beside
from build_tools.runtime.files import Folder

_MANY = 100
"""How many files are worth another process."""
_OUTSIDE = {"startup", "serve", "config", "pre_build", "post_build", "build_error", "shutdown"}
"""The events of MkDocs before the files are known, or after all are written."""
_OWN = ("build_tools.", "mkdocs.contrib.search", "material.plugins.search")
"""The modules of plugins that leave these files alone."""


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
    """Writes files of a new site as soon as they are known, if nothing else can change or replace them."""

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        """Begin to write the early ones among the files of the site into a new folder."""
        early = [file for file in files if isinstance(file, EarlyFile)]
        is_worth = len(early) >= _MANY and not _is_shared(files, early, config)
        self._folder = Folder(Path(config.site_dir))
        self._work = begin_beside(partial(_write, early)) if is_worth else None
        self._rest = {file.dest_uri: file for file in early} if self._work else {}
        self._asked: list[EarlyFile] = []
        for file in early:
            file.writer = self

    def has(self, file: EarlyFile) -> bool:
        """Whether the file is written beside; MkDocs asks once for each file that it needs."""
        if not self._rest.pop(file.dest_uri, None):
            return False
        self._asked.append(file)
        return True

    def finish(self) -> None:
        """Wait until all files are written. Those that MkDocs did not ask for (`exclude_docs`) are removed."""
        if self._work is None:
            return
        if not self._work.finish():
            _write(self._asked)
        for path in self._rest:
            with suppress(FileNotFoundError):
                self._folder.remove(path)
        self._work = None

    def stop(self) -> None:
        """Stop writing: the site is not published."""
        if self._work:
            self._work.stop()


def _write(files: Iterable[EarlyFile]) -> None:
    for file in files:
        file.write()


def _is_shared(files: Files, early: Iterable[EarlyFile], config: MkDocsConfig) -> bool:
    """Whether another plugin may touch the files, or MkDocs writes anything else to one of their places.

    The order in which both write would be left to chance.
    """
    events = (methods for event, methods in config.plugins.events.items() if event not in _OUTSIDE)
    if any(not getattr(method, "__module__", "").startswith(_OWN) for methods in events for method in methods):
        return True
    places = Counter(file.dest_uri for file in files)
    places.update([*config.theme.static_templates, *config.extra_templates])
    return any(places[file.dest_uri] > 1 for file in early)
