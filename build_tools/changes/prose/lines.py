"""Which lines of a written document belong together: as a heading, a paragraph, a list item or a table row?"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What kind of text a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """An item of a list."""
    ROW = "row"
    """A row of a table."""
    BOILERPLATE = "furniture"
    """Front matter, directives and targets of links: nothing that is read as text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, a paragraph, an item or a row, written on one line or on several."""

    kind: BlockKind
    text: str
    number: int
    """The line that it begins on, from 1."""
    indent: int = 0
    """How far it is indented, in characters."""


_HEADING = re.compile(r"\s{0,3}#{1,6}\s*([^#].*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"\s{0,3}([=~^\-*+#\"])\1{2,}\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+•·]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+(\S.*)$")
_ROW = re.compile(r"\s*\|.*\||[^|]+\|[^|]+\|")
_RULER = re.compile(r"[\s|:+=\-]+$")
_DIRECTIVE = re.compile(r"\s*(?:\.\. |:\w[\w ]{0,30}:(?:\s|$)|\[[^\]]{1,200}\]:\s|import |\{%|<script|<style)")
_FIELD = re.compile(r"\s*:(\w[\w ]{0,30}):\s+(\S.*)$")
_OPENING = re.compile(
    r"<(h[1-6]|li|p|tr|td|th|div|section|ul|ol|table|blockquote|dt|dd)\b[^<>]{0,1000}>", re.IGNORECASE
)
_CLOSING = re.compile(r"</(h[1-6]|li|p|tr|td|th|div|section|ul|ol|table|blockquote|dt|dd)\s*>|<br\s*/?>", re.IGNORECASE)
_TAGS_ONLY = re.compile(r"\s*(?:<[^<>]{0,2000}>\s*)+$")
_MARKS = {"li": "\n\n- ", "td": " | ", "th": " | ", "dt": "\n\n- ", "dd": " "}
_RUNS_ON = re.compile(r"\s*(?:\(?[a-zA-Z]|\((?!1\))\d{1,3}|(?!1[.)])\d{1,3}|\(?[ivx]{1,4})[.)]\s")
"""What a line may begin with that goes on with a paragraph: `(b) …`, as in CommonMark."""
_BOLD = re.compile(r"\s*\*\*(?!\*)([^*|]{2,60}?(?<![.!?]))\*\*:?\s*$")
_FENCE = re.compile(r"\s*(?:-{3}|\+{3})\s*$")
_FRONT_MATTER = 200
"""Lines: a front matter that does not end by then is none."""


def read_lines(text: str) -> Iterator[Line]:
    """What a document is written in, in reading order."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = _front_matter_end(lines)
    for number, line in enumerate(lines[:body], 1):
        if line.strip() and not _FENCE.match(line):
            yield Line(BlockKind.BOILERPLATE, line.strip(), number)
    yield from _join(_cut(enumerate(lines[body:], body + 1)))


def _front_matter_end(lines: list[str]) -> int:
    """How many lines the front matter takes."""
    if not _FENCE.match(lines[0]):
        return 0
    ends = (number for number, line in enumerate(lines[1:_FRONT_MATTER], 1) if _FENCE.match(line))
    end = next(ends, 0)
    fields = sum(":" in line for line in lines[1:end])
    return end + 1 if end and fields * 2 >= end - 1 else 0


def _cut(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Write every HTML block on a line of its own, as Markdown would."""
    for number, line in lines:
        if "<" not in line:
            yield number, line
            continue
        marked = _CLOSING.sub(
            lambda tag: (
                " " if tag[0][:3] in {"<br", "<BR"} else "\n\n" if tag[1][:2].lower() not in {"td", "th"} else ""
            ),
            line,
        )
        marked = _OPENING.sub(lambda tag: _mark(tag[1].lower()), marked)
        if not marked.strip() or _TAGS_ONLY.match(marked):
            yield number, ""
            continue
        yield from ((number, part) for part in marked.split("\n"))


def _mark(tag: str) -> str:
    """How Markdown writes what a tag opens."""
    return f"\n\n{'#' * int(tag[1])} " if tag[0] == "h" else _MARKS.get(tag, "\n\n")


@dataclass(frozen=True, slots=True)
class _Open:
    """A paragraph or an item that may go on with the next line."""

    line: Line
    written: list[str]


def _join(lines: Iterable[tuple[int, str]]) -> Iterator[Line]:
    """Join the lines that make up one paragraph, item or heading."""
    held: _Open | None = None
    for number, line in lines:
        opened = _open(line, number, running=held is not None and held.line.kind is not BlockKind.ITEM)
        ends = not line.strip() or bool(_UNDERLINE.match(line) or _RULER.match(line))
        if held and (opened or ends):
            yield _close(held, "" if opened else line)
            held = None
        if opened and opened.kind is BlockKind.ITEM:
            held = _Open(opened, [opened.text])
        elif opened:
            yield opened
        elif not ends:
            held = held or _Open(Line(BlockKind.PARAGRAPH, "", number), [])
            held.written.append(line)
    if held:
        yield _close(held, "")


def _close(held: _Open, line: str) -> Line:
    """What has come to its end; one line with a line of signs below it is a heading."""
    if _UNDERLINE.match(line) and len(held.written) == 1 and held.line.kind is BlockKind.PARAGRAPH:
        return Line(BlockKind.HEADING, held.written[0].strip(), held.line.number)
    return _flow(held.line, held.written)


def _open(line: str, number: int, *, running: bool) -> Line | None:
    """What a line opens by its own marks; none where it goes on with what is running, or is plain text."""
    if running and _RUNS_ON.match(line):
        return None
    for pattern, read in _OPENERS:
        if match := pattern.match(line):
            opened = read(match, number)
            return None if _RULER.match(opened.text) else opened
    return None


_OPENERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Line]], ...] = (
    (_HEADING, lambda found, number: Line(BlockKind.HEADING, found[1], number)),
    (_BOLD, lambda found, number: Line(BlockKind.HEADING, found[1].rstrip(":"), number)),
    (_FIELD, lambda found, number: Line(BlockKind.ITEM, f"{found[1]}: {found[2]}", number)),
    (_DIRECTIVE, lambda found, number: Line(BlockKind.BOILERPLATE, found.string.strip(), number)),
    (_ITEM, lambda found, number: Line(BlockKind.ITEM, found[2], number, len(found[1]) + 1)),
    (_ROW, lambda found, number: Line(BlockKind.ROW, _cells(found.string), number, 1)),
)


def _cells(line: str) -> str:
    """The cells of a table row, one bar between them."""
    return " | ".join(cell for cell in map(str.strip, line.strip().strip("|").split("|")) if cell)


_TERM_WORDS = 6
"""A term that is defined has no more words."""


def _flow(line: Line, written: list[str]) -> Line:
    """One text of several lines; a term with its definition below it is an item, with a colon between them."""
    first, rest = written[0], written[1:]
    short = first[:1].strip() and len(first.split()) <= _TERM_WORDS and first.rstrip()[-1] not in ".:,;"
    if line.kind is BlockKind.PARAGRAPH and rest and short and all(other[:2].isspace() for other in rest):
        text = f"{first.strip()}: " + " ".join(other.strip() for other in rest)
        return Line(BlockKind.ITEM, text, line.number, 1)
    return Line(line.kind, " ".join(other.strip() for other in written), line.number, line.indent)
