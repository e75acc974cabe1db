"""Says what stands at a path: a file, a folder, a link or something else."""

import stat
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path. A link is what it is, and not what it leads to."""

    path: str
    """From the folder that was asked, with forward slashes."""
    mode: int
    size: int

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
