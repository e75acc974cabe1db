"""What is different between two policies?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from build_tools.model.policy import Route
from build_tools.model.value import Value


class Event(StrEnum):
    """What happened to a fact."""

    ADDED = "added"
    """An entry that is new."""
    REMOVED = "removed"
    """An entry that is gone."""
    REPLACED = "replaced"
    """An entry that is gone, and another one that does the same."""
    REORDERED = "reordered"
    """Entries that stand in another order."""
    CHANGED = "changed"
    """A value that is another one, and neither more nor less."""
    INCREASED = "increased"
    """A value that is more than before: longer, more identifiable, stronger."""
    DECREASED = "decreased"
    """A value that is less than before."""
    GAINED = "gained"
    """A value that was not stated before, or one more of several."""
    LOST = "lost"
    """A value that is not stated any more, or one less of several."""
    WORSENED = "worsened"
    """Words of prose that say something less protective than before."""
    IMPROVED = "improved"
    """Words of prose that say something more protective than before."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change."""

    route: Route = ()
    """Where it stands in the policy; what stands nowhere, where its list does."""
    value: object = None
    """What stands there; none where nothing does."""
    entry: Value | None = None
    """The entry that it belongs to, or is; none where it belongs to none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two policies: a fact, before and after."""

    fact: str
    """Which fact of the model it is, whosever it is: `retention.period`, `subprocessors`."""
    path: str
    """The same with the ids of the entries: `retention.usage-and-logs.period`. It stays when entries move."""
    event: Event
    before: Side
    after: Side
    members: tuple["Change", ...] = ()
    """The changes of which it tells the story; they are not told again."""

    def __iter__(self) -> Iterator["Change"]:
        """Itself and its members."""
        yield self
        for member in self.members:
            yield from member
