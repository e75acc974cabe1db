"""Writes the page of all rules in Markdown: what sets off each rule, what follows from it, and the law with links."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from build_tools.model.change import Event
from build_tools.model.localize import say
from build_tools.model.rule import Duty, Rule, Subject
from build_tools.reports.law_links import Citation, list_law
from build_tools.text.escaping import escape_cell


def as_markdown(rules: Iterable[Rule], citations: Iterable[Citation]) -> str:
    """The page: a table for each collection of facts that rules watch, and the law that they cite."""
    cited = {citation.words: citation for citation in citations}
    ordered = sorted(rules, key=lambda rule: (_title(rule), rule.id))
    tables = "".join(
        f"\n## {title}\n\n{_ROWS}{''.join(_row(rule, cited) for rule in group)}"
        for title, group in groupby(ordered, _title)
    )
    return f"{_INTRODUCTION}{tables}{list_law(cited.values(), _find_citing(ordered), 'Rules')}"


_INTRODUCTION = """\
# Rules

Every change is judged by one of these rules. `policy rules ID` shows all details of a rule and the reason for its
level, and `policy diff` names the rule of each finding. Each rule is a file in `build_tools/changes/rules/`, its
sentences are in `build_tools/changes/languages/`, and the law is in `build_tools/source/law.yml`; `make reference`
makes this page.

- **What sets it off**: the sentence or heading that customers read, then the fact and what happens to it. `{entry}` is
  the name of the changed entry, `{owner}` that of the entry around it, `{before}` and `{after}` are the values. Facts
  that begin with `prose.` are read from texts. A star means that a person has to read the change.
- **Level**: a *material* change requires a notice to customers before it takes effect, a *notable* one is shown to them
  without a notice, and an *editorial* one changes only the wording. Changes of the *site* are not shown to customers.
- **Direction**: whether the change is better or worse for the people whose data it is. What a text no longer names
  counts as neutral: it may still be done.
- **Notice**: the time between the notice and the day of effect, and what it is for; *with consent* means that data
  which is already held needs consent. No law that is cited here sets a number of days for a notice: WP260 asks for it
  "well in advance", and GDPR Art. 28(2) for an opportunity to object. 30 days are house practice, and an organisation
  sets its own in `policy_src/rules.yml`.
- **Law**: each law links to its official text. A dagger marks a place that has not been compared with its text yet. The
  [last table](#law) says what each place requires, in our words, and when it was looked up.

The rules are listed under the facts that they watch; a rule that watches several facts is listed under the first.
"""
_ROWS = """\
| Rule | What sets it off | Level | Direction | Notice | Law |
|---|---|---|---|---|---|
"""
_EVENTS = {
    Event.ADDED: "added",
    Event.REMOVED: "removed",
    Event.REPLACED: "replaced",
    Event.REORDERED: "in another order",
    Event.CHANGED: "changed",
    Event.INCREASED: "increased",
    Event.DECREASED: "decreased",
    Event.GAINED: "newly stated",
    Event.LOST: "no longer stated",
    Event.WORSENED: "changed for the worse",
    Event.IMPROVED: "changed for the better",
}
_NAMED_FOR_THE_WORSE = {
    *("prose.place", "prose.vendor", "prose.data-term", "prose.purpose-term", "prose.recipient-term"),
    "prose.tracker-term",
}
"""Signals that count as worse where something is newly named, and as better where it is no longer named."""
_NAMED_FOR_THE_BETTER = {"prose.right-term", "prose.safeguard-term", "prose.regime"}
"""Signals that count the other way round."""
_ANY_WAY = {Event.CHANGED, Event.WORSENED, Event.IMPROVED}
_DUTIES = {
    Duty.INFORM: "",
    Duty.ADVANCE: "before it takes effect",
    Duty.OBJECT: "in time to object",
    Duty.CONSENT: "with consent",
}
_ENTRY = re.compile(r": \{entry\}\Z")


def _title(rule: Rule) -> str:
    collection = rule.watches[0].partition(".")[0]
    return "Any fact" if collection == "*" else collection.replace("_", " ").capitalize()


def _row(rule: Rule, cited: Mapping[str, Citation]) -> str:
    period = say(rule.notice, "en") if rule.notice else ""
    cells = (
        escape_cell(f"`{rule.id}`{' *' if rule.confidence == 'low' else ''}"),
        f"{escape_cell(_heading(rule))}<br>{_describe_trigger(rule)}",
        f"{rule.level.value}{', site' * (rule.about is Subject.SITE)}",
        rule.direction.value,
        ", ".join(filter(None, (period, _DUTIES[rule.duty]))),
        "; ".join(_link(citation, cited) for citation in rule.law),
    )
    return f"| {' | '.join(cells)} |\n"


def _heading(rule: Rule) -> str:
    """What customers read; of prose the heading, since the sentence quotes the passage."""
    is_prose = rule.watches[0].startswith("prose.")
    return _ENTRY.sub("", str(rule.title)) if is_prose and rule.title else str(rule.says)


def _describe_trigger(rule: Rule) -> str:
    """The facts, what happens to them, and the values that are required for that."""
    facts = ", ".join(f"`{fact}`" for fact in rule.watches)
    events = _describe_signal(rule) if rule.watches[0].startswith("prose.") else _list_events(rule.when)
    values = [f"value {' or '.join(map(_say_value, rule.value))}"] if rule.value else []
    values += [f"{name} is {' or '.join(map(_say_value, given))}" for name, given in rule.given.items()]
    return f"{facts} {events}" + (f" ({escape_cell(', '.join(values))})" if values else "")


def _describe_signal(rule: Rule) -> str:
    """What happens to words of a text: named or not, or changed in a direction that the rule confirms."""
    fact, events = rule.watches[0], set(rule.when)
    verb = "found" if fact.endswith(("-added", "-removed")) else "changed"
    if fact == "prose.number":  # only limits have a direction, and whom a limit favours is unknown
        return "changed in a limit" if events == {Event.WORSENED} else "changed, but not in a limit"
    if events == _ANY_WAY:
        return f"{verb} in any way"
    if fact in _NAMED_FOR_THE_WORSE | _NAMED_FOR_THE_BETTER:
        gained = Event.WORSENED if fact in _NAMED_FOR_THE_WORSE else Event.IMPROVED
        named = {gained: "newly named", Event.CHANGED: "changed"}
        return " or ".join(named.get(event, "no longer named") for event in rule.when)
    if len(events) > 1:
        return f"{verb}, but not for the {'better' if Event.WORSENED in events else 'worse'}"
    return _list_events(rule.when).replace("changed", verb)


def _list_events(events: Iterable[Event]) -> str:
    return " or ".join(_EVENTS[event] for event in events)


def _say_value(value: bool | str) -> str:  # noqa: FBT001 - a value of a policy
    return value if isinstance(value, str) else "yes" if value else "no"


def _link(words: str, citations: Mapping[str, Citation]) -> str:
    return citations[words].link() if words in citations else escape_cell(words)


def _find_citing(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """The rules that cite each place, by its words."""
    citing: dict[str, list[str]] = {}
    for rule in rules:
        for words in rule.law:
            citing.setdefault(words, []).append(f"`{rule.id}`")
    return citing
