"""Describes what is at a path, and refuses paths that are links, leave a folder, or are no regular files."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from build_tools.runtime.errors import UserError

_DEEPEST = 100


class RefusedPathError(OSError):
    """A path that is not read, written or removed because it may be unsafe."""

    def __init__(self, path: object, what: str, remedy: str) -> None:
        super().__init__(errno.EPERM, what, str(path))
        self.path, self.what, self.remedy = make_printable(str(path)), what, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.remedy}"


class ForeignFilesError(UserError):
    """A folder holds files that this program did not write, so it is left unchanged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, folder or link in a folder. A link is not followed."""

    path: str
    """The path from the folder that was listed, with forward slashes."""
    mode: int
    size: int
    owner: int
    """The id of the user who owns it (POSIX)."""

    @property
    def is_private(self) -> bool:
        """Whether it belongs to this user and others cannot read it. Always true on Windows."""
        return os.name == "nt" or (self.owner == os.getuid() and not self.mode & 0o077)

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)


def refuse_link(path: Path) -> RefusedPathError:
    """The error for a symbolic link."""
    what = "this is a link, and links are not followed here"
    return RefusedPathError(path, what, "Replace the link by the file or folder itself, or remove it.")


def refuse_other(path: Path) -> RefusedPathError:
    """The error for a folder, pipe, socket or device in the place of a file."""
    return RefusedPathError(path, "this is not a regular file", "Remove it, or give it another name.")


def refuse_large(path: Path, largest: int) -> RefusedPathError:
    """The error for a file of more than `largest` bytes."""
    what = f"the file is larger than {largest / 1e6:g} MB, the largest size that is allowed"
    return RefusedPathError(path, what, "Remove it, or make it smaller.")


def split_path(path: str, root: Path) -> list[str]:
    """The steps of a path. Raises RefusedPathError if it leads out of the folder, or is too deep."""
    steps = path.split("/")
    forbidden = {"", ".", ".."}
    if any(step in forbidden or "\0" in step or (os.sep != "/" and {os.sep, ":"} & set(step)) for step in steps):
        what = f"the path {path[:200]!r} may lead out of this folder"
        raise RefusedPathError(root, what, "Write a path below it, without '..' and without a slash before it.")
    if len(steps) > _DEEPEST:
        what = f"folders are nested {len(steps)} deep, and the limit is {_DEEPEST}"
        raise RefusedPathError(root / steps[0], what, "Move them up, or remove them.")
    return steps


def make_printable(text: str) -> str:
    """The text with U+FFFD for characters that a terminal cannot print."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
