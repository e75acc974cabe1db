"""What is the data used for, and what never? (`purposes.yml`)"""

from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class Purpose(Entry):
    """A purpose of the processing (GDPR Art. 5(1)(b), 13(1)(c))."""

    text: Prose
    """The published wording, as it follows "to"."""
    data: tuple[Slug, ...] = ()
    """The categories or items used for it, where the text says which; otherwise all."""
    legal_basis: Prose | None = None
    """The legal basis (GDPR Art. 6(1)), where the text states one."""


class ProhibitedUse(Entry):
    """A use that the policy rules out: a promise."""

    text: Prose
    """The published wording, as it follows "we do not use your data to"."""


class Purposes(Value):
    """What data is used for."""

    purposes: tuple[Purpose, ...]
    """The purposes, in the order of the text."""
    prohibited_uses: tuple[ProhibitedUse, ...] = ()
    """The uses that are ruled out."""
