"""What has legal decided about rules and single findings? (`rules.yml`, `rulings.yml`)"""

from typing import Self

from pydantic import Field, model_validator

from build_tools.model.day import Day
from build_tools.model.period import Period
from build_tools.model.problem import invalid
from build_tools.model.rule import Level
from build_tools.model.text import Note, Slug
from build_tools.model.value import Value


class KnownGap(Value):
    """A gap that `policy check` finds and legal has accepted, until the text is mended."""

    gap: Slug
    """The check that finds it, as `policy check` prints it in brackets."""
    about: Slug
    """The id of the entry that it is about."""
    since: Day
    """The day on which it was accepted."""
    reason: str = Field(min_length=10)
    """Why the text is published all the same."""


class KnownGaps(Value):
    """The gaps that are known."""

    known_gaps: tuple[KnownGap, ...]
    """One entry for each gap. An entry whose gap is gone is itself a problem."""


class RuleOverride(Value):
    """What this organisation makes of a rule of the catalogue."""

    rule: Slug
    """The rule, by its id; `policy rules` lists them."""
    level: Level | None = None
    """How much its findings matter here."""
    notice: Period | None = None
    """How long before it takes effect customers are told here."""
    reason: str = Field(min_length=10)
    """Why it is not as the catalogue has it."""

    @model_validator(mode="after")
    def _tunes_something(self) -> Self:
        if self.level is None and self.notice is None:
            raise invalid(f"the rule {self.rule!r} stays as it is. Write level: or notice:, or remove the entry.")
        return self


class RuleOverrides(Value):
    """An organisation's own levels and notice periods."""

    rules: tuple[RuleOverride, ...]
    """One entry for each rule that is not as the catalogue has it."""


class Ruling(Value):
    """Legal's decision on one finding. It has the last word."""

    finding: Slug
    """The finding, by the id that `policy diff` tells."""
    level: Level
    """How much it matters."""
    reason: str = Field(min_length=10)
    """Why."""
    decided: Day
    """The day of the decision."""
    note: Note | None = None
    """A remark for colleagues. Never published."""


class Rulings(Value):
    """Legal's decisions on findings, those on what was published long ago too."""

    rulings: tuple[Ruling, ...]
    """One entry for each finding that was decided on."""


DECISIONS: dict[str, type[Value]] = {"known_gaps.yml": KnownGaps, "rules.yml": RuleOverrides, "rulings.yml": Rulings}
"""The files of what legal has decided. A source may be without them."""
