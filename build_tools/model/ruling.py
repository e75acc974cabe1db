"""Defines the decisions of legal on gaps, rules and findings (`known_gaps.yml`, `rules.yml`, `rulings.yml`)."""

from typing import Self

from pydantic import Field, model_validator

from build_tools.model.day import Day
from build_tools.model.opinion import Opinions
from build_tools.model.period import Period
from build_tools.model.problem import invalid
from build_tools.model.rule import Level
from build_tools.model.text import Note, Slug
from build_tools.model.value import Value


class KnownGap(Value):
    """A gap that `policy check` finds and legal has accepted for now."""

    gap: Slug
    """The name of the check, which `policy check` prints in brackets."""
    about: Slug
    """The id of the entry with the gap."""
    since: Day
    """The day on which legal accepted it."""
    reason: str = Field(min_length=10)
    """Why the text is published with the gap."""


class KnownGaps(Value):
    """The accepted gaps."""

    known_gaps: tuple[KnownGap, ...]
    """One entry for each gap. Remove the entry when the gap is closed."""


class RuleOverride(Value):
    """An organisation's own level or notice period for a rule of the catalogue."""

    rule: Slug
    """The id of the rule; `policy rules` lists them."""
    level: Level | None = None
    """The level of its findings."""
    notice: Period | None = None
    """How long before a change takes effect customers are notified."""
    reason: str = Field(min_length=10)
    """Why it differs from the catalogue."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.level is None and self.notice is None:
            raise invalid(f"the entry for {self.rule!r} changes nothing. Add level: or notice:, or remove it.")
        return self


class RuleOverrides(Value):
    """An organisation's own levels and notice periods."""

    rules: tuple[RuleOverride, ...]
    """One entry for each rule that differs from the catalogue."""


class Ruling(Value):
    """Legal's decision on a finding, which overrides the rule."""

    finding: Slug
    """The id of the finding, which `policy diff` prints."""
    level: Level
    """The level of the finding."""
    reason: str = Field(min_length=10)
    """The reason for the decision."""
    decided: Day
    """The day of the decision."""
    note: Note | None = None
    """A remark for colleagues. Never published."""


class Rulings(Value):
    """Legal's decisions on findings, including those of past changes."""

    rulings: tuple[Ruling, ...]
    """One entry for each finding."""


DECISIONS: dict[str, type[Value]] = {
    "known_gaps.yml": KnownGaps,
    "rules.yml": RuleOverrides,
    "rulings.yml": Rulings,
    "opinions.yml": Opinions,
}
"""The optional files with decisions of legal, and with the opinions that help to decide."""
