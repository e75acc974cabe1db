"""Of which blocks does a text in Markdown consist, and what does one read in each?

Headings, paragraphs, list items, code and tables, each with its plain words. Nothing that is written is left out for
being nested too deep or for being no Markdown: what the parser drops is a paragraph as it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from build_tools.changes.redline.markdown_words import Words, read_html, read_words


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    """What stands as it is written: code, and the front matter of a file."""
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; the first one has the headings."""

    cells: tuple[str, ...]
    anchor: str = ""
    """The address of an entry that the row is about."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A piece of a text that stands by itself on the page."""

    kind: BlockKind
    text: str
    """Its plain words; of a table, those of all cells."""
    lines: tuple[int, int]
    """The first line that it is written on, from 1, and the last."""
    depth: int = 0
    """The level of a heading, 1 to 6; in how many lists other blocks stand."""
    marker: str = ""
    """The number before a heading or an item. It changes with its neighbours, and is not compared."""
    anchor: str = ""
    """The address of a heading or an entry within the page."""
    rows: tuple[Row, ...] = ()


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?=[\w-]+:)((?:(?!---)[^\n]*\n){1,200}?)---[ \t]*(?:\n|\Z)")
_BAR = re.compile(r"(?<!\\)\|")
_ONLY_MARKS = re.compile(r"[-*+_=>#|:\d.)\s]*\Z")
"""A line of marks that states nothing: a rule, an item without words."""


@lru_cache(maxsize=16)  # each text of a history is compared with the one before and the one after
def read_blocks(text: str) -> tuple[TextBlock, ...]:
    """The blocks of a text, in order."""
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    front = list(_read_front_matter(source))
    source = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), source)
    reader = _Reader()
    blocks = [*front, *reader.read(_parser().parse(source))]
    lost = list(reader.find_lost(source))
    return tuple(sorted([*blocks, *lost], key=lambda block: block.lines) if lost else blocks)


def _parser() -> MarkdownIt:
    """CommonMark with tables, blocks alone: the words of a block are read in bounded time elsewhere."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


def _read_front_matter(source: str) -> Iterator[TextBlock]:
    if match := _FRONT_MATTER.match(source):
        yield TextBlock(BlockKind.CODE, match[1].strip("\n"), (1, match[0].rstrip("\n").count("\n") + 1))


@dataclass(slots=True)
class _Reader:
    """Goes through the tokens of a text once."""

    lists: list[int | None] = field(default_factory=list)
    """The lists that have not ended: the number of the next item, or none where they are not numbered."""
    marker: str | None = None
    """The mark of an item that has begun and has no words yet."""
    heading: int = 0
    seen: set[int] = field(default_factory=set)
    """The lines that are read, from 0."""
    tables: list[tuple[int, int, int]] = field(default_factory=list)
    """The lines of tables, and how many columns they have."""

    def read(self, tokens: Sequence[Token]) -> Iterator[TextBlock]:
        """Yield the blocks of the tokens."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(number for number in range(at, len(tokens)) if tokens[number].type == "table_close")
                yield from self._read_table(tokens[at:end])
                at = end
            else:
                yield from self._read(token)
            at += 1

    def find_lost(self, source: str) -> Iterator[TextBlock]:
        """Yield what is written and was no part of any block: targets of links, what is nested too deep.

        So are the cells of a row beyond the columns of its table.
        """
        lines = source.split("\n")
        for number, line in enumerate(lines):
            if number not in self.seen and not _ONLY_MARKS.match(line):
                yield TextBlock(BlockKind.PARAGRAPH, " ".join(line.split()), (number + 1, number + 1))
        for first, last, columns in self.tables:
            for number in range(first + 2, last + 1):
                cells = _BAR.split(lines[number - 1].strip(" \t>").removeprefix("|"))
                if over := " | ".join(filter(None, map(str.strip, cells[columns:]))):
                    yield TextBlock(BlockKind.PARAGRAPH, over, (last, number))

    def _read(self, token: Token) -> Iterator[TextBlock]:
        match token.type:
            case "inline":
                yield from self._place(token, self._kind(), read_words(token.content))
            case "html_block":
                yield from self._read_html(token)
            case "code_block" if token.content.lstrip().startswith("<"):  # HTML that is indented, after an empty line
                yield from self._read_html(token)
            case "fence" | "code_block":
                yield from self._place(token, BlockKind.CODE, Words(f"{token.info}\n{token.content}".strip("\n")))
            case "hr":
                self._see(token)
            case _:
                self._follow(token)

    def _follow(self, token: Token) -> None:
        """Note what opens or closes around the next words."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                is_numbered = token.type == "ordered_list_open"
                self.lists.append(int(token.attrs.get("start", 1)) if is_numbered else None)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open" | "list_item_close":
                self.marker = self._number(token.markup) if token.nesting > 0 else None
            case "heading_open" | "heading_close":
                self.heading = int(token.tag[1]) if token.nesting > 0 else 0
            case _:
                pass

    def _number(self, sign: str) -> str:
        """The mark of the next item."""
        number = self.lists[-1]
        if number is None:
            return ""
        self.lists[-1] = number + 1
        return f"{number}{sign}"

    def _kind(self) -> BlockKind:
        if self.heading:
            return BlockKind.HEADING
        return BlockKind.PARAGRAPH if self.marker is None else BlockKind.ITEM

    def _place(self, token: Token, kind: BlockKind, words: Words) -> Iterator[TextBlock]:
        lines = self._see(token)
        if words.text:
            marker = words.number or self.marker or ""
            yield TextBlock(kind, words.text, lines, self.heading or len(self.lists), marker, words.anchor)
            self.marker = None

    def _read_html(self, token: Token) -> Iterator[TextBlock]:
        lines = self._see(token)
        for piece in read_html(token.content):
            kind = BlockKind.HEADING if piece.heading else BlockKind.ITEM if piece.is_item else self._kind()
            depth = piece.heading or len(self.lists) + piece.is_item
            yield TextBlock(kind, piece.words.text, lines, depth, piece.words.number, piece.words.anchor)

    def _read_table(self, tokens: Sequence[Token]) -> Iterator[TextBlock]:
        rows: list[list[Words]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(read_words(token.content))
        first, last = self._see(tokens[0])
        read = tuple(Row(tuple(words.text for words in row), _anchor(row)) for row in rows)
        text = "\n".join(" | ".join(row.cells) for row in read)
        yield TextBlock(BlockKind.TABLE, text, (first, last), len(self.lists), rows=read)
        self.marker = None
        self.tables.append((first, last, len(read[0].cells)))

    def _see(self, token: Token) -> tuple[int, int]:
        """The lines of a token, from 1; they are read now."""
        first, end = token.map or (0, 1)
        self.seen.update(range(first, end))
        return first + 1, max(end, first + 1)


def _anchor(row: Sequence[Words]) -> str:
    return next((words.anchor for words in row if words.anchor), "")
