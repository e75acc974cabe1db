"""Splits a document into blocks of text: headings, sentences, list items and table rows, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from build_tools.changes.prose.blocks import BlockKind, Line, read_lines
from build_tools.changes.prose.inline_markup import read_links, read_words
from build_tools.model.normalization import normalize_characters


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that is compared as one."""

    kind: BlockKind
    text: str
    """Its plain words."""
    line: int
    """The line of the document that it begins on, from 1."""
    section: str = ""
    """The nearest heading above it."""
    title: str = ""
    """The first heading of the document."""
    lead_in: str = ""
    """The sentence that a list item or a table hangs on, of a list within a list all; of a row its table's head too."""
    key: str = ""
    """What names a row or an item: its first cell, the words before its colon or dash."""
    links: tuple[str, ...] = ()
    """Where its links lead to."""
    source: str = ""
    """As it is written."""

    @property
    def listed(self) -> bool:
        """Whether it is a member of a list or a table."""
        return self.kind in {BlockKind.ITEM, BlockKind.ROW}


_STOP = re.compile(r"[.!?][\"'”’)\]*_]{0,4}(\s+)(?=[\"'“‘(\[*_`<]{0,4}[A-Z0-9])")
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
"""Words that are struck out: a reader takes them for what was said before (GitHub Flavored Markdown, 6.5)."""


def read_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a document in reading order; running text and items are cut into sentences."""
    return tuple(_place(read_lines(normalize_characters(text))))


def _place(lines: Iterator[Line]) -> Iterator[Block]:
    """Give every line its section, title and lead-in."""
    title = section = ""
    leads: list[tuple[int, str]] = []
    last = header = ""
    for line in lines:
        source = _FORMER.sub("", line.text)
        words = read_words(source)
        if line.kind is BlockKind.HEADING:
            section, title = words, title or words
            leads, last = [], ""
        if line.kind in {BlockKind.ITEM, BlockKind.ROW}:
            leads = [lead for lead in leads if lead[0] < line.indent]
            if last:
                leads.append((line.indent - 1, last))
        elif line.kind is BlockKind.PARAGRAPH:
            leads = []
        header = (header or words) if line.kind is BlockKind.ROW else ""
        last = words if words.endswith(":") else last if line.kind is BlockKind.BOILERPLATE else ""
        if words:
            lead = " ".join([*(said for _, said in leads), *([header] if header not in {"", words} else [])])
            block = Block(line.kind, words, line.number, section, title, lead, "", (), source)
            yield from _split(block)


def _split(block: Block) -> Iterator[Block]:
    """Cut a block into sentences; the name that a list item opens with stays with what is said of it."""
    whole = block.kind in {BlockKind.HEADING, BlockKind.BOILERPLATE, BlockKind.ROW}
    for number, piece in enumerate([block.source] if whole else _sentences(block)):
        words = read_words(piece)
        if words:
            key = _key(block.kind, words) if not number else ""
            yield replace(block, text=words, key=key, links=read_links(piece), source=piece.strip())


def _sentences(block: Block) -> list[str]:
    """The sentences of running text, as they are written."""
    source, pieces, start = block.source, [], 0
    for stop in _STOP.finditer(source):
        opening = source[start : stop.start(1)]
        short = block.kind is BlockKind.ITEM and not start and len(read_words(opening).split()) <= _NAME_WORDS
        if not short and not _ABBREVIATION.search(opening[-12:]):
            pieces.append(opening)
            start = stop.end()
    return [*pieces, source[start:]]


def _key(kind: BlockKind, words: str) -> str:
    """What names an item or a row."""
    if kind is BlockKind.ROW:
        return words.partition(" | ")[0]
    if kind is not BlockKind.ITEM:
        return ""
    named = _KEY.match(words)
    return named[1] if named else words if len(words.split()) <= _NAME_WORDS else ""
