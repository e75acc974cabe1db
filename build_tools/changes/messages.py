"""Turns a change and its rule into a finding: fills in the rule's sentences, and lists details of the entry."""

from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.changes.value_names import NAMES, describe_entry, describe_value
from build_tools.model.change import Change, Event, Side
from build_tools.model.finding import Detail, Finding
from build_tools.model.policy import Policy, Section
from build_tools.model.problem import Location
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.rule import Level, Rule
from build_tools.model.subprocessor import Receipt, Subprocessor
from build_tools.model.value import Value

_LONGEST = 30  # words of a passage that a message quotes


def describe_rewording(before: str, after: str) -> str:
    """How a passage changed, in words; an empty text means that there is none."""
    old, new = _shorten(before), _shorten(after)
    if old and new:
        return f'"{old}" now reads "{new}"'
    return f'we have added "{new}"' if new else f'we have removed "{old}"'


def _shorten(text: str) -> str:
    words = text.split()
    return text if len(words) <= _LONGEST else " ".join(words[:_LONGEST]) + " …"


@dataclass(frozen=True, slots=True)
class FindingWriter:
    """Writes the findings between two policies, each side with the facts of its policy."""

    before: Policy
    after: Policy

    def __call__(
        self, rule: Rule, change: Change, was_at: Location | None = None, stands_at: Location | None = None
    ) -> Finding:
        """The finding of a change by a rule; the locations are lines of a text."""
        # an entry that was removed is found only in the earlier policy
        is_gone = (change.event is Event.REMOVED or not change.after.entry) and change.before.entry
        side, policy = (change.before, self.before) if is_gone else (change.after, self.after)
        entry = describe_entry(side.entry, policy) if side.entry else ""
        owner = _find_owner(side, policy)
        collection = change.fact.partition(".")[0]
        before = describe_value(change.before.value, change.fact, self.before)
        after = describe_value(change.after.value, change.fact, self.after)
        old = "" if change.before.value is None else before
        new = "" if change.after.value is None else after
        values = {
            "entry": entry or NAMES["collections"].get(collection, collection.replace("_", " ")),
            "owner": describe_entry(owner, policy) if owner else entry,
            "before": before,
            "after": after,
            "path": change.path,
            "change": describe_rewording(old, new),
        }
        is_quiet = rule.level is Level.EDITORIAL or isinstance(side.entry, Section)
        subject = owner if owner and isinstance(side.entry, Receipt) else side.entry
        details = () if is_quiet else tuple(_list_details(subject, change.fact, policy))
        message, title = rule.fill(**values), rule.fill_title(**values)
        return Finding(rule, change, message, title, old, new, was_at, stands_at, details=details, entry=entry)


def _find_owner(side: Side, policy: Policy) -> Value | None:
    """The entry that contains another entry, as a vendor contains the data that it receives."""
    here: object = policy
    found: list[Value] = []
    for step in side.route:
        here = getattr(here, step, None) if isinstance(step, str) else here[step] if isinstance(here, tuple) else None
        if isinstance(here, Value) and (hasattr(here, "id") or hasattr(here, "data")):
            found.append(here)
    return next((value for value in reversed(found) if value is not side.entry and value != side.entry), None)


def _list_details(entry: Value | None, changed: str, policy: Policy) -> Iterator[Detail]:
    for fact, name in NAMES["details"].get(type(entry).__name__, {}).items():
        if entry and fact != changed and (words := _describe_detail(entry, fact, policy)):
            yield Detail(name, words)


def _describe_detail(entry: Value, fact: str, policy: Policy) -> str:
    match entry, fact:
        case Subprocessor(), "subprocessors.receives":
            data = ", ".join(describe_value(receipt, "", policy) for receipt in entry.receives)
            remark = describe_value(entry.remark, "", policy) if entry.remark else ""
            return f"{data} ({remark})" if data and remark else data or remark
        case RetentionEntry(), "retention.period":
            value: object = period_of(entry, policy.storage) or entry.criteria
        case _:
            value = getattr(entry, fact.rpartition(".")[2])
    return describe_value(value, fact, policy) if value else ""
