"""What does the catalogue say of one kind of change? (`build_tools/changes/rules/`, one file a rule)"""

import re
from enum import StrEnum
from typing import Literal

from pydantic import Field

from build_tools.model.change import Event
from build_tools.model.period import Period
from build_tools.model.text import Prose, Slug
from build_tools.model.value import Value

_PLACE = re.compile(r"\{(entry|before|after|path|change)\}")
_ENDED = re.compile(r"(?<=[.!?…]\")\.\Z")


class Level(StrEnum):
    """How much a change matters (Article 29 Working Party, WP260 rev.01, paragraphs 29 to 31)."""

    MATERIAL = "material"
    """Customers have to be told, ideally in advance."""
    NOTABLE = "notable"
    """A fact or a promise is another one, and nobody need be warned."""
    EDITORIAL = "editorial"
    """Only words are others."""


class Direction(StrEnum):
    """For whom a change is good."""

    LESS = "less protective"
    """Worse for the data subject."""
    MORE = "more protective"
    """Better for the data subject."""
    NEUTRAL = "neutral"
    """Neither, or nobody can say without reading it."""


class Duty(StrEnum):
    """What a change asks of the controller, each with all before it."""

    INFORM = "inform"
    """It is told in the changelog."""
    ADVANCE = "advance"
    """It is told before it takes effect."""
    OBJECT = "object"
    """It is told early enough to object."""
    CONSENT = "consent"
    """It is told, and consent is needed for data that is held already."""


class Rule(Value):
    """What one kind of change means for customers, and the law behind it."""

    id: Slug
    """Names the rule for ever."""
    watches: tuple[str, ...] = Field(min_length=1)
    """The facts of the model that it is about: `retention.period`; `cookies.*` for all of something."""
    when: tuple[Event, ...] = Field(min_length=1)
    """What has to happen to them."""
    value: tuple[bool | str, ...] = ()
    """What the value has to be now; on the side where it was, if it is gone. Empty for any."""
    given: dict[str, tuple[bool | str, ...]] = Field(default_factory=dict)
    """What fields of the entry have to be besides, by their names: `kind: [necessary]`."""
    level: Level
    direction: Direction
    duty: Duty = Duty.INFORM
    notice: Period | None = None
    """How long before it takes effect customers are told. A suggestion where no law sets it."""
    confidence: Literal["high", "low"] = "high"
    """Low where a person has to read what changed."""
    why: Prose
    """Why it has this level, in a sentence for customers' counsel."""
    law: tuple[Prose, ...] = ()
    """The law or guidance behind it, with article and paragraph."""
    says: Prose
    """What customers are told; `{entry}`, `{before}` and `{after}`, or the `{change}` of words, are filled in."""
    alone: str = ""
    """Why there is no rule for the opposite change; empty where there is one."""

    def fill(self, **values: str) -> str:
        """What customers are told, with everything in its place; a quotation that ends a sentence ends ours."""
        return _ENDED.sub("", _PLACE.sub(lambda match: values[match[1]], self.says))
