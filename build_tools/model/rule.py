"""What does the catalogue say of one kind of change? (`build_tools/changes/rules/`, one file a rule)"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from build_tools.model.change import Event
from build_tools.model.period import Period
from build_tools.model.text import Prose, Slug
from build_tools.model.value import Value

_PLACE = re.compile(r"\{(entry|owner|before|after|path|change)\}")
_ENDED = re.compile(r"(?<=[.!?…])(?P<quote>\"?)\.(?=\s|\Z)")


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


class Subject(StrEnum):
    """What a change is about."""

    POLICY = "policy"
    """What a company does with personal data, or says of it. Customers are told."""
    SITE = "site"
    """How it is published: wording, layouts, addresses, pages. Legal sees it, and customers are not told."""


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
    about: Subject = Subject.POLICY
    """What its changes are about."""
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
    """What changed, in a sentence for customers. `{entry}`, `{owner}` (what the entry is part of), `{before}`,
    `{after}` and the `{change}` of words are filled in."""
    title: Prose | None = None
    """The same in a few words, for a heading, where the sentence is too long for that."""
    means: Prose | None = None
    """What it means for the reader, in a sentence. Every rule about the policy has one."""
    alone: str = ""
    """Why there is no rule for the opposite change; empty where there is one."""

    def fill(self, **values: str) -> str:
        """The sentence with everything in its place; it ends once, though a name or a quotation in it ends too."""
        return _fill(self.says, values)

    def fill_title(self, **values: str) -> str:
        """The few words with everything in their place, without a full stop."""
        return _fill(self.title or self.says.removesuffix("."), values)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _ENDED.sub(r"\g<quote>", _PLACE.sub(lambda match: values[match[1]], text))
