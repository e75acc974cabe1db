"""Refuses paths that lead out of a folder or through a link, with the path and the remedy."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from build_tools.runtime.errors import UserError

_DEEPEST = 100
"""How many steps a path may have."""


class RefusedPathError(OSError):
    """A path that is not read, written or removed, since it may not be what it seems."""

    def __init__(self, path: object, what: str, remedy: str) -> None:
        super().__init__(errno.EPERM, what, str(path))
        self.path, self.what, self.remedy = make_printable(str(path)), what, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.what}. {self.remedy}"


class ForeignFilesError(UserError):
    """A folder holds files that this program has not written, and is left alone."""


def refuse_link(path: Path) -> RefusedPathError:
    """What to raise of a link."""
    what = "this is a link, and nothing is read or written through a link"
    return RefusedPathError(path, what, "Put the file or folder itself there, or remove the link.")


def refuse_other(path: Path) -> RefusedPathError:
    """What to raise of a folder, a pipe, a socket or a device in the place of a file."""
    return RefusedPathError(path, "this is no ordinary file", "Remove it, or give it another name.")


def split_path(path: str, root: Path) -> list[str]:
    """The steps of a path below a folder.

    Raises: RefusedPathError: it leads out of the folder, or is too long to be a path of ours.
    """
    steps = path.split("/")
    unfit = {"", ".", ".."}
    if any(step in unfit or "\0" in step or (os.sep != "/" and {os.sep, ":"} & set(step)) for step in steps):
        what = f"the path {path[:200]!r} may lead out of this folder"
        raise RefusedPathError(root, what, "Write a path below it, without '..' and without a slash before it.")
    if len(steps) > _DEEPEST:
        what = f"folders lie in each other {len(steps)} deep, and {_DEEPEST} are as many as may be"
        raise RefusedPathError(root / steps[0], what, "Put them less deep, or remove them.")
    return steps


def make_printable(text: str) -> str:
    """A name that may hold anything, fit for one line of a terminal: what cannot be shown becomes U+FFFD."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path. A link is what it is, and not what it leads to."""

    path: str
    """From the folder that was asked, with forward slashes."""
    mode: int
    size: int
    owner: int
    """The user whose it is (POSIX)."""

    @property
    def is_private(self) -> bool:
        """Whether it belongs to this user, and nobody else may read it. Windows says so in another way."""
        return os.name == "nt" or (self.owner == os.getuid() and not self.mode & 0o077)

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)
