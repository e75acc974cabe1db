"""Defines the data that is collected, stored, or left with the customer (`data.yml`)."""

from pydantic import Field

from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class DataItem(Entry):
    """One kind of data, the smallest that the policy names."""

    name: Prose
    """The published wording."""
    processed_by: Slug | None = None
    """The subprocessor that processes it, according to the policy."""
    special: bool = Field(default=False, strict=True)
    """Whether it is of a special category (GDPR Art. 9(1)) or sensitive (Cal. Civ. Code §1798.140(ae))."""


class NeverStored(Entry):
    """A promise that some data is not stored."""

    name: Prose
    """The data as a noun: `card details`."""
    text: Prose
    """The published wording: `we don't store card details`."""


class DataCategory(Entry):
    """A category of personal data (GDPR Art. 14(1)(d), 30(1)(c))."""

    name: Prose
    """The published wording."""
    items: tuple[DataItem, ...] = Field(min_length=1)
    """The data in the category, in the order of the text."""
    remark: Prose | None = None
    """A remark that the text adds in brackets."""
    never_stored: tuple[NeverStored, ...] = ()
    """Data that is not stored with it, according to the text."""
    required: bool | None = Field(default=None, strict=True)
    """Whether the customer must provide it (GDPR Art. 13(2)(e)), if the text states that."""

    @property
    def special(self) -> bool:
        """Whether any of its data is of a special category, or sensitive."""
        return any(item.special for item in self.items)


class Data(Value):
    """The data in the policy."""

    data: tuple[DataCategory, ...]
    """The categories of data that are collected and stored."""
    stays_with_customer: tuple[DataItem, ...] = ()
    """Data that stays in the customer's own systems."""
    minimum_age: str | None = Field(default=None, pattern=r"^[1-9][0-9]?$", examples=["16"])
    """The age from which people may use the service without their parents, in years: `"16"` (GDPR Art. 8(1); 16 CFR
    §312.5)."""
