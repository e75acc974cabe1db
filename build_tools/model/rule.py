"""Defines rules: what a kind of change means for customers.

Each rule has a file in `build_tools/changes/rules/`, and sentences in each language (`build_tools/changes/languages/`).
"""

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
_ENDED = re.compile(r"(?<=[.!?…])(?P<quote>[\"“”»«’]?)\.(?=\s|\Z)")


class Level(StrEnum):
    """The importance of a change (Article 29 Working Party, WP260 rev.01, paragraphs 29 to 31)."""

    MATERIAL = "material"
    """Customers must be notified, ideally in advance."""
    NOTABLE = "notable"
    """A fact or promise changes, but no warning is needed."""
    EDITORIAL = "editorial"


class Direction(StrEnum):
    """Whether a change is better or worse for the data subject."""

    LESS = "less protective"
    MORE = "more protective"
    NEUTRAL = "neutral"
    """Neither, or unclear without reading it."""


class Duty(StrEnum):
    """The duty of the controller. Each duty includes those before it."""

    INFORM = "inform"
    """List the change in the changelog."""
    ADVANCE = "advance"
    """Notify customers before it takes effect."""
    OBJECT = "object"
    """Notify customers early enough to object."""
    CONSENT = "consent"
    """Notify customers, and obtain consent for data that is already held."""


class Subject(StrEnum):
    """What a change is about."""

    POLICY = "policy"
    """The treatment of personal data. Customers are notified."""
    SITE = "site"
    """The publication: wording, layouts, addresses, pages. Only legal sees it."""


class _Judging(Value):
    """The changes that a rule judges, and its judgement."""

    id: Slug
    """The permanent id of the rule."""
    watches: tuple[str, ...] = Field(min_length=1)
    """The facts that it applies to: `retention.period`, or `cookies.*` for all fields."""
    when: tuple[Event, ...] = Field(min_length=1)
    """The events that it applies to."""
    value: tuple[bool | str, ...] = ()
    """The required new value, or the old value if it was removed; empty for any."""
    given: dict[str, tuple[bool | str, ...]] = Field(default_factory=dict)
    """The required values of other fields of the entry: `kind: [necessary]`."""
    about: Subject = Subject.POLICY
    """The subject of its changes."""
    level: Level
    direction: Direction
    duty: Duty = Duty.INFORM
    notice: Period | None = None
    """The notice period; a suggestion if no law sets it."""
    confidence: Literal["high", "low"] = "high"
    """Low if a person must read the change."""
    alone: str = ""
    """Why there is no rule for the opposite change; empty if there is one."""


class RuleDefinition(_Judging):
    """A rule as its file states it: all that is the same in every language."""

    law: tuple[Slug, ...] = ()
    """The law or guidance behind it, as the ids of references in `build_tools/source/law.yml`."""


class RuleSentences(Value):
    """The sentences of a rule in one language."""

    says: Prose
    """A sentence for customers, with the placeholders `{entry}`, `{owner}` (the entry around it), `{before}`, `{after}`
    and `{change}`."""
    title: Prose | None = None
    """A heading, if the sentence is too long for that."""
    means: Prose | None = None
    """The meaning for the reader, in a sentence; required for rules about the policy."""
    why: Prose
    """The reason for the level, in a sentence for customers' lawyers."""


class Rule(_Judging, RuleSentences):
    """What one kind of change means for customers, in one language, and the law behind it."""

    language: str = "en"
    """The language of its sentences (BCP 47)."""
    law: tuple[Prose, ...] = ()
    """The law or guidance, with article and paragraph, as the language cites it."""

    def fill(self, **values: str) -> str:
        """The sentence with its placeholders replaced, and a single full stop at its end."""
        return _fill(self.says, values)

    def fill_title(self, **values: str) -> str:
        """The heading with its placeholders replaced, without a full stop."""
        return _fill(self.title or self.says.removesuffix("."), values)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _ENDED.sub(r"\g<quote>", _PLACE.sub(lambda match: values[match[1]], text))
