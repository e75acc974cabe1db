"""Defines findings: changes that a rule has judged."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from build_tools.model.change import Change
from build_tools.model.normalization import normalize_characters
from build_tools.model.opinion import Opinion
from build_tools.model.problem import Location, Problem
from build_tools.model.rule import Level, Rule, Subject
from build_tools.model.ruling import Ruling
from build_tools.model.value import Value


@dataclass(frozen=True, slots=True)
class Detail:
    """Another fact of the changed entry."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A change judged by a rule."""

    rule: Rule
    change: Change
    message: str
    """The rule's sentence for customers, with its placeholders replaced."""
    title: str
    before: str
    after: str
    was_at: Location | None = None
    is_at: Location | None = None
    """Where it is in the new source, or the nearest place."""
    ruling: Ruling | None = None
    document: str = ""
    """The id of its document, or the name of a file; empty if uncertain."""
    details: tuple[Detail, ...] = ()
    """Other facts of the entry that readers need, such as the purpose and country of a vendor."""
    entry: str = ""
    """The name of the changed entry, in the language of the policy; may be empty."""
    is_of_layout: bool = False
    """Whether only layouts or labels changed, and not facts or prose."""
    opinions: tuple[Opinion, ...] = ()
    """What second readers say of it. They change neither its level nor what customers read."""

    @property
    def is_about_site(self) -> bool:
        """Whether it is only about the site and not a material change, so that customers are not notified."""
        return self.rule.about is Subject.SITE or (self.is_of_layout and self.level is not Level.MATERIAL)

    @property
    def level(self) -> Level:
        """The level of the ruling, or else of the rule."""
        return self.ruling.level if self.ruling else self.rule.level

    @property
    def gravest(self) -> Opinion | None:
        """The opinion with the highest level; none without opinions, or if legal has ruled."""
        ranked = sorted(self.opinions, key=lambda opinion: list(Level).index(opinion.level))
        return ranked[0] if ranked and not self.ruling else None

    @property
    def combined_level(self) -> Level:
        """The level of the ruling, or else the higher one of the rule and the opinions."""
        levels = {self.level, self.gravest.level if self.gravest else self.level}
        return next(level for level in Level if level in levels)

    @property
    def is_contested(self) -> bool:
        """Whether a second reader calls it material, the rule does not, and legal has not decided yet."""
        return self.combined_level is Level.MATERIAL and self.level is not Level.MATERIAL

    @property
    def id(self) -> str:
        """The id of the rule and a hash of the path and the normalized values, but not of the words for customers."""
        identity = "\0".join((self.change.path, _write(self.change.before.value), _write(self.change.after.value)))
        return f"{self.rule.id}-{sha256(normalize_characters(identity).encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings between two sources."""

    findings: tuple[Finding, ...]
    """Most important first."""
    stale: tuple[Problem, ...]
    """Rulings and opinions of the change that match none of its findings."""


def change_of(finding: str) -> str:
    """The part of a finding's id that names its change: it stays the same if another rule judges the change."""
    return finding.rpartition("-")[2]


def part_findings(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Separate the findings about the policy from those about the site."""
    found = tuple(findings)
    site = tuple(finding for finding in found if finding.is_about_site)
    return tuple(finding for finding in found if not finding.is_about_site), site


_OF_VENDORS = ("purpose", "data", "location", "legal_entity", "transfer", "since", "until", "service")
DETAILS = {
    **{name: ("subprocessors", name) for name in _OF_VENDORS},
    "about": ("retention", "data"),
    **{name: ("retention", name) for name in ("period", "starts", "afterwards", "basis")},
    "text": ("changelog", "details"),
}
"""The names of details, each with the group and name of its label in `wording.yml`."""


def _write(value: object) -> str:
    """The stated fields of a value, so that new fields of the model do not change ids."""
    if isinstance(value, Value):
        stated = value.model_dump(mode="json", exclude={"note"}, exclude_defaults=True)
        return json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return "\n".join(map(_write, value)) if isinstance(value, tuple) else str(value)
