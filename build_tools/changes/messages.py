"""Turns a change and its rule into a finding: fills in the rule's sentences, and lists details of the entry."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build_tools.changes.value_names import ValueNames
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Detail, Finding
from build_tools.model.policy import Policy, Section
from build_tools.model.problem import Location
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.rule import Level, Rule
from build_tools.model.sentences import Phrases, Words
from build_tools.model.subprocessor import Receipt, Subprocessor
from build_tools.model.value import Value

_LONGEST = 30  # words of a passage that a message quotes
_DETAILS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "details.toml").read_text(encoding="utf-8")
)
"""The facts that a reader needs to judge a change of an entry, by its class, each with the name of its detail."""


def describe_rewording(before: str, after: str, phrases: Phrases) -> str:
    """How a passage changed, in words; an empty text means that there is none."""
    old, new = _shorten(before), _shorten(after)
    if old and new:
        return phrases.changed.fill(before=old, after=new)
    return phrases.added.fill(after=new) if new else phrases.removed.fill(before=old)


def _shorten(text: str) -> str:
    words = text.split()
    return text if len(words) <= _LONGEST else " ".join(words[:_LONGEST]) + " …"


@dataclass(frozen=True, slots=True)
class FindingWriter:
    """Writes the findings between two policies, each side with the facts of its policy."""

    before: Policy
    after: Policy
    words: Words

    def __call__(
        self, rule: Rule, change: Change, was_at: Location | None = None, is_at: Location | None = None
    ) -> Finding:
        """The finding of a change by a rule; the locations are lines of a text."""
        # an entry that was removed is found only in the earlier policy
        is_gone = (change.event is Event.REMOVED or not change.after.entry) and change.before.entry
        was, now = ValueNames(self.before, self.words), ValueNames(self.after, self.words)
        side, names = (change.before, was) if is_gone else (change.after, now)
        entry = names.name(side.entry) if side.entry else ""
        owner = _find_owner(side, names.policy)
        before = was.describe(change.before.value, change.fact)
        after = now.describe(change.after.value, change.fact)
        old = "" if change.before.value is None else before
        new = "" if change.after.value is None else after
        values = {
            "entry": entry or names.name_collection(change.fact),
            "owner": names.name(owner) if owner else entry,
            "before": before,
            "after": after,
            "path": change.path,
            "change": describe_rewording(old, new, self.words.phrases),
        }
        is_quiet = rule.level is Level.EDITORIAL or isinstance(side.entry, Section)
        subject = owner if owner and isinstance(side.entry, Receipt) else side.entry
        details = () if is_quiet else tuple(_list_details(subject, change.fact, names))
        message, title = rule.fill(**values), rule.fill_title(**values)
        return Finding(rule, change, message, title, old, new, was_at, is_at, details=details, entry=entry)


def _find_owner(side: Side, policy: Policy) -> Value | None:
    """The entry that contains another entry, as a vendor contains the data that it receives."""
    here: object = policy
    found: list[Value] = []
    for step in side.route:
        here = getattr(here, step, None) if isinstance(step, str) else here[step] if isinstance(here, tuple) else None
        if isinstance(here, Value) and (hasattr(here, "id") or hasattr(here, "data")):
            found.append(here)
    return next((value for value in reversed(found) if value is not side.entry and value != side.entry), None)


def _list_details(entry: Value | None, changed: str, names: ValueNames) -> Iterator[Detail]:
    for fact, name in _DETAILS.get(type(entry).__name__, {}).items():
        if entry and fact != changed and (words := _describe_detail(entry, fact, names)):
            yield Detail(name, words)


def _describe_detail(entry: Value, fact: str, names: ValueNames) -> str:
    match entry, fact:
        case Subprocessor(), "subprocessors.receives":
            data = ", ".join(map(names.describe, entry.receives))
            remark = names.describe(entry.remark) if entry.remark else ""
            return f"{data} ({remark})" if data and remark else data or remark
        case RetentionEntry(), "retention.period":
            value: object = period_of(entry, names.policy.storage) or entry.criteria
        case _:
            value = getattr(entry, fact.rpartition(".")[2])
    return names.describe(value, fact) if value else ""
