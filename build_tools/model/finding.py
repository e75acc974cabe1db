"""What does a change mean, judged by a rule?"""

import json
from dataclasses import dataclass
from hashlib import sha256

from build_tools.model.change import Change
from build_tools.model.problem import Location, Problem
from build_tools.model.rule import Level, Rule
from build_tools.model.ruling import Ruling
from build_tools.model.value import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """A change judged by a rule."""

    rule: Rule
    change: Change
    message: str
    """The rule's sentence for customers, filled in."""
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

    @property
    def level(self) -> Level:
        """How much it matters: as legal has decided, or else as the rule says."""
        return self.ruling.level if self.ruling else self.rule.level

    @property
    def id(self) -> str:
        """Names the finding by its rule, its path and what was and is there, never by its words for customers."""
        told = "\0".join((self.change.path, _write(self.change.before.value), _write(self.change.after.value)))
        return f"{self.rule.id}-{sha256(told.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All findings between two sources."""

    findings: tuple[Finding, ...]
    """The most important first."""
    stale: tuple[Problem, ...]
    """Rulings that came with the change and are on none of its findings."""


def _write(value: object) -> str:
    """What is stated of a value, so that a field which the model gains one day changes no name."""
    if isinstance(value, Value):
        stated = value.model_dump(mode="json", exclude={"note"}, exclude_defaults=True)
        return json.dumps(stated, ensure_ascii=False, sort_keys=True)
    return "\n".join(map(_write, value)) if isinstance(value, tuple) else str(value)
