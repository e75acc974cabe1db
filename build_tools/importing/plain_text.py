"""Marks the headings, lists and tables of a plain text in Markdown, as a reader sees them."""

import re
from collections.abc import Iterator, Sequence

_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+\S")
_BULLET = re.compile(r"\s*[•–]\s+")
_NUMBERED = re.compile(r"(\d{1,2})\.\s+(\S.{0,90})$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_SHORT = 60
_ENDS = (".", ":", ";", ",", "!", "?")


def mark_up(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text in Markdown with their numbers. A short line right above a list is its heading.

    Numbered lines begin sections if their numbers run from 1 on and no two of them are neighbours.
    """
    lines = text.split("\n")
    headings = _numbered_headings(lines)
    kind = ""
    for number, line in enumerate(lines):
        here = _kind(lines, number, headings)
        if here != kind or here in {"heading", "subheading", "text"}:
            yield number + 1, ""
        kind = here
        words = line.strip()
        marked = {"heading": f"## {headings.get(number)}", "subheading": f"### {words}", "lines": f"{words}  "}
        yield number + 1, marked.get(here) or _BULLET.sub("- ", line)


def _kind(lines: Sequence[str], number: int, headings: dict[int, str]) -> str:
    line = lines[number]
    if not line.strip():
        return "empty"
    if number in headings:
        return "heading"
    if _ROW.match(line):
        return "table"
    if _ITEM.match(line):
        return "list"
    if _is_short(line) and number + 1 < len(lines) and _ITEM.match(lines[number + 1]) and number + 1 not in headings:
        return "subheading"
    neighbours = [lines[near] for near in (number - 1, number + 1) if 0 <= near < len(lines)]
    is_address = _is_short(line) and any(_is_short(other) and not _ITEM.match(other) for other in neighbours)
    return "lines" if is_address else "text"


def _is_short(line: str) -> bool:
    return 0 < len(line.strip()) <= _SHORT and not line.strip().endswith(_ENDS)


def _numbered_headings(lines: Sequence[str]) -> dict[int, str]:
    found = {
        number: (int(match[1]), match[2].strip())
        for number, line in enumerate(lines)
        if (match := _NUMBERED.match(line)) and not match[2].strip().endswith(_ENDS)
    }
    alone = {place: entry for place, entry in found.items() if not {place - 1, place + 1} & found.keys()}
    numbers = [number for number, _ in alone.values()]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):  # noqa: PLR2004 - a single number is no series
        return {}
    return {place: words for place, (_, words) in alone.items()}
