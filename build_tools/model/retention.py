"""How long is data kept, from when, and what happens then? (`retention.yml`)"""

from collections.abc import Iterable
from typing import Self

from pydantic import model_validator

from build_tools.model.period import Period
from build_tools.model.problem import invalid
from build_tools.model.storage import StorageLocation
from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class RetentionEntry(Entry):
    """How long some data is kept, or by what it is decided (GDPR Art. 5(1)(e), 13(2)(a))."""

    name: Prose
    """The published wording of the data it is about."""
    covers: tuple[Slug, ...] = ()
    """The categories or items of `data.yml` that it is about."""
    period: Period | None = None
    """How long the data is kept."""
    criteria: Prose | None = None
    """What decides how long it is kept, where no period can be given."""
    copies_in: Slug | None = None
    """The storage location whose copies this entry is about; its `retention` is the period."""
    starts: Prose | None = None
    """What starts the period: `account closure`."""
    basis: Prose | None = None
    """Why it is kept that long: the legal basis or duty."""
    afterwards: Prose | None = None
    """What happens then: `deleted`."""
    text: Prose
    """The published wording."""

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if sum(value is not None for value in (self.period, self.criteria, self.copies_in)) != 1:
            message = (
                f"retention entry {self.id!r} needs one of period, criteria and copies_in. Write exactly one of them."
            )
            raise invalid(message)
        return self


class Retention(Value):
    """The retention schedule."""

    retention: tuple[RetentionEntry, ...]
    """One entry for each kind of data, in the order of the text."""


def period_of(entry: RetentionEntry, storage: Iterable[StorageLocation]) -> Period | None:
    """The entry's period: its own, or that of the storage location whose copies it is about."""
    places = {place.id: place.retention for place in storage}
    return entry.period or places.get(entry.copies_in or "")


def effective_maximum(entry: RetentionEntry, storage: Iterable[StorageLocation]) -> Period | None:
    """How long data can exist at most: the entry's period, and then the longest life of a backup.

    None where the entry has no period of its own, or where no backups are stated.
    """
    lives = [place.retention for place in storage if place.backup and place.retention]
    return entry.period + max(lives) if entry.period and lives else None
