"""What of a working folder is not committed yet?"""

from dataclasses import dataclass
from pathlib import Path

from build_tools.history.repository import Repository


@dataclass(frozen=True, slots=True)
class Working:
    """Where one works, and what is not committed there."""

    branch: str
    """The branch that is checked out; empty where none is."""
    head: str
    """Its newest commit; empty where there is none yet."""
    changed: tuple[str, ...]
    """The files that differ from it, or that it does not have, by their paths from the project's folder."""


def read_working(project: Path, folder: str) -> Working:
    """What stands in a project's folder, of which the files below `folder` are looked at.

    Raises: HistoryError: it lies in no repository, or git is missing.
    """
    with Repository(project, whole=False) as repository:
        branch = repository.ask("branch", "--show-current").strip()
        changed = tuple(sorted(repository.changed(folder)))
        return Working(branch, repository.head, changed)
