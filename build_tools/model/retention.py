"""Defines the retention schedule: how long data is kept, from when, and what happens afterwards (`retention.yml`)."""

from collections.abc import Iterable
from typing import Self

from pydantic import model_validator

from build_tools.model.period import Period
from build_tools.model.problem import invalid
from build_tools.model.storage import StorageLocation
from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class RetentionEntry(Entry):
    """How long some data is kept, or the criteria for that (GDPR Art. 5(1)(e), 13(2)(a))."""

    name: Prose
    """The published wording of the data."""
    covers: tuple[Slug, ...] = ()
    """The ids of the categories or items in `data.yml`."""
    period: Period | None = None
    """How long the data is kept."""
    criteria: Prose | None = None
    """The criteria for the period, if no period can be stated."""
    copies_in: Slug | None = None
    """The id of a storage location, whose `retention` is the period."""
    starts: Prose | None = None
    """What starts the period: `account closure`."""
    basis: Prose | None = None
    """The legal basis or duty for the period."""
    afterwards: Prose | None = None
    """What happens after the period: `deleted`."""
    text: Prose
    """The published wording."""

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if sum(value is not None for value in (self.period, self.criteria, self.copies_in)) != 1:
            what = f"retention entry {self.id!r} needs one of period, criteria and copies_in"
            raise invalid(f"{what}. Write exactly one of them.")
        return self


class Retention(Value):
    """The retention schedule."""

    retention: tuple[RetentionEntry, ...]
    """One entry for each kind of data, in the order of the text."""


def period_of(entry: RetentionEntry, storage: Iterable[StorageLocation]) -> Period | None:
    """The period of an entry, or of the storage location that it names."""
    places = {place.id: place.retention for place in storage}
    return entry.period or places.get(entry.copies_in or "")


def effective_maximum(entry: RetentionEntry, storage: Iterable[StorageLocation]) -> Period | None:
    """The longest time that data can exist, backups included; none without a period or a stated backup."""
    lives = [place.retention for place in storage if place.backup and place.retention]
    return entry.period + max(lives) if entry.period and lives else None
