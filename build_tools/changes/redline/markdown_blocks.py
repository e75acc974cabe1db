"""Reads the blocks of a Markdown text: headings, paragraphs, list items, code and tables, each with its plain words.

Everything that the parser drops becomes a paragraph as it is written, so nothing is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, lru_cache
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token

from build_tools.changes.redline.markdown_words import Words, read_html, read_words


class BlockKind(StrEnum):
    """The kind of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CODE = "code"
    """Code, and the front matter of a file."""
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; the first one has the headings."""

    cells: tuple[str, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of a text."""

    kind: BlockKind
    text: str
    """Its plain words; those of all cells for a table."""
    lines: tuple[int, int]
    depth: int = 0
    """The level of a heading, 1 to 6; for other blocks, the number of lists around them."""
    marker: str = ""
    """The number before a heading or an item. It changes with its neighbors, so it is not compared."""
    anchor: str = ""
    rows: tuple[Row, ...] = ()


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?=[\w-]+:)((?:(?!---)[^\n]*\n){1,200}?)---[ \t]*(?:\n|\Z)")
_SECTION = re.compile(r"(?<=\n\n)(?=#{1,6}[ \t])")
"""The start of a heading after an empty line, which ends all blocks (CommonMark 0.31, 4.2 and 5)."""
_SPANNING = re.compile(r"^ {0,3}(?:```|~~~|<(?:pre|script|style|textarea|!|\?))", re.IGNORECASE | re.MULTILINE)
"""A block that may go on after an empty line: code between fences, and some HTML (CommonMark, 4.5 and 4.6)."""
_BAR = re.compile(r"(?<!\\)\|")
_ONLY_MARKS = re.compile(r"[-*+_=>#|:\d.)\s]*\Z")  # a line without words, such as a rule or an empty item


@lru_cache(maxsize=16)  # each text of a history is compared with the text before and the text after
def read_blocks(text: str) -> tuple[TextBlock, ...]:
    """The blocks of a text, in order."""
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks: list[TextBlock] = []
    line = 0
    if match := _FRONT_MATTER.match(source):
        lines = 1, match[0].rstrip("\n").count("\n") + 1
        blocks.append(TextBlock(BlockKind.CODE, match[1].strip("\n"), lines))
        line, source = match[0].count("\n"), source[match.end() :]
    for piece in [source] if _SPANNING.search(source) else _SECTION.split(source):
        for block in _read_piece(piece):
            first, last = block.lines
            blocks.append(replace(block, lines=(line + first, line + last)))
        line += piece.count("\n")
    return tuple(blocks)


@lru_cache(maxsize=512)  # the versions of a text share most pieces
def _read_piece(source: str) -> tuple[TextBlock, ...]:
    reader = _Reader()
    blocks = list(reader.read(_parser().parse(source)))
    lost = list(reader.find_lost(source))
    return tuple(sorted([*blocks, *lost], key=lambda block: block.lines) if lost else blocks)


@cache
def _parser() -> MarkdownIt:
    """The parser of blocks; `read_words` reads the words of a block, in bounded time."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


@dataclass(slots=True)
class _Reader:
    lists: list[int | None] = field(default_factory=list)
    """The open lists: the number of the next item, or none for bullets."""
    marker: str | None = None
    """The marker of an item without words so far."""
    heading: int = 0
    seen: set[int] = field(default_factory=set)
    """The lines that are read, from 0."""
    tables: list[tuple[int, int, int]] = field(default_factory=list)
    """The first and the last line of each table, and its number of columns."""

    def read(self, tokens: Sequence[Token]) -> Iterator[TextBlock]:
        stream = iter(tokens)
        for token in stream:
            if token.type == "table_open":
                yield from self._read_table(token, takewhile(lambda token: token.type != "table_close", stream))
            else:
                yield from self._read(token)

    def find_lost(self, source: str) -> Iterator[TextBlock]:
        """Yield everything that is in no block, such as link targets and cells beyond the columns of their table."""
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
            case "code_block" if token.content.lstrip().startswith("<"):  # indented HTML after an empty line
                yield from self._read_html(token)
            case "fence" | "code_block":
                yield from self._place(token, BlockKind.CODE, Words(f"{token.info}\n{token.content}".strip("\n")))
            case "hr":
                self._mark_seen(token)
            case _:
                self._follow(token)

    def _follow(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                is_numbered = token.type == "ordered_list_open"
                self.lists.append(int(token.attrs.get("start", 1)) if is_numbered else None)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open" | "list_item_close":
                self.marker = self._count_item(token.markup) if token.nesting > 0 else None
            case "heading_open" | "heading_close":
                self.heading = int(token.tag[1]) if token.nesting > 0 else 0
            case _:
                pass

    def _count_item(self, markup: str) -> str:
        number = self.lists[-1]
        if number is None:
            return ""
        self.lists[-1] = number + 1
        return f"{number}{markup}"

    def _kind(self) -> BlockKind:
        if self.heading:
            return BlockKind.HEADING
        return BlockKind.PARAGRAPH if self.marker is None else BlockKind.ITEM

    def _place(self, token: Token, kind: BlockKind, words: Words) -> Iterator[TextBlock]:
        lines = self._mark_seen(token)
        if words.text:
            marker = words.number or self.marker or ""
            yield TextBlock(kind, words.text, lines, self.heading or len(self.lists), marker, words.anchor)
            self.marker = None

    def _read_html(self, token: Token) -> Iterator[TextBlock]:
        lines = self._mark_seen(token)
        for piece in read_html(token.content):
            kind = BlockKind.HEADING if piece.heading else BlockKind.ITEM if piece.is_item else self._kind()
            depth = piece.heading or len(self.lists) + piece.is_item
            yield TextBlock(kind, piece.words.text, lines, depth, piece.words.number, piece.words.anchor)

    def _read_table(self, table: Token, tokens: Iterable[Token]) -> Iterator[TextBlock]:
        rows: list[list[Words]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(read_words(token.content))
        first, last = self._mark_seen(table)
        read = tuple(
            Row(tuple(words.text for words in row), next((words.anchor for words in row if words.anchor), ""))
            for row in rows
        )
        text = "\n".join(" | ".join(row.cells) for row in read)
        yield TextBlock(BlockKind.TABLE, text, (first, last), len(self.lists), rows=read)
        self.marker = None
        self.tables.append((first, last, len(read[0].cells)))

    def _mark_seen(self, token: Token) -> tuple[int, int]:
        """Mark the lines of a token as read, and return the first and the last, from 1."""
        first, end = token.map or (0, 1)
        self.seen.update(range(first, end))
        return first + 1, max(end, first + 1)
