"""What happened to a text of somebody's repository, and what does it mean?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from build_tools.model.finding import Finding


class EditKind(StrEnum):
    """What a commit did to a text."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    REMOVED = "removed"
    RETURNED = "returned"
    """It had been removed; it is compared with what it said then."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What one commit did to one text."""

    commit: str
    day: date | None
    """The committer's, where he was; none where no calendar has it."""
    path: str
    """From the repository's top."""
    fate: EditKind
    was: str
    """The name of its content before; empty where there was none."""
    now: str
    """The name of its content since; empty where there is none."""
    was_path: str
    """Its path before: another one if it was renamed."""
    unread: str = ""
    """Why it cannot be judged, in words; empty where nothing is known against it."""

    @property
    def texts(self) -> tuple[str, str] | None:
        """The names of the two contents to compare; none where nothing is to be compared."""
        return (self.was, self.now) if self.was and self.now and self.was != self.now and not self.unread else None


@dataclass(frozen=True, slots=True)
class EditHistory:
    """The edits of some texts."""

    head: str
    """The newest commit of the branch."""
    edits: tuple[Edit, ...]
    """The newest first."""
    is_cut: bool
    """Whether the clone is shallow, so that older edits are not there."""


@dataclass(frozen=True, slots=True)
class JudgedEdit:
    """An edit and what it means."""

    edit: Edit
    findings: tuple[Finding, ...] = ()
    """The most important first."""
