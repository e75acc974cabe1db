"""Fills the sentences of rules with the facts of a change."""

from dataclasses import dataclass

from build_tools.changes.facts.details import tell_details
from build_tools.changes.value_names import say_entry, say_value
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy, Section
from build_tools.model.problem import Location
from build_tools.model.rule import Level, Rule
from build_tools.model.value import Value

_LONGEST = 30
"""How many words of a passage a message quotes."""
_COLLECTIONS = {
    "announcing": "the ways in which we announce changes",
    "channels": "the ways in which we announce changes",
    "controller": "the company that is responsible",
    "data": "the data that we collect",
    "prohibited_uses": "the uses that we rule out",
    "requests": "all requests",
    "responsibilities": "your responsibilities",
    "rights": "your rights",
    "retention": "retention periods",
    "stays_with_customer": "the data that stays with you",
    "storage": "the places where we keep data",
}
"""What collections hold, where their names do not say it."""


def tell_words(before: str, after: str) -> str:
    """What words were, and what they are now; empty words are not there."""
    old, new = _shorten(before), _shorten(after)
    if old and new:
        return f'"{old}" now reads "{new}"'
    return f'we have added "{new}"' if new else f'we have removed "{old}"'


def _shorten(text: str) -> str:
    words = text.split()
    return text if len(words) <= _LONGEST else " ".join(words[:_LONGEST]) + " …"


@dataclass(frozen=True, slots=True)
class Telling:
    """Fills the sentences of rules in, each side with the facts of its own policy."""

    before: Policy
    after: Policy

    def __call__(
        self, rule: Rule, change: Change, was_at: Location | None = None, stands_at: Location | None = None
    ) -> Finding:
        """A change judged by a rule, in words; the places are lines of a text."""
        side, policy = self._main(change)
        old, new = self._sides(change)
        entry = say_entry(side.entry, policy) if side.entry else ""
        owner = _find_owner(side, policy)
        values = {
            "entry": entry or _name_collection(change.fact),
            "owner": say_entry(owner, policy) if owner else entry,
            "before": say_value(change.before.value, change.fact, self.before),
            "after": say_value(change.after.value, change.fact, self.after),
            "path": change.path,
            "change": tell_words(old, new),
        }
        is_quiet = rule.level is Level.EDITORIAL or isinstance(side.entry, Section)
        named = side.entry if owner is None or type(side.entry).__name__ != "Receipt" else owner
        details = () if is_quiet else tuple(tell_details(named, change.fact, policy))
        return Finding(
            rule,
            change,
            rule.fill(**values),
            rule.fill_title(**values),
            old,
            new,
            was_at,
            stands_at,
            details=details,
            entry=entry,
        )

    def _main(self, change: Change) -> tuple[Side, Policy]:
        """The side on which a reader finds the entry: what is gone stands on the earlier one alone."""
        is_gone = change.event is Event.REMOVED or not change.after.entry
        return (change.before, self.before) if is_gone and change.before.entry else (change.after, self.after)

    def _sides(self, change: Change) -> tuple[str, str]:
        """What was there and what is there now, in words; empty where nothing is."""
        sides = (change.before.value, self.before), (change.after.value, self.after)
        before, after = ("" if value is None else say_value(value, change.fact, policy) for value, policy in sides)
        return before, after


def _find_owner(side: Side, policy: Policy) -> Value | None:
    """The entry that another one is part of, as a vendor is of the data that it receives; none where it is of none."""
    here: object = policy
    found: list[Value] = []
    for step in side.route:
        here = getattr(here, step, None) if isinstance(step, str) else here[step] if isinstance(here, tuple) else None
        if isinstance(here, Value) and (hasattr(here, "id") or hasattr(here, "data")):
            found.append(here)
    return next((value for value in reversed(found) if value is not side.entry and value != side.entry), None)


def _name_collection(fact: str) -> str:
    name = fact.partition(".")[0]
    return _COLLECTIONS.get(name, name.replace("_", " "))
