"""Which data is stored, which never is, and which stays with the customer? (`data.yml`)"""

from pydantic import Field

from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class DataItem(Entry):
    """One kind of data, the smallest that the policy names."""

    name: Prose
    """The published wording."""
    processed_by: Slug | None = None
    """The subprocessor that the policy says handles it."""


class NeverStored(Entry):
    """Something that a reader might expect to be stored and that is not: a promise."""

    name: Prose
    """What it is, as a noun: `card details`."""
    text: Prose
    """The published wording: `we don't store card details`."""


class DataCategory(Entry):
    """A category of personal data (GDPR Art. 14(1)(d), 30(1)(c))."""

    name: Prose
    """The published wording."""
    items: tuple[DataItem, ...] = Field(min_length=1)
    """What it consists of, in the order of the text."""
    remark: Prose | None = None
    """What the text adds in brackets."""
    never_stored: tuple[NeverStored, ...] = ()
    """What the text says is not stored with it."""
    required: bool | None = Field(default=None, strict=True)
    """Whether the customer has to give it (GDPR Art. 13(2)(e)), where the text says so."""


class Data(Value):
    """The data that the policy speaks of."""

    data: tuple[DataCategory, ...]
    """The categories of data that are collected and stored."""
    stays_with_customer: tuple[DataItem, ...] = ()
    """Data that stays in the customer's own systems."""
