"""What does a change mean, judged by a rule?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from build_tools.model.change import Change
from build_tools.model.normalization import normalize_characters
from build_tools.model.problem import Location, Problem
from build_tools.model.rule import Level, Rule, Subject
from build_tools.model.ruling import Ruling
from build_tools.model.value import Value


@dataclass(frozen=True, slots=True)
class Detail:
    """A fact beside the one that changed."""

    name: str
    """Which it is, as one of `DETAILS`: `purpose`."""
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A change judged by a rule."""

    rule: Rule
    change: Change
    message: str
    """The rule's sentence for customers, filled in."""
    title: str
    """The same in a few words."""
    before: str
    """What was there, in words; empty where nothing was."""
    after: str
    """What is there now, in words; empty where nothing is."""
    was_at: Location | None = None
    """Where it stood in the source."""
    stands_at: Location | None = None
    """Where it stands in the source, or what is nearest to it."""
    ruling: Ruling | None = None
    """Legal's decision on it."""
    document: str = ""
    """The id of the document in which it is read, or the name of a file; empty where nobody knows it for sure."""
    details: tuple[Detail, ...] = ()
    """What else of the entry a reader needs to judge it: of a vendor its purpose, its data and its country."""
    entry: str = ""
    """The name of the entry that changed, in the language of the policy; empty where it is none."""
    is_of_layout: bool = False
    """Whether layouts or labels make a document read differently, while its facts and its prose stay."""

    @property
    def is_about_site(self) -> bool:
        """Whether it is about the site and not about the policy, so that customers are not told.

        A layout or a label that makes a document say something material changes the policy, whatever its file.
        """
        return self.rule.about is Subject.SITE or (self.is_of_layout and self.level is not Level.MATERIAL)

    @property
    def level(self) -> Level:
        """How much it matters: as legal has decided, or else as the rule says."""
        return self.ruling.level if self.ruling else self.rule.level

    @property
    def id(self) -> str:
        """Names the finding by its rule, its path and what was and is there, never by its words for customers.

        Texts that are the same give the same name, so that a ruling outlives other signs for the same letters.
        """
        told = "\0".join((self.change.path, _write(self.change.before.value), _write(self.change.after.value)))
        return f"{self.rule.id}-{sha256(normalize_characters(told).encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All findings between two sources."""

    findings: tuple[Finding, ...]
    """The most important first."""
    stale: tuple[Problem, ...]
    """Rulings that came with the change and are on none of its findings."""


def part_findings(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings about the policy and those about the site, in their order."""
    told = tuple(findings)
    return tuple(one for one in told if not one.is_about_site), tuple(one for one in told if one.is_about_site)


DETAILS = {
    "purpose": ("subprocessors", "purpose"),
    "data": ("subprocessors", "data"),
    "location": ("subprocessors", "location"),
    "legal_entity": ("subprocessors", "legal_entity"),
    "transfer": ("subprocessors", "transfer"),
    "since": ("subprocessors", "since"),
    "until": ("subprocessors", "until"),
    "service": ("subprocessors", "service"),
    "about": ("retention", "data"),
    "period": ("retention", "period"),
    "starts": ("retention", "starts"),
    "afterwards": ("retention", "afterwards"),
    "basis": ("retention", "basis"),
    "text": ("changelog", "details"),
}
"""The names of details, each with the group and the label of `wording.yml` that stands before it."""


def _write(value: object) -> str:
    """What is stated of a value, so that a field which the model gains one day changes no name."""
    if isinstance(value, Value):
        stated = value.model_dump(mode="json", exclude={"note"}, exclude_defaults=True)
        return json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return "\n".join(map(_write, value)) if isinstance(value, tuple) else str(value)
