"""What does a change mean, judged by a rule?"""

from dataclasses import dataclass
from hashlib import sha256

from build_tools.model.change import Change
from build_tools.model.rule import Level, Rule


@dataclass(frozen=True, slots=True)
class Finding:
    """A change judged by a rule."""

    rule: Rule
    change: Change
    message: str
    """The rule's sentence for customers, filled in."""

    @property
    def level(self) -> Level:
        """How much it matters."""
        return self.rule.level

    @property
    def id(self) -> str:
        """Names the finding by its rule, its path and what was and is there, never by its words for customers."""
        told = "\0".join((self.change.path, str(self.change.before.value), str(self.change.after.value)))
        return f"{self.rule.id}-{sha256(told.encode()).hexdigest()[:12]}"
