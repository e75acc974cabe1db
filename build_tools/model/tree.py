"""What do the source's files hold, at one revision?"""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from build_tools.model.problem import Location, Problem, Problems

FOLDERS = ("policy_src", "templates")
"""The folders that make a source."""

LARGEST = 1_000_000
"""How many bytes a file of the source may have."""

_TEXTS = {".yml", ".yaml", ".md"}
_OWN_FILES = "policy_src/"
_POINTERS = (b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/")
"""How a pointer of Git LFS begins, which stands in git in the place of a file (git-lfs: docs/spec.md)."""


WITHOUT_LFS = (
    "Every version of a text has to be in git itself. Run: git lfs pull && git lfs untrack with the pattern that "
    ".gitattributes has for it, then git add --renormalize . && git commit."
)
"""How a file comes out of Git LFS without a new history: a rewritten one would lose what was published."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a source at one moment: a working folder and a git commit both give one."""

    files: Mapping[str, bytes]
    """Path from the project's folder (`policy_src/retention.yml`) to content, in sorted order."""
    problems: tuple[Problem, ...] = field(default=())
    """Files that were met but not read: links, too large ones."""

    def read(self, path: str) -> str:
        """The text of a file: UTF-8, a byte order mark left out, every line ending a line feed.

        Raises: Problems: it is not UTF-8.
        """
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
        """The files below `folder` (`policy_src/sections/`), by the rest of their path."""
        return {path.removeprefix(folder): data for path, data in self.files.items() if path.startswith(folder)}


class Gathering:
    """The rules by which files come into a tree, wherever they are read from.

    Links and large files are refused; hidden files, and what is no text beside the layouts, do not count.
    """

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._problems: dict[str, Problem] = {}

    def add(self, name: str, size: int | None, read: Callable[[], bytes], *, is_link: bool = False) -> None:
        """Take a file in, or note why not; it takes the place of one of the same name.

        `name` is its path from the project's folder, `size` its number of bytes, or none where it is no ordinary file;
        `read` gives its content and may raise OSError.
        """
        self.drop(name)
        if _is_hidden(name):
            return
        if not name.isprintable():
            shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
            what = "the file's name cannot be read"
            self._problems[name] = Problem(Location(shown), what, "Give it another name.", "file-name")
        elif is_link:
            what = "this is a link, which may lead out of the source"
            self._refuse(name, "link", what, "Put the file itself here.")
        elif not _is_wanted(name):
            return
        elif size is None:
            self._refuse(name, "unreadable-file", "this is no ordinary file", "Remove it.")
        elif size > LARGEST:
            what = f"the file has {size / 1e6:.1f} MB, more than the {LARGEST / 1e6:.0f} MB that a file may have"
            self._refuse(name, "large-file", what, "Remove what does not belong in it.")
        else:
            self._read(name, read)

    def drop(self, name: str) -> None:
        """Forget a file."""
        self._files.pop(name, None)
        self._problems.pop(name, None)

    @property
    def tree(self) -> Tree:
        """All that was added."""
        return Tree(dict(sorted(self._files.items())), tuple(self._problems.values()))

    def _read(self, name: str, read: Callable[[], bytes]) -> None:
        try:
            content = read()
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            self._refuse(name, "unreadable-file", what, "Check who may read it.")
            return
        if is_pointer(content):
            self._refuse(name, "git-lfs", "this is a pointer of Git LFS, and not the file", WITHOUT_LFS)
        else:
            self._files[name] = content

    def _refuse(self, name: str, check: str, what: str, remedy: str) -> None:
        self._problems[name] = Problem(Location(name), what, remedy, check)


def is_pointer(content: bytes) -> bool:
    """Whether a content is a pointer of Git LFS, which names a file that git itself does not have."""
    return content.startswith(_POINTERS)


@lru_cache(maxsize=1024)
def _is_hidden(name: str) -> bool:
    """Whether a path leads to a hidden file, or through a hidden folder. The way up (`..`) hides nothing."""
    return any(step.startswith(".") and step.strip(".") for step in name.split("/"))


@lru_cache(maxsize=1024)
def _is_wanted(name: str) -> bool:
    """Whether a file belongs to the source: beside the layouts only texts do."""
    return name.startswith(_OWN_FILES) or PurePosixPath(name).suffix in _TEXTS


def _unify_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
