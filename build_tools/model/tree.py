"""What do the source's files hold, at one revision?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from build_tools.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a source at one moment: a working folder and a git commit both give one."""

    files: Mapping[str, bytes]
    """Path from the project's folder (`policy_src/retention.yml`) to content, in sorted order."""
    problems: tuple[Problem, ...] = field(default=())
    """Files that were met but not read: links, too large ones."""

    def under(self, folder: str) -> dict[str, bytes]:
        """The files below `folder` (`policy_src/sections/`), by the rest of their path."""
        return {path.removeprefix(folder): data for path, data in self.files.items() if path.startswith(folder)}
