"""Defines the files of a source at one revision."""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from build_tools.model.problem import Location, Problem, Problems

FOLDERS = ("policy_src", "templates")
"""The folders of a source."""
LARGEST = 1_000_000
"""The largest file of a source, in bytes."""
_TEXTS = (".yml", ".yaml", ".md")
_OWN_FILES = "policy_src/"
_POINTERS = (b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/")
"""The beginning of a Git LFS pointer, which git holds in place of the file (git-lfs: docs/spec.md)."""
WITHOUT_LFS = (
    "Every version of a text has to be in git itself. Run: git lfs pull && git lfs untrack with the pattern that "
    ".gitattributes has for it, then git add --renormalize . && git commit."
)
"""How to take a file out of Git LFS without rewriting history, which would lose published versions."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a source, in a working folder or a git commit."""

    files: Mapping[str, bytes]
    """Contents by sorted path from the project's folder: `policy_src/retention.yml`."""
    problems: tuple[Problem, ...] = field(default=())
    """Files that were not read, such as links and large files."""

    def read(self, path: str) -> str:
        """The text of a UTF-8 file, without byte order mark, with line feeds. Raises Problems if it is not UTF-8."""
        data = self.files[path].removeprefix(BOM_UTF8)
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            before = _unify_lines(data[: error.start].decode())
            what = f"the file is not UTF-8 text: byte 0x{data[error.start]:02X}"
            remedy = 'Save it with the encoding "UTF-8".'
            place = Location.at(path, before, len(before))
            raise Problems([Problem(place, what, remedy, "encoding")]) from None
        return _unify_lines(text)

    def under(self, folder: str) -> dict[str, bytes]:
        """The files below a folder (`policy_src/sections/`), by their paths from it."""
        return {path.removeprefix(folder): data for path, data in self.files.items() if path.startswith(folder)}


class Gathering:
    """Collects the files of a tree. Links and large files become problems; hidden and other files are ignored."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._problems: dict[str, Problem] = {}

    def add(self, name: str, size: int | None, read: Callable[[], bytes], *, is_link: bool = False) -> None:
        """Add or replace a file, or record why it is refused. `size` is none if it is not a regular file."""
        self.drop(name)
        if _is_hidden(name):
            return
        if not name.isprintable():
            shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
            what = "the name of the file has characters that cannot be printed"
            self._problems[name] = Problem(Location(shown), what, "Rename it.", "file-name")
        elif is_link:
            self._refuse(name, "link", "this is a link, which may lead out of the source", "Put the file itself here.")
        elif not name.startswith(_OWN_FILES) and not name.endswith(_TEXTS):
            return
        elif size is None:
            self._refuse(name, "unreadable-file", "this is not a regular file", "Remove it.")
        elif size > LARGEST:
            what = f"the file has {size / 1e6:.1f} MB, more than the {LARGEST / 1e6:.0f} MB that a file may have"
            self._refuse(name, "large-file", what, "Remove what does not belong in it.")
        else:
            self._read(name, read)

    def drop(self, name: str) -> None:
        """Remove a file."""
        self._files.pop(name, None)
        self._problems.pop(name, None)

    @property
    def tree(self) -> Tree:
        """The tree of all files."""
        return Tree(dict(sorted(self._files.items())), tuple(self._problems.values()))

    def _read(self, name: str, read: Callable[[], bytes]) -> None:
        try:
            content = read()
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            self._refuse(name, "unreadable-file", what, "Check who may read it.")
            return
        if is_pointer(content):
            self._refuse(name, "git-lfs", "this is a Git LFS pointer instead of the file", WITHOUT_LFS)
        else:
            self._files[name] = content

    def _refuse(self, name: str, check: str, what: str, remedy: str) -> None:
        self._problems[name] = Problem(Location(name), what, remedy, check)


def is_pointer(content: bytes) -> bool:
    """Whether a content is a Git LFS pointer."""
    return content.startswith(_POINTERS)


@lru_cache(maxsize=1024)
def _is_hidden(name: str) -> bool:
    return any(step.startswith(".") and step.strip(".") for step in name.split("/"))


def _unify_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
