"""Defines the result of a checklist: which items a policy covers, and where."""

from dataclasses import dataclass
from enum import StrEnum

from build_tools.model.checklist import Checklist, Item, Part, Settled
from build_tools.model.problem import Location, Problem


class State(StrEnum):
    """Whether a policy covers an item."""

    MISSING = "missing"
    """No text covers it."""
    PARTLY = "partly"
    DECIDE = "to decide"
    """It is not covered, and the organisation must decide whether the law requires it."""
    LOOK = "to look for"
    """The checklist has no phrases in this language, so a person has to look."""
    FOUND = "found"
    APART = "not asked for"
    """The text or legal says that it does not apply."""
    ACCEPTED = "accepted"


OPEN = (State.MISSING, State.PARTLY, State.DECIDE, State.LOOK)
"""The states that need work, most work first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text or fact covers something."""

    location: Location
    document: str = ""
    """The id of its document; empty if unknown."""
    section: str = ""
    """The heading above it; empty for a fact or before the first heading."""
    words: str = ""
    """The sentence, list item or table row, or the name of the fact."""


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """Whether a policy covers a part of an item."""

    part: Part
    state: State
    """MISSING, PARTLY, LOOK or FOUND."""
    place: Place | None = None
    said: int = 0
    of: int = 0
    """How many entries are required to state it; 0 if it is not required of each entry."""
    collection: str = ""
    """The list of these entries: `purposes`."""
    lacking: tuple[str, ...] = ()
    lacks_at: Location | None = None
    """Where the first of these entries is."""


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """Whether a policy covers an item."""

    item: Item
    state: State
    parts: tuple[PartCoverage, ...]
    shown: Place | None = None
    """What shows that the law does or does not require the item."""
    settled: Settled | None = None
    was: State | None = None
    """The state in the source that it is compared with, if any."""

    @property
    def is_worse(self) -> bool:
        """Whether it needs more work than before."""
        if self.state not in OPEN:
            return False
        return self.was not in OPEN or OPEN.index(self.state) < OPEN.index(self.was)

    @property
    def place(self) -> Place | None:
        """The first place that covers a part of it."""
        return next((part.place for part in self.parts if part.place), None)

    @property
    def lacks_at(self) -> Location | None:
        """The first entry that lacks a part of it."""
        return next((part.lacks_at for part in self.parts if part.lacks_at), None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a policy covers a checklist."""

    checklist: Checklist
    items: tuple[ItemCoverage, ...]
    stands: Location
    """The beginning of the searched source."""
    stale: tuple[Problem, ...] = ()
    """Decisions of legal that no longer match the text."""

    def of_state(self, *states: State) -> tuple[ItemCoverage, ...]:
        """The items in some states."""
        return tuple(item for item in self.items if item.state in states)
