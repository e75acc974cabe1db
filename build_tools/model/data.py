"""Defines the data, its purposes, and the cookies (`data.yml`, `purposes.yml`, `cookies.yml`)."""

from typing import Literal

from pydantic import Field

from build_tools.model.period import Period
from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


class DataItem(Entry):
    """One kind of data, the smallest that the policy names."""

    name: Prose
    """The published wording."""
    processed_by: Slug | None = None
    """The subprocessor that processes it, according to the policy."""


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


class Data(Value):
    """The data in the policy."""

    data: tuple[DataCategory, ...]
    """The categories of data that are collected and stored."""
    stays_with_customer: tuple[DataItem, ...] = ()
    """Data that stays in the customer's own systems."""


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


class Cookie(Entry):
    """A cookie or a group of them (Directive 2002/58/EC Art. 5(3))."""

    name: Prose
    """The published wording."""
    kind: Literal["necessary", "preferences", "analytics", "payment", "marketing"]
    """Its purpose."""
    text: Prose
    """The published wording that describes it."""
    set_by: Slug | None = None
    """The subprocessor that sets it."""
    optional: bool | None = Field(default=None, strict=True)
    """Whether customers can refuse it; by default as for the subprocessor that sets it."""
    lifetime: Period | None = None
    """Its lifetime (CJEU C-673/17, Planet49, para. 81)."""
    starts: Prose | None = None
    """What starts the lifetime: `inactivity`."""
    opt_out: Prose | None = None
    """How to refuse it."""


class Cookies(Value):
    """The cookies."""

    cookies: tuple[Cookie, ...]
    """The cookies, in the order of the text."""
