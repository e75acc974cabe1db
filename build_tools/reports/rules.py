"""Writes the rules that judge changes as text, JSON and a page in Markdown."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from build_tools.model.law import Citations, LawCatalogue
from build_tools.model.localize import say
from build_tools.model.rule import Rule, Subject
from build_tools.reports.output import write_json
from build_tools.text.escaping import escape_cell


def as_text(rules: Iterable[Rule]) -> str:
    """One line for each rule: its id, its level, its direction."""
    return "".join(f"{rule.id:<40}{rule.level.value:<12}{rule.direction.value}\n" for rule in rules)


def explain(rules: Iterable[Rule]) -> str:
    """All that a lawyer needs to assess a rule."""
    return "\n".join(map(_explain, rules))


def as_json(rules: Iterable[Rule]) -> str:
    """One JSON object: `rules`, as in their files."""
    return write_json({"rules": [rule.model_dump(mode="json") for rule in rules]})


def stale_as_text(law: LawCatalogue, today: date, language: str, citations: Citations) -> str:
    """A line for each place in a law that nobody has looked up for a year: its id, citation, last look-up and text."""
    lines = (
        f"{found['id']}: {found['law']}, looked up: {found['looked_up']}, {found['link']}\n"
        for found in _list_stale(law, today, language, citations)
    )
    return "".join(lines) or "Every place in a law was looked up within a year.\n"


def stale_as_json(law: LawCatalogue, today: date, language: str, citations: Citations) -> str:
    """One JSON object: `stale`, the places in laws that nobody has looked up for a year."""
    return write_json({"stale": list(_list_stale(law, today, language, citations))})


def _list_stale(law: LawCatalogue, today: date, language: str, citations: Citations) -> Iterator[dict[str, str]]:
    for name in law.find_stale(today):
        reference = law.references[name]
        yield {
            "id": name,
            "law": law.cite(name, language, citations, {}),
            "looked_up": str(reference.looked_up),
            "link": law.laws[reference.law].link,
        }


def as_markdown(rules: Iterable[Rule]) -> str:
    """A page for people: a table for each collection of facts that rules watch."""
    ordered = sorted(rules, key=lambda rule: (_title(rule), rule.id))
    return _INTRODUCTION + "".join(
        f"\n## {title}\n\n{_ROWS}{''.join(map(_row, group))}" for title, group in groupby(ordered, _title)
    )


_INTRODUCTION = """\
# Rules

Every change is judged by one of these rules. `policy rules ID` shows all details of a rule, and `policy diff` names the
rule of each finding. Each rule is a file in `build_tools/changes/rules/`, its sentences are in a file for each language
in `build_tools/changes/languages/`, and its law in `build_tools/source/law.yml`; `make reference` makes this page.

A *material* change requires a notice to customers before it takes effect, a *notable* one is shown to them without a
notice, and an *editorial* one changes only the wording. The direction is for the data subject. Notice is the time
between the notice and the day of effect; where no law sets it, it is a suggestion. A star means that a person has to
read the change. In the words for customers, `{entry}` is the name of the changed entry, `{owner}` the name of the entry
that it is part of, `{before}` and `{after}` are its values, and `{change}` is the passage; the second sentence is what
it means for the reader. Customers are not told about changes of the *site*, its wording or its layout. An organisation
sets its own levels and notice periods in `policy_src/rules.yml`.

The rules are listed under the facts that they watch; a rule that watches several facts is listed under the first.
"""
_ROWS = """\
| Rule | Level | Direction | Notice | What customers will read | Why it matters | Law |
|---|---|---|---|---|---|---|
"""


def _title(rule: Rule) -> str:
    collection = rule.watches[0].partition(".")[0]
    return "Any fact" if collection == "*" else collection.replace("_", " ").capitalize()


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
