"""Writes the checklists as text, JSON and a page in Markdown."""

from collections.abc import Iterable, Mapping

from build_tools.model.checklist import Checklist, Condition, FactCriterion, Item, Part
from build_tools.reports.law_links import Citation, list_law
from build_tools.reports.output import write_json
from build_tools.source.checklists import find_citing
from build_tools.text.escaping import escape_cell


def as_text(lists: Iterable[Checklist]) -> str:
    """One line for each list: its id, the number of its items, its title."""
    return "".join(f"{checklist.id:<12}{len(checklist.items):>3}  {checklist.title}\n" for checklist in lists)


def explain(lists: Iterable[Checklist]) -> str:
    """All items of a list, and how each is found."""
    return "\n".join(
        f"{checklist.id}: {checklist.title}\n{checklist.law}\n\n" + "\n".join(map(_explain, checklist.items))
        for checklist in lists
    )


def as_json(lists: Iterable[Checklist]) -> str:
    """One JSON object: `lists`, as in their files, with the statements that they name filled in."""
    return write_json({"lists": [checklist.model_dump(mode="json") for checklist in lists]})


def as_markdown(lists: Iterable[Checklist], citations: Mapping[str, Citation]) -> str:
    """A page for people: a table for each list, and the law that they cite, by the ids of its references."""
    shown = tuple(lists)
    tables = "".join(
        f"\n## {one.id}\n\n{escape_cell(one.title)}. {_link(one, citations)}.\n\n{_ROWS}"
        f"{''.join(_row(item, citations) for item in one.items)}"
        for one in shown
    )
    citing = {citations[name].words: items for name, items in find_citing(shown).items()}
    return f"{_INTRODUCTION}{tables}{list_law(citations.values(), citing, 'Checklists and items')}"


_INTRODUCTION = """\
# Checklists

What the law requires a policy to state. `policy check --list ID` shows which statements a policy has, and where;
`policy lists ID` shows how each item is found. Each list is a file in `build_tools/checklists/lists/`; `make reference`
makes this page from them. It is not legal advice: a statement that is found may be incomplete, and a missing statement
may not be required.

An item is found if all its parts are: by facts of the source that its documents show, or by words in the documents. If
each entry has to state something, the entries that do are counted. An item with a condition is *to decide* if nothing
shows whether the condition is met.

Each law links to its official text. A dagger marks a place that has not been compared with its text yet. The
[last table](#law) says what each place requires, in our words, and when it was looked up; `policy rules --stale` lists
what was not looked up within a year.
"""
_ROWS = "| Item | What is asked for | Parts | Law |\n|---|---|---|---|\n"


def _link(item: Checklist | Item, citations: Mapping[str, Citation]) -> str:
    return "; ".join(citations[name].link() for name in item.references) or escape_cell(item.law)


def _row(item: Item, citations: Mapping[str, Citation]) -> str:
    asks = f"{item.asks}, {item.only.when}" if item.only else item.asks
    parts = "; ".join(part.says for part in item.parts)
    return f"| `{item.id}` | {' | '.join(map(escape_cell, (asks, parts)))} | {_link(item, citations)} |\n"


def _explain(item: Item) -> str:
    only = list(_explain_condition(item.only)) if item.only else []
    parts = (line for part in item.parts for line in _explain_part(part))
    return "\n".join((f"{item.id}: {item.asks}", f"  law: {item.law}", *only, *parts, f"  mend: {item.mend}", ""))


def _explain_condition(only: Condition) -> Iterable[str]:
    name = f" (condition: {only.condition})" if only.condition else ""
    yield f"  only: {only.when}{name}"
    yield f"  decide: {only.decide}"


def _explain_part(part: Part) -> Iterable[str]:
    name = f" (statement: {part.statement})" if part.statement else ""
    yield f"  part: {part.says}{name}"
    yield from (f"    fact: {_describe_sign(sign)}" for sign in part.facts)
    for language, phrases in part.words.items():
        yield f"    words, {language}: {'; '.join(phrases)}"
    for language, phrases in part.unless.items():
        yield f"    unless, {language}: {'; '.join(phrases)}"


def _describe_sign(sign: FactCriterion) -> str:
    given = "".join(f", {name} is {' or '.join(map(str, values))}" for name, values in sign.given.items())
    each = ", of each entry" if sign.each else ""
    listed = f", named in {sign.listed_in}" if sign.listed_in else ""
    within = f", within {sign.within_months} months" if sign.within_months else ""
    return f"{sign.path}{given}{each}{listed}{within}"
