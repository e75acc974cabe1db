"""How is it told what a text says of a checklist: to a person, to a program, to GitHub, in a pull request?"""

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from build_tools.model.coverage import OPEN, Coverage, ItemCoverage, PartCoverage, Place, State
from build_tools.model.problem import Location
from build_tools.reports.problems import as_command, as_object
from build_tools.text.comment_escaping import as_code, as_harmless
from build_tools.text.invisible import in_one_line

SCHEMA = Path(__file__).with_name("checklists.schema.json")
"""The JSON Schema (draft 2020-12) of `as_json`. It is a promise to other programs: keys may come, and none goes."""
NOTICE = "This tells which statements were found. Whether they suffice, a lawyer has to say: it is no legal advice."
"""What every report says of itself."""

_INKS = {State.MISSING: "red", State.PARTLY: "yellow", State.DECIDE: "yellow", State.LOOK: "yellow"}
_KINDS = {State.MISSING: "warning", State.PARTLY: "warning"}
_COLLECTIONS = {"data": "kinds of data", "retention": "entries of the retention schedule"}
_WIDTH = 110
_MOST = 6
"""Entries: of more, a report tells the number."""
_LONGEST = 60


def as_text(told: Iterable[Coverage]) -> str:
    """A paragraph an item, below the state that it is in; what is found in one line."""
    return "".join(map(_tell_list, told)) + f"{NOTICE}\n"


def as_json(told: Iterable[Coverage]) -> str:
    """One JSON object: `notice`, and `lists` with their items."""
    lists = list(map(list_object, told))
    return json.dumps({"notice": NOTICE, "lists": lists}, ensure_ascii=False, indent=2) + "\n"


def as_github(told: Iterable[Coverage]) -> str:
    """Workflow commands that GitHub shows beside a line: warnings for what is missing, else notices."""
    return "".join(
        as_command(
            _KINDS.get(item.state, "notice"),
            _lacks_at(item) or coverage.stands,
            f"{coverage.checklist.id}: {item.item.id}",
            f"{item.state.value.capitalize()}: {in_one_line(item.item.asks)}. {' '.join(_say_more(item))}",
        )
        for coverage in told
        for item in coverage.of_state(*OPEN)
    )


def as_markdown(told: Iterable[Coverage]) -> str:
    """A comment for a pull request: a table of what is to do, and what was found folded away."""
    return "".join(map(_tell_table, told)) + f"{NOTICE}\n"


def summary(told: Iterable[Coverage]) -> str:
    """How many items there are of each state, a line a list."""
    return "\n".join(f"{coverage.checklist.id}: {_count(coverage)}" for coverage in told)


def _count(coverage: Coverage) -> str:
    counts = ((len(coverage.of_state(state)), state.value) for state in State)
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def _tell_list(coverage: Coverage) -> str:
    checklist = coverage.checklist
    groups = ((state, coverage.of_state(state)) for state in State)
    told = "".join(_tell_group(state, items) for state, items in groups if items)
    title, law = in_one_line(checklist.title), in_one_line(checklist.law)
    return f"{click.style(checklist.id, bold=True)}: {title}\n{law}\n\n{told}"


def _tell_group(state: State, items: Sequence[ItemCoverage]) -> str:
    title = click.style(state.value.capitalize(), fg=_INKS.get(state), bold=True)
    tell = _tell_open if state in OPEN else _tell_closed
    return f"{title}\n{''.join(map(tell, items))}\n"


def _tell_open(told: ItemCoverage) -> str:
    """What is asked for and the law; below it what there is and what there is not, and how to mend it."""
    head = f"{in_one_line(told.item.asks)}. {in_one_line(told.item.law)} [{told.item.id}]"
    return _wrap(head, 2) + "".join(_wrap(line, 4) for line in _say_more(told))


def _tell_closed(told: ItemCoverage) -> str:
    """One line, with the place where it is said."""
    place = told.shown or told.place
    where = f" {place.location}{_read_in(place)}" if place else ""
    return _wrap(f"{in_one_line(told.item.asks)}.{where} [{told.item.id}]{_decided(told)}{_was(told)}", 2)


def _wrap(text: str, indent: int) -> str:
    """A paragraph of lines that a terminal need not break; what follows the first one stands further in."""
    first, later = " " * indent, " " * (indent + 2)
    wrapper = textwrap.TextWrapper(
        _WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(text) + "\n"


def _read_in(place: Place) -> str:
    """In which document one reads it, and below which heading."""
    names = [in_one_line(name) for name in (place.document, place.section) if name]
    return f" ({', '.join(names)})" if names else ""


def _say_more(told: ItemCoverage) -> Iterator[str]:
    """Yield what there is to say of an item that is open."""
    condition = told.item.only
    if told.was and told.was is not told.state:
        yield f"It was {told.was.value} before."
    for part in told.parts:
        if line := _say_part(part, len(told.parts)):
            yield line
    if condition and told.shown:
        yield f"Asked for {in_one_line(condition.when)}: {told.shown.location} says “{_shorten(told.shown.words)}”."
    elif condition:
        yield f"Asked for {in_one_line(condition.when)}. {in_one_line(condition.decide)}"
    yield in_one_line(told.item.mend)


def _say_part(part: PartCoverage, parts: int) -> str:
    """How it stands with a part; empty where the state of its item says it all."""
    says = in_one_line(part.part.says)
    where = f" ({part.place.location})" if part.place else ""
    if part.of:
        entries = _COLLECTIONS.get(part.collection, part.collection)
        return f"{says}: {part.said} of {part.of} {entries}{where}; not of {_enumerate(part.lacking)}"
    if parts == 1:
        return ""
    return f"{part.state.value}: {says}{where}"


def _decided(told: ItemCoverage) -> str:
    settled = told.settled
    return f" Decided on {settled.since}: {in_one_line(settled.reason)}" if settled else ""


def _was(told: ItemCoverage) -> str:
    return f" It was {told.was.value} before." if told.was and told.was is not told.state else ""


def _lacks_at(told: ItemCoverage) -> Location | None:
    return (
        told.lacks_at or (told.shown.location if told.shown else None) or (told.place.location if told.place else None)
    )


def _tell_table(coverage: Coverage) -> str:
    checklist = coverage.checklist
    rows = "".join(map(_row, coverage.of_state(*OPEN)))
    head = "| State | What is asked for | Law | What to do |\n|---|---|---|---|\n"
    closed = [item for item in coverage.items if item.state not in OPEN]
    found = "".join(f"- {as_harmless(_tell_closed(item))}\n" for item in closed)
    folded = f"<details><summary>{len(closed)} found or settled</summary>\n\n{found}\n</details>\n\n" if closed else ""
    table = f"{head}{rows}\n" if rows else ""
    return f"### {as_harmless(checklist.title)} ({as_code(checklist.id)})\n\n{_count(coverage)}\n\n{table}{folded}"


def _row(told: ItemCoverage) -> str:
    more = " ".join(line if line.endswith((".", "?")) else f"{line}." for line in _say_more(told))
    asked = f"{as_harmless(told.item.asks)} {as_code(told.item.id)}"
    return f"| {told.state.value} | {asked} | {as_harmless(told.item.law)} | {as_harmless(more)} |\n"


def list_object(coverage: Coverage) -> dict[str, Any]:
    """A list as programs read it."""
    checklist = coverage.checklist
    return {
        "id": checklist.id,
        "title": checklist.title,
        "law": checklist.law,
        "items": list(map(_item_object, coverage.items)),
        "problems": list(map(as_object, coverage.stale)),
    }


def _item_object(told: ItemCoverage) -> dict[str, Any]:
    item, settled = told.item, told.settled
    return {
        "id": item.id,
        "asks": item.asks,
        "law": item.law,
        "state": told.state.value,
        "was": told.was.value if told.was else None,
        "parts": list(map(_part_object, told.parts)),
        "condition": {"when": item.only.when, "decide": item.only.decide} if item.only else None,
        "shown": _place_object(told.shown),
        "decision": {"outcome": settled.outcome.value, "since": str(settled.since), "reason": settled.reason}
        if settled
        else None,
        "mend": item.mend,
    }


def _part_object(told: PartCoverage) -> dict[str, Any]:
    return {
        "says": told.part.says,
        "state": told.state.value,
        "place": _place_object(told.place),
        "said": told.said if told.of else None,
        "of": told.of or None,
        "lacking": list(told.lacking),
    }


def _place_object(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    location = place.location
    return {
        "document": place.document or None,
        "section": place.section or None,
        "words": place.words,
        "location": {"file": location.file, "line": location.line, "column": location.column},
    }


def _enumerate(names: Sequence[str]) -> str:
    """Some names, shortened; of many the first, and how many more there are."""
    told = [_shorten(name) for name in names[:_MOST]]
    more = [f"{len(names) - _MOST} more"] if len(names) > _MOST else []
    return "; ".join((*told, *more))


def _shorten(words: str) -> str:
    told = in_one_line(words)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST].rstrip()}…"
