"""Defines the cookies, their lifetimes, and how to refuse them (`cookies.yml`)."""

from typing import Literal

from pydantic import Field

from build_tools.model.period import Period
from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value


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
