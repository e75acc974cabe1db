"""Splits a document into blocks of text: headings, sentences, list items and table rows, each with its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from build_tools.changes.prose.inline_markup import read_links, read_words
from build_tools.changes.prose.labelled_lists import join_records, read_record
from build_tools.changes.prose.lines import BlockKind, Line, read_lines
from build_tools.changes.prose.stemming import KEPT
from build_tools.changes.prose.tables import Cell, find_key, read_tables, rebuild_rows
from build_tools.model.normalization import normalize_characters

_LISTED = frozenset((BlockKind.ITEM, BlockKind.ROW))
_WRITTEN = frozenset((BlockKind.ITEM, BlockKind.PARAGRAPH))


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that is compared as a whole."""

    kind: BlockKind
    text: str
    line: int
    """The line of the document that it begins on, from 1."""
    section: str = ""
    """The nearest heading above it."""
    title: str = ""
    """The first heading of the document."""
    lead_in: str = ""
    """The sentences that introduce its list or table, from the outside in; for a row also the table's head."""
    key: str = ""
    """The name of a row or an item: its first cell, or the words before a colon or dash."""
    links: tuple[str, ...] = ()
    source: str = ""
    cells: tuple[Cell, ...] = ()
    """Of a row or a labelled item; empty ones, too."""

    @property
    def listed(self) -> bool:
        """Whether it is a list item or a table row."""
        return self.kind in _LISTED


_STOP = re.compile(r"[.!?][\"'”’)\]*_]{0,4}(\s+)(?=[\"'“‘(\[*_`<]{0,4}[A-Z0-9])|(?<=[a-z]{3})\.()(?=[A-Z][a-z]+ [a-z])")
_TARGET = re.compile(r"(?<=\])\(#[^()]*\)")  # a place in the document, which may hold words
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|corp|co|no|nr|art|sec|str|vs|mr|ms|dr|st|u\.s|[A-Z]|§+|approx|"
    r"para|lit|sec|seq|cf|resp|abs|v)\.|^[\s(*_]*\d{1,3}\.)$",
    re.IGNORECASE,
)
_KEY = re.compile(r"^(.{2,60}?)(?:\.\s|:\s|\s[-–—|]+\s|\s\()")
_NAME_WORDS = 4
_FORMER = re.compile(
    r"<(del|s|strike)(?:\s[^<>]{0,200})?>.{0,500}?</\1\s?>|(?<!~)~~(?=[^\s~])[^~]{0,500}(?<=\S)~~(?!~)", re.IGNORECASE
)
"""Words that are struck out: readers take them for an earlier text (GitHub Flavored Markdown, 6.5)."""


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a document in reading order; paragraphs and items are split into sentences."""
    lines = map(_drop_former, read_lines(normalize_characters(text)))
    return tuple(_place(read_tables(list(join_records(list(rebuild_rows(list(lines))))))))


def _drop_former(line: Line) -> Line:
    has_marks = "~~" in line.text or "<" in line.text
    return replace(line, text=_FORMER.sub("", line.text)) if has_marks else line


def _place(lines: Iterable[tuple[Line, tuple[Cell, ...]]]) -> Iterator[Block]:
    title = section = last = ""
    leads: list[tuple[int, str]] = []
    for line, row in lines:
        record = read_record(line.text, section) if ":" in line.text and line.kind in _WRITTEN else ()
        kind = BlockKind.ITEM if record else line.kind
        words, pieces = _read_line(BlockKind.ROW if record else kind, line.text)
        if kind is BlockKind.HEADING:
            section, title = words, title or words
            leads, last = [], ""
        if kind in _LISTED:
            leads = [lead for lead in leads if lead[0] < line.indent]
            if last:
                leads.append((line.indent - 1, last))
        elif kind is BlockKind.PARAGRAPH:
            leads = []
        header = " | ".join(cell.heading for cell in row if cell.heading) if row else ""
        last = words if words.endswith(":") and not record else last if kind is BlockKind.BOILERPLATE else ""
        if words:
            lead = " ".join([*(words for _, words in leads), *([header] if header not in {"", words} else [])])
            cells = row or record
            name = find_key(cells) if cells else ""
            for piece in pieces:
                key = name or piece.key
                yield Block(kind, piece.text, line.number, section, title, lead, key, piece.links, piece.source, cells)


class _Piece(NamedTuple):
    """A sentence, or a line that is compared as a whole."""

    text: str
    key: str
    links: tuple[str, ...]
    source: str


@lru_cache(maxsize=KEPT)
def _read_line(kind: BlockKind, text: str) -> tuple[str, tuple[_Piece, ...]]:
    """The plain words of a line, and its pieces."""
    source = " | ".join(filter(None, text.split(" | "))) if kind is BlockKind.ROW else text
    return read_words(source), tuple(_split(kind, source))


def _split(kind: BlockKind, source: str) -> Iterator[_Piece]:
    whole = kind not in _WRITTEN
    for number, piece in enumerate([source] if whole else _sentences(kind, source)):
        words = read_words(piece)
        if words:
            yield _Piece(words, _key(kind, words) if not number else "", read_links(piece), piece.strip())


def _sentences(kind: BlockKind, source: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for stop in _STOP.finditer(_TARGET.sub(lambda target: "_" * len(target[0]), source)):
        opening = source[start : stop.end() if stop[1] is None else stop.start(1)]
        short = kind is BlockKind.ITEM and not start and len(read_words(opening).split()) <= _NAME_WORDS
        if not short and not _ABBREVIATION.search(opening[-12:]):
            pieces.append(opening)
            start = stop.end()
    return [*pieces, source[start:]]


def _key(kind: BlockKind, words: str) -> str:
    if kind is not BlockKind.ITEM:
        return ""
    named = _KEY.match(words)
    return named[1] if named else words if len(words.split()) <= _NAME_WORDS else ""
