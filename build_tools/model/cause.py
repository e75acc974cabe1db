"""Why published versions are lost, as far as git shows it, and what mends it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a published version can be lost."""

    FOXTROT = "foxtrot merge"
    """A branch merged the published one into itself and was pushed in its place."""
    REWRITTEN = "rewritten history"
    """A force push, or an amended or rebased commit."""
    BEHIND = "behind"
    """The newest commit at hand is older than what is published."""
    UNKNOWN = "unknown commit"
    """This clone does not hold the commit: it is behind, or history was rewritten."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the history at hand lacks what was published."""

    kind: Kind
    what: str
    """A clause."""
    remedy: str
    """Whole sentences, with commands."""

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}"

    def as_object(self) -> dict[str, str]:
        """The same for programs."""
        return {"kind": self.kind.value, "what": self.what, "remedy": self.remedy}
