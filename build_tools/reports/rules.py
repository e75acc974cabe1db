"""Writes the rules that judge changes as text, JSON and a page in Markdown."""

from collections.abc import Iterable

from build_tools.model.localize import say
from build_tools.model.rule import Rule, Subject
from build_tools.reports.output import write_json
from build_tools.text.markdown_escaping import escape_cell


def as_text(rules: Iterable[Rule]) -> str:
    """One line for each rule: its id, its level, its direction."""
    return "".join(f"{rule.id:<40}{rule.level.value:<12}{rule.direction.value}\n" for rule in rules)


def explain(rules: Iterable[Rule]) -> str:
    """All that a lawyer needs to assess a rule."""
    return "\n".join(map(_explain, rules))


def as_json(rules: Iterable[Rule]) -> str:
    """One JSON object: `rules`, as in their files."""
    return write_json({"rules": [rule.model_dump(mode="json") for rule in rules]})


def as_markdown(rules: Iterable[Rule]) -> str:
    """A page for people: a table for each collection of facts that rules watch."""
    groups: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.id):
        groups.setdefault(rule.watches[0].partition(".")[0], []).append(rule)
    return _INTRODUCTION + "".join(
        f"\n## {_title(name)}\n\n{_table(groups[name])}" for name in sorted(groups, key=_title)
    )


_INTRODUCTION = """\
# Rules

Every change is judged by one of these rules. `policy rules ID` tells all of a rule, and `policy diff` says which one a
finding comes from. Each is a file in `build_tools/changes/rules/`; `make rules` makes this page of them.

*Material* is what customers have to be told of, *notable* what they are told and need not be warned of; where words
alone are others, it is *editorial*. The direction is that for the data subject. Notice is how long before it takes
effect customers are told; where no law sets it, it is a suggestion. A star says that a person has to read what changed.
In the words for customers, `{entry}` is the name of what changed, `{owner}` of what it is part of, `{before}` and
`{after}` are its values, `{change}` is the passage; after the sentence stands what it means for the reader. Customers
are not told of a change of the *site*, its wording or its layout. An organisation's own levels and notice periods stand
in `policy_src/rules.yml`.

The rules stand under the facts that they watch, those that watch several under the first.
"""
_ROWS = """\
| Rule | Level | Direction | Notice | What customers are told | Why it matters | Law |
|---|---|---|---|---|---|---|
"""


def _title(collection: str) -> str:
    return "Whatever it is" if collection == "*" else collection.replace("_", " ").capitalize()


def _table(rules: Iterable[Rule]) -> str:
    return _ROWS + "".join(map(_row, rules))


def _row(rule: Rule) -> str:
    cells = (
        f"`{rule.id}`{' *' if rule.confidence == 'low' else ''}",
        f"{rule.level.value}{', site' * (rule.about is Subject.SITE)}",
        rule.direction.value,
        say(rule.notice, "en") if rule.notice else "",
        f"“{rule.says}” {rule.means or ''}".rstrip(),
        rule.why,
        "; ".join(rule.law),
    )
    return f"| {' | '.join(map(escape_cell, cells))} |\n"


def _explain(rule: Rule) -> str:
    lines = {
        "watches": ", ".join(rule.watches),
        "when": ", ".join(rule.when),
        "value": ", ".join(map(str, rule.value)),
        "given": "; ".join(f"{name} is {' or '.join(map(str, values))}" for name, values in rule.given.items()),
        "about": rule.about.value,
        "level": rule.level.value,
        "direction": rule.direction.value,
        "duty": rule.duty.value,
        "notice": str(rule.notice or ""),
        "confidence": rule.confidence,
        "why": rule.why,
        "law": "; ".join(rule.law),
        "says": rule.says,
        "title": rule.title or "",
        "means": rule.means or "",
        "alone": rule.alone,
    }
    return f"{rule.id}\n" + "".join(f"  {name + ':':<12}{words}\n" for name, words in lines.items() if words)
