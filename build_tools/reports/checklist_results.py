"""Writes how a text meets a checklist, as text, JSON, Markdown and annotations for GitHub."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import click

from build_tools.model.coverage import OPEN, Coverage, ItemCoverage, PartCoverage, Place, State
from build_tools.reports.output import place_object, write_command, write_json
from build_tools.reports.problems import as_object
from build_tools.text.escaping import as_code, escape_comment, in_one_line

NOTICE = "This tells which statements were found. Whether they suffice, a lawyer has to say: it is no legal advice."

_INKS = {State.MISSING: "red", State.PARTLY: "yellow", State.DECIDE: "yellow", State.LOOK: "yellow"}
_COLLECTIONS = {
    "data": "kinds of data",
    "retention": "entries of the retention schedule",
    "joint_controllers": "joint controllers",
}
_WIDTH = 110
_MOST = 6
"""How many entries a report names; of more, it gives the number."""
_LONGEST = 60


def as_text(coverages: Iterable[Coverage]) -> str:
    """A paragraph for each open item, below its state; one line for each item that is found."""
    return "".join(map(_list_text, coverages)) + f"{NOTICE}\n"


def as_json(coverages: Iterable[Coverage]) -> str:
    """One JSON object: `notice`, and `lists` with their items."""
    return write_json({"notice": NOTICE, "lists": list(map(list_object, coverages))})


def as_github(coverages: Iterable[Coverage]) -> str:
    """Workflow commands that GitHub shows next to a line: warnings for missing statements, else notices."""
    commands = []
    for coverage in coverages:
        for item in coverage.of_state(*OPEN):
            place = item.shown or item.place
            location = item.lacks_at or (place.location if place else coverage.stands)
            kind = "warning" if item.state in {State.MISSING, State.PARTLY} else "notice"
            message = f"{item.state.value.capitalize()}: {in_one_line(item.item.asks)}. {' '.join(_details(item))}"
            commands.append(write_command(kind, location, f"{coverage.checklist.id}: {item.item.id}", message))
    return "".join(commands)


def as_markdown(coverages: Iterable[Coverage]) -> str:
    """A comment for a pull request: a table of open items, and the other items folded away."""
    return "".join(map(_list_markdown, coverages)) + f"{NOTICE}\n"


def summary(coverages: Iterable[Coverage]) -> str:
    """The number of items of each state, a line for each list."""
    return "\n".join(f"{coverage.checklist.id}: {_count(coverage)}" for coverage in coverages)


def _count(coverage: Coverage) -> str:
    counts = ((len(coverage.of_state(state)), state.value) for state in State)
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def _list_text(coverage: Coverage) -> str:
    checklist = coverage.checklist
    text = f"{click.style(checklist.id, bold=True)}: {in_one_line(checklist.title)}\n{in_one_line(checklist.law)}\n\n"
    for state in State:
        if items := coverage.of_state(state):
            title = click.style(state.value.capitalize(), fg=_INKS.get(state), bold=True)
            text += f"{title}\n{''.join(map(_open_text if state in OPEN else _closed_text, items))}\n"
    return text


def _open_text(item: ItemCoverage) -> str:
    head = f"{in_one_line(item.item.asks)}. {in_one_line(item.item.law)} [{item.item.id}]"
    return _wrap(head, 2) + "".join(_wrap(line, 4) for line in _details(item))


def _closed_text(item: ItemCoverage) -> str:
    where = ""
    if place := item.shown or item.place:
        names = ", ".join(in_one_line(name) for name in (place.document, place.section) if name)
        where = f" {place.location}{f' ({names})' * bool(names)}"
    decided = f" Decided on {item.settled.since}: {in_one_line(item.settled.reason)}" if item.settled else ""
    line = f"{in_one_line(item.item.asks)}.{where} [{item.item.id}]{decided}"
    return _wrap(" ".join((line, *_was(item))), 2)


def _wrap(text: str, indent: int) -> str:
    first, later = " " * indent, " " * (indent + 2)
    wrapper = textwrap.TextWrapper(_WIDTH, first, later, break_long_words=False, break_on_hyphens=False)
    return wrapper.fill(text) + "\n"


def _details(item: ItemCoverage) -> Iterator[str]:
    yield from _was(item)
    yield from filter(None, (_part_text(part, len(item.parts)) for part in item.parts))
    if condition := item.item.only:
        asked = f"Asked for {in_one_line(condition.when)}"
        if item.shown:
            yield f"{asked}: {item.shown.location} says “{_shorten(item.shown.words)}”."
        else:
            yield f"{asked}. {in_one_line(condition.decide)}"
    yield in_one_line(item.item.mend)


def _part_text(part: PartCoverage, parts: int) -> str:
    """The state of a part; empty where it is that of its item."""
    says = in_one_line(part.part.says)
    where = f" ({part.place.location})" if part.place else ""
    if part.of:
        entries = _COLLECTIONS.get(part.collection, part.collection)
        more = [f"{len(part.lacking) - _MOST} more"] * (len(part.lacking) > _MOST)
        lacking = "; ".join((*map(_shorten, part.lacking[:_MOST]), *more))
        return f"{says}: {part.said} of {part.of} {entries}{where}; not of {lacking}"
    return f"{part.state.value}: {says}{where}" if parts > 1 else ""


def _was(item: ItemCoverage) -> Iterator[str]:
    if item.was and item.was is not item.state:
        yield f"It was {item.was.value} before."


def _list_markdown(coverage: Coverage) -> str:
    checklist = coverage.checklist
    rows = "".join(map(_row, coverage.of_state(*OPEN)))
    head = "| State | What is asked for | Law | What to do |\n|---|---|---|---|\n"
    closed = [item for item in coverage.items if item.state not in OPEN]
    found = "".join(f"- {escape_comment(_closed_text(item))}\n" for item in closed)
    folded = f"<details><summary>{len(closed)} found or settled</summary>\n\n{found}\n</details>\n\n" if closed else ""
    table = f"{head}{rows}\n" if rows else ""
    return f"### {escape_comment(checklist.title)} ({as_code(checklist.id)})\n\n{_count(coverage)}\n\n{table}{folded}"


def _row(item: ItemCoverage) -> str:
    more = " ".join(line if line.endswith((".", "?")) else f"{line}." for line in _details(item))
    asked = f"{escape_comment(item.item.asks)} {as_code(item.item.id)}"
    return f"| {item.state.value} | {asked} | {escape_comment(item.item.law)} | {escape_comment(more)} |\n"


def list_object(coverage: Coverage) -> dict[str, Any]:
    """A list as JSON."""
    checklist = coverage.checklist
    return {
        "id": checklist.id,
        "title": checklist.title,
        "law": checklist.law,
        "items": list(map(_item_object, coverage.items)),
        "problems": list(map(as_object, coverage.stale)),
    }


def _item_object(coverage: ItemCoverage) -> dict[str, Any]:
    item, settled = coverage.item, coverage.settled
    return {
        "id": item.id,
        "asks": item.asks,
        "law": item.law,
        "state": coverage.state.value,
        "was": coverage.was and coverage.was.value,
        "parts": list(map(_part_object, coverage.parts)),
        "condition": item.only and item.only.model_dump(include={"when", "decide"}),
        "shown": _place_object(coverage.shown),
        "decision": settled and settled.model_dump(mode="json", include={"outcome", "since", "reason"}),
        "mend": item.mend,
    }


def _part_object(part: PartCoverage) -> dict[str, Any]:
    return {
        "says": part.part.says,
        "state": part.state.value,
        "place": _place_object(part.place),
        "said": part.said if part.of else None,
        "of": part.of or None,
        "lacking": list(part.lacking),
    }


def _place_object(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "document": place.document or None,
        "section": place.section or None,
        "words": place.words,
        "location": place_object(place.location),
    }


def _shorten(words: str) -> str:
    text = in_one_line(words)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
