"""What of that which a checklist asks for does a text say, and where?"""

from dataclasses import dataclass
from enum import StrEnum

from build_tools.model.checklist import Checklist, Item, Part, Settled
from build_tools.model.problem import Location, Problem


class State(StrEnum):
    """How it stands with an item."""

    MISSING = "missing"
    """Nothing says it."""
    PARTLY = "partly"
    """Some of it is said."""
    DECIDE = "to decide"
    """It is not said, and nobody but the organisation knows whether it is asked for."""
    LOOK = "to look for"
    """The list knows no words of this language: somebody has to look."""
    FOUND = "found"
    """All of it is said."""
    APART = "not asked for"
    """The text, or legal, says that it does not apply."""
    ACCEPTED = "accepted"
    """It is missing, and legal has decided to publish all the same."""


OPEN = (State.MISSING, State.PARTLY, State.DECIDE, State.LOOK)
"""The states in which somebody has something to do, what asks for most work first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said."""

    location: Location
    document: str = ""
    """The id of the document in which one reads it; empty where none is known."""
    section: str = ""
    """The heading above it; empty for a fact, and above the first heading."""
    words: str = ""
    """The sentence, item or row; for a fact, its name."""


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """How it stands with a part of an item."""

    part: Part
    state: State
    """Missing, partly, to look for or found."""
    place: Place | None = None
    """Where it is said first."""
    said: int = 0
    """How many entries state it, of those that have to."""
    of: int = 0
    """How many entries have to state it; 0 where it is not asked of each entry."""
    collection: str = ""
    """What these entries are: `purposes`."""
    lacking: tuple[str, ...] = ()
    """What the entries are called that do not state it."""
    lacks_at: Location | None = None
    """Where the first of them stands."""


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """How it stands with an item."""

    item: Item
    state: State
    parts: tuple[PartCoverage, ...]
    shown: Place | None = None
    """What shows that the item is asked for, or that it is not."""
    settled: Settled | None = None
    """Legal's decision on it."""
    was: State | None = None
    """How it stood in the source that it is compared with; none without one."""

    @property
    def is_worse(self) -> bool:
        """Whether more is to do than before; whatever is open, where there is no before."""
        if self.state not in OPEN:
            return False
        return self.was not in OPEN or OPEN.index(self.state) < OPEN.index(self.was)

    @property
    def place(self) -> Place | None:
        """Where something of it is said first."""
        return next((part.place for part in self.parts if part.place), None)

    @property
    def lacks_at(self) -> Location | None:
        """Where an entry stands that lacks something."""
        return next((part.lacks_at for part in self.parts if part.lacks_at), None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a text says of a checklist."""

    checklist: Checklist
    items: tuple[ItemCoverage, ...]
    """In the order of the list."""
    stands: Location
    """Where what was looked through begins."""
    stale: tuple[Problem, ...] = ()
    """Decisions of legal that fit the text no longer."""

    def of_state(self, *states: State) -> tuple[ItemCoverage, ...]:
        """The items with which it stands so."""
        return tuple(item for item in self.items if item.state in states)
