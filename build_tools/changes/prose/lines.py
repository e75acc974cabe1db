"""Splits a document into lines: headings, paragraphs, list items and table rows, each on one line or several."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from build_tools.changes.prose.stemming import KEPT


class BlockKind(StrEnum):
    """The kind of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    BOILERPLATE = "boilerplate"
    """Front matter, directives and link definitions: not text for readers."""


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, a paragraph, an item or a row, on one line or several."""

    kind: BlockKind
    text: str
    number: int
    """The line that it begins on, from 1."""
    indent: int = 0


_HEADING = re.compile(r"\s{0,3}#{1,6}\s*([^#].*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}([=~^\-*+#\"])\1{2,}\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+•·]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+(\S.*)$")
_ROW = re.compile(r"\s*\|.*\||[^|]+\|[^|]+\|")
_RULER = re.compile(r"[\s|:+=\-]+$")
_DIRECTIVE = re.compile(r"\s*(?:\.\. |:\w[\w ]{0,30}:(?:\s|$)|\[(?!\^)[^\]]{1,200}\]:\s|import |\{%|<script|<style)")
_FOOTNOTE = re.compile(r"\s{0,3}\[\^[^\]]{1,100}\]:\s+(\S.*)$")
_FIELD = re.compile(r"\s*:(\w[\w ]{0,30}):\s+(\S.*)$")
_OPENING = re.compile(
    r"<(h[1-6]|li|p|tr|td|th|div|section|ul|ol|table|blockquote|dt|dd)\b[^<>]{0,1000}>", re.IGNORECASE
)
_CLOSING = re.compile(r"</(h[1-6]|li|p|tr|td|th|div|section|ul|ol|table|blockquote|dt|dd)\s*>|<br\s*/?>", re.IGNORECASE)
_TAGS_ONLY = re.compile(r"\s*(?:<[^<>]{0,2000}>\s*)+$")
_MARKS = {"li": "\n\n- ", "td": " | ", "th": " | ", "dt": "\n\n- ", "dd": " "}
_RUNS_ON = re.compile(r"\s*(?:\(?[a-zA-Z]|\((?!1\))\d{1,3}|(?!1[.)])\d{1,3}|\(?[ivx]{1,4})[.)]\s")
"""The beginning of a line that continues a paragraph: `(b) …`, as in CommonMark."""
_BOLD = re.compile(r"\s*\*\*(?!\*)([^*|]{2,60}?(?<![.!?]))\*\*:?\s*$")
_FENCE = re.compile(r"\s*(?:-{3}|\+{3})\s*$")
_MAX_FRONT_MATTER = 200  # lines
_MAX_HTML_ROW = 100  # lines


def read_lines(text: str) -> Iterator[Line]:
    """The lines of a document; the ruler below the head of a table is a row without text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = _front_matter_end(lines)
    for number, line in enumerate(lines[:body], 1):
        if line.strip() and not _FENCE.match(line):
            yield Line(BlockKind.BOILERPLATE, line.strip(), number)
    yield from _join(_cut(_join_html_rows(enumerate(lines[body:], body + 1))))


def _front_matter_end(lines: list[str]) -> int:
    if not _FENCE.match(lines[0]):
        return 0
    end = next((number for number, line in enumerate(lines[1:_MAX_FRONT_MATTER], 1) if _FENCE.match(line)), 0)
    # a line is a field, or it goes on with the field above: an indented value, or an entry of its list
    fields = sum(":" in line or line.startswith((" ", "\t", "- ", "#")) or not line.strip() for line in lines[1:end])
    fields = fields if end > 1 and ":" in lines[1] else 0
    return end + 1 if end and fields * 2 >= end - 1 else 0


def _join_html_rows(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, with those from `<tr>` to `</tr>` as one."""
    held: list[tuple[int, str]] = []
    for number, line in lines:
        if not held and ("<" not in line or "<tr" not in line.lower()):
            yield number, line
            continue
        held.append((number, line))
        folded = line.lower()
        if "</tr" in folded and folded.rfind("</tr") > folded.rfind("<tr"):
            yield held[0][0], " ".join(text for _, text in held)
            held = []
        elif len(held) > _MAX_HTML_ROW:
            yield from held
            held = []
    yield from held


def _cut(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        if "<" not in line:
            yield number, line
            continue
        marked = _OPENING.sub(_mark_opening, _CLOSING.sub(_mark_closing, line))
        is_empty = not marked.strip() or _TAGS_ONLY.match(marked)
        yield from ((number, part) for part in ([""] if is_empty else marked.split("\n")))


def _mark_closing(tag: re.Match[str]) -> str:
    if tag[0][:3] in {"<br", "<BR"}:
        return " "
    return "" if tag[1].lower() in {"td", "th"} else "\n\n"


def _mark_opening(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    return f"\n\n{'#' * int(name[1])} " if name[0] == "h" else _MARKS.get(name, "\n\n")


def _join(lines: Iterable[tuple[int, str]]) -> Iterator[Line]:
    held: Line | None = None
    written: list[str] = []
    for number, line in lines:
        opening, ends = _open(line, held is not None and held.kind is not BlockKind.ITEM)
        opened = Line(opening.kind, opening.text, number, opening.indent) if opening else None
        if held and (opened or ends):
            yield _close(held, written, "" if opened else line)
            held = None
        if opened and opened.kind is BlockKind.ITEM:
            held, written = opened, [opened.text]
        elif opened:
            yield opened
        elif not ends:
            if not held:
                held, written = Line(BlockKind.PARAGRAPH, "", number), []
            written.append(line)
    if held:
        yield _close(held, written, "")


_MAX_TERM_WORDS = 6


def _close(held: Line, written: list[str], line: str) -> Line:
    """The finished paragraph or item; an underlined line is a heading, and a term above its definition an item."""
    text = " ".join(map(str.strip, written))
    if held.kind is BlockKind.PARAGRAPH:
        first, rest = written[0], written[1:]
        if _UNDERLINE.match(line) and not rest:
            return Line(BlockKind.HEADING, text, held.number)
        short = rest and first[:1].strip() and len(first.split()) <= _MAX_TERM_WORDS
        if short and first.rstrip()[-1] not in ".:,;" and all(other[:2].isspace() for other in rest):
            text = f"{first.strip()}: " + " ".join(other.strip() for other in rest)
            return Line(BlockKind.ITEM, text, held.number, 1)
    return Line(held.kind, text, held.number, held.indent)


class _Opening(NamedTuple):
    """What a line begins."""

    kind: BlockKind
    text: str
    indent: int = 0


@lru_cache(maxsize=KEPT)
def _open(line: str, running: bool) -> tuple[_Opening | None, bool]:  # noqa: FBT001 - quicker to look up
    """What a line begins, if anything, and whether it ends what is above it; `running`: that is no list item."""
    ends = not line.strip() or bool(_UNDERLINE.match(line) or _RULER.match(line))
    if running and _RUNS_ON.match(line):
        return None, ends
    for pattern, read in _OPENERS:
        if match := pattern.match(line):
            if pattern is _ROW and _RULER.match(line):
                return _Opening(BlockKind.ROW, "", 1) if "-" in line and "+" not in line else None, ends
            opened = read(match)
            return None if _RULER.match(opened.text) else opened, ends
    return None, ends


_OPENERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Opening]], ...] = (
    (_HEADING, lambda found: _Opening(BlockKind.HEADING, found[1])),
    (_BOLD, lambda found: _Opening(BlockKind.HEADING, found[1].rstrip(":"))),
    (_FIELD, lambda found: _Opening(BlockKind.ITEM, f"{found[1]}: {found[2]}")),
    (_FOOTNOTE, lambda found: _Opening(BlockKind.ITEM, found[1], 1)),
    (_DIRECTIVE, lambda found: _Opening(BlockKind.BOILERPLATE, found.string.strip())),
    (_ITEM, lambda found: _Opening(BlockKind.ITEM, found[2], len(found[1]) + 1)),
    (_ROW, lambda found: _Opening(BlockKind.ROW, _cells(found.string), 1)),
)


def _cells(line: str) -> str:
    """The cells of a row between strokes, also the empty ones."""
    return " | ".join(map(str.strip, _STROKE.split(_EDGES.sub("", line.strip()))))


_EDGES = re.compile(r"^\||(?<!\\)\|$")
_STROKE = re.compile(r"(?<!\\)\|")
