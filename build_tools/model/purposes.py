"""Defines the purposes of processing, and uses that are ruled out (`purposes.yml`)."""

from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class Purpose(Entry):
    """A purpose of the processing (GDPR Art. 5(1)(b), 13(1)(c))."""

    text: Prose
    """The published wording, after "to"."""
    data: tuple[Slug, ...] = ()
    """The categories or items that are used for it; by default all."""
    legal_basis: Prose | None = None
    """The legal basis (GDPR Art. 6(1)), if the text states it."""


class ProhibitedUse(Entry):
    """A promise that data is not used in some way."""

    text: Prose
    """The published wording, after "we do not use your data to"."""


class Purposes(Value):
    """The purposes of processing."""

    purposes: tuple[Purpose, ...]
    """The purposes, in the order of the text."""
    prohibited_uses: tuple[ProhibitedUse, ...] = ()
    """The uses that are ruled out."""
