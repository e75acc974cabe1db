"""Says what stands at a path: a file, a folder, a link or something else."""

import os
import stat
from dataclasses import dataclass


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
