"""Defines the files of a source at one revision."""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.program_wheel import (
    LARGEST_WHEEL,
    VENDOR,
    BadWheelError,
    is_other_vendor_file,
    is_program_wheel,
    read_layouts,
)

FOLDERS = ("policy_src", "templates")
"""The folders of a source."""
PLACES = (*FOLDERS, VENDOR)
"""Where the files of a source are: its folders, and the program whose layouts count unless there are others."""
SCHEMAS = "policy_src/.schema"
"""Where the JSON Schemas for editors are. The set-up of a project writes them, and nothing reads them."""
LARGEST = 1_000_000
"""The largest file of a source, in bytes."""
_TEXTS = (".yml", ".yaml", ".md")
_OWN_FILES, _LAYOUTS = "policy_src/", "templates/"
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
    """Contents by sorted path from the project's folder: `policy_src/retention.yml`.

    Layouts are those of the program's wheel in `vendor/`, if there is one, and those in `templates/` on top of them.
    """
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

    @property
    def layouts(self) -> dict[str, bytes]:
        """The layouts, by their paths from the project's folder."""
        return {path: data for path, data in self.files.items() if path.startswith(_LAYOUTS)}


class Gathering:
    """Collects the files of a tree. Links and large files become problems; hidden and other files are ignored."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._wheels: dict[str, Mapping[str, bytes]] = {}
        self._problems: dict[str, Problem] = {}

    def add(self, name: str, size: int | None, read: Callable[[], bytes], *, is_link: bool = False) -> None:
        """Add or replace a file, or record why it is refused. `size` is none if it is not a regular file."""
        self.drop(name)
        if _is_hidden(name) or is_other_vendor_file(name):
            return
        largest = LARGEST_WHEEL if is_program_wheel(name) else LARGEST
        if not name.isprintable():
            shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
            what = "the name of the file has characters that cannot be printed"
            self._problems[name] = Problem(Location(shown), what, "Rename it.", "file-name")
        elif is_link:
            self._refuse(name, "link", "this is a link, which may lead out of the source", "Put the file itself here.")
        elif not name.startswith(_OWN_FILES) and not name.endswith(_TEXTS) and not is_program_wheel(name):
            return
        elif size is None:
            self._refuse(name, "unreadable-file", "this is not a regular file", "Remove it.")
        elif size > largest:
            what = f"the file has {size / 1e6:.1f} MB, more than the {largest / 1e6:.0f} MB that a file may have"
            self._refuse(name, "large-file", what, "Remove what does not belong in it.")
        else:
            self._read(name, read)

    def drop(self, name: str) -> None:
        """Remove a file."""
        self._files.pop(name, None)
        self._wheels.pop(name, None)
        self._problems.pop(name, None)

    @property
    def tree(self) -> Tree:
        """The tree of all files."""
        first, *others = sorted(self._wheels) or [""]
        problems = [*self._problems.values(), *(_refuse_second(first, other) for other in others)]
        return Tree(dict(sorted({**self._wheels.get(first, {}), **self._files}.items())), tuple(problems))

    def _read(self, name: str, read: Callable[[], bytes]) -> None:
        try:
            content = read()
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            self._refuse(name, "unreadable-file", what, "Check who may read it.")
            return
        if is_pointer(content):
            self._refuse(name, "git-lfs", "this is a Git LFS pointer instead of the file", WITHOUT_LFS)
        elif is_program_wheel(name):
            self._read_wheel(name, content)
        else:
            self._files[name] = content

    def _read_wheel(self, name: str, content: bytes) -> None:
        try:
            self._wheels[name] = read_layouts(content)
        except BadWheelError as error:
            self._refuse(name, "wheel", f"this is no wheel of the program: {error}", "Put the wheel itself here.")

    def _refuse(self, name: str, check: str, what: str, remedy: str) -> None:
        self._problems[name] = Problem(Location(name), what, remedy, check)


def _refuse_second(first: str, other: str) -> Problem:
    what = f"{VENDOR}/ holds two wheels of the program, this one and {first.rpartition('/')[2]}"
    return Problem(Location(other), what, "Remove the one that the lock does not name.", "wheel")


def is_pointer(content: bytes) -> bool:
    """Whether a content is a Git LFS pointer."""
    return content.startswith(_POINTERS)


@lru_cache(maxsize=1024)
def _is_hidden(name: str) -> bool:
    return any(step.startswith(".") and step.strip(".") for step in name.split("/"))


def _unify_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
