"""Why published versions are lost or new ones dated too early, as far as git shows it, and what mends it."""

from dataclasses import dataclass
from enum import StrEnum


class HistoryProblemKind(StrEnum):
    """How a published version can be lost, or a new one dated too early."""

    FOXTROT = "foxtrot merge"
    """A branch merged the published one into itself and was pushed in its place."""
    REWRITTEN = "rewritten history"
    """A force push, or an amended or rebased commit."""
    BEHIND = "behind"
    """The newest commit at hand is older than what is published."""
    LATE = "late fast-forward"
    """The published branch was moved to a commit that is older than the live ledger."""
    DECLARED = "declared too early"
    """The source states a day for a commit on which it was not published yet."""
    UNKNOWN = "unknown commit"
    """This clone does not hold the commit: it is behind, or history was rewritten."""


@dataclass(frozen=True, slots=True)
class HistoryProblem:
    """Why the history at hand lacks what was published, or dates what is new too early."""

    kind: HistoryProblemKind
    what: str
    """A clause."""
    remedy: str
    """Whole sentences, with commands."""

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}"

    def as_object(self) -> dict[str, str]:
        """The same for programs."""
        return {"kind": self.kind.value, "what": self.what, "remedy": self.remedy}
