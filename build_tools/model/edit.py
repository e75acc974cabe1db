"""Defines the edits of Markdown files in a git history, and the findings about them."""

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
    """Added again after a removal, and compared with the removed text."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a commit did to a text."""

    commit: str
    day: date | None
    """The committer's local day; none if it is out of range."""
    path: str
    fate: EditKind
    was: str
    """The git hash of the content before; empty if there was none."""
    now: str
    """The git hash of the content after; empty if there is none."""
    was_path: str
    """The path before, which differs if it was renamed."""
    unread: str = ""
    """Why it cannot be judged; empty if it can."""

    @property
    def texts(self) -> tuple[str, str] | None:
        """The hashes of the two contents to compare, if any."""
        return (self.was, self.now) if self.was and self.now and self.was != self.now and not self.unread else None


@dataclass(frozen=True, slots=True)
class EditHistory:
    """The edits of some texts."""

    head: str
    edits: tuple[Edit, ...]
    """Newest first."""
    is_cut: bool
    """Whether the clone is shallow, so that older edits are missing."""


@dataclass(frozen=True, slots=True)
class JudgedEdit:
    """An edit and the findings about it."""

    edit: Edit
    findings: tuple[Finding, ...] = ()
    """Most important first."""
