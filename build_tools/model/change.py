"""Defines the differences between two policies."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from build_tools.model.policy import Route
from build_tools.model.value import Value


class Event(StrEnum):
    """What happened to a fact."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    """An entry that another entry with the same purpose replaces."""
    REORDERED = "reordered"
    CHANGED = "changed"
    """A value that changed without becoming more or less."""
    INCREASED = "increased"
    """A value that became more: longer, more identifiable, stronger."""
    DECREASED = "decreased"
    GAINED = "gained"
    """A value that was not stated before, or an addition to a list."""
    LOST = "lost"
    """A value that is no longer stated, or a removal from a list."""
    WORSENED = "worsened"
    IMPROVED = "improved"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change."""

    route: Route = ()
    """Where the value is in the policy; for a missing value, where its list is."""
    value: object = None
    """The value; none if it is missing."""
    entry: Value | None = None
    """The entry that holds the value, or is the value; may be none."""


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two policies in one fact."""

    fact: str
    """The fact in the model, without ids: `retention.period`, `subprocessors`."""
    path: str
    """The fact with the ids of its entries: `retention.usage-and-logs.period`. It does not depend on their order."""
    event: Event
    before: Side
    after: Side
    members: tuple["Change", ...] = ()
    """The changes that it summarizes, which are not reported separately."""

    def __iter__(self) -> Iterator["Change"]:
        yield self
        for member in self.members:
            yield from member
