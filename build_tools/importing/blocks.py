"""Reads the main part of a page as blocks: headings, paragraphs, lists and tables."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum

from lxml import html

from build_tools.importing.convert import LINE, check_line
from build_tools.importing.faults import ImportedFileError
from build_tools.importing.inline import escape_text, tidy, to_markdown
from build_tools.importing.page_links import TARGET

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {"ul", "ol"}
_BLOCKS = _HEADINGS | _LISTS | {
    "p", "table", "blockquote", "pre", "hr", "dl", "dt", "dd", "div", "section", "article", "main", "header", "footer",
    "aside", "li", "details", "summary", "figure", "figcaption", "form", "fieldset", "legend", "address", "center",
    "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "body",
}  # fmt: skip
_LAYOUT_ONLY = ("table", "h1", "h2", "h3")  # a table with these in a cell lays out a page
_DEEPEST_LIST = 6
_INDENT = "    "
_MOST_CELLS = 100_000
"""The most cells that the tables of a text may have, each counted for every row and column that it spans."""


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    OTHER = "other"  # a quote, or a text that keeps its lines


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list or a table."""

    kind: Kind
    line: int  # from 1 on; 0 if the file has no lines
    text: str  # in Markdown
    level: int = 0  # how deep a heading is, 1 to 6
    items: tuple[str, ...] = ()  # the items of a list that holds no other list
    rows: tuple[tuple[str, ...], ...] = ()  # the rows of a table, all of the same length
    is_bold: bool = False  # as headings are in texts that mark no headings
    spanned: frozenset[int] = frozenset()  # the rows of a table that are one cell, such as headings within it
    targets: tuple[str, ...] = ()  # the numbers of the links that lead to a heading


def read_blocks(file: str, main: html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of a text, in order. `file` is its name. Raises: ImportedFileError: a table or a line is too large."""
    for element in main.iter():
        for words in filter(None, (element.text, element.tail)):
            for line in words.split("\n"):
                check_line(file, _line(element), line)
    holders = {ancestor for element in main.iter(*_BLOCKS) for ancestor in element.iterancestors()}
    return tuple(_Reader(file, holders).read(main))


@dataclass
class _Reader:
    file: str
    holders: set[html.HtmlElement]  # the elements that have blocks in them
    cells_left: int = _MOST_CELLS

    def read(self, element: html.HtmlElement) -> Iterator[Block]:
        """Yield the blocks in an element. Words between blocks are paragraphs."""
        loose = _empty(element, element.text)
        for child in list(element):
            if not isinstance(child.tag, str):
                continue
            if child.tag in _BLOCKS or child in self.holders:
                yield from _paragraph(loose)
                yield from self._block(child)
                loose = _empty(child, child.tail)
            else:
                loose.append(copy(child))
        yield from _paragraph(loose)

    def _block(self, element: html.HtmlElement) -> Iterator[Block]:
        tag = str(element.tag)
        readers = {
            **dict.fromkeys(_HEADINGS, _heading),
            **dict.fromkeys(_LISTS, self._list),
            "table": self._table,
            "hr": lambda _: iter(()),
            "pre": _lines,
            "blockquote": self._quote,
        }
        if read := readers.get(tag) or (self.read if element in self.holders else None):
            yield from read(element)
        else:
            yield from _paragraph(element, is_bold=tag == "dt")

    def _quote(self, element: html.HtmlElement) -> Iterator[Block]:
        if inner := "\n\n".join(map(_as_text, self.read(element))):
            yield Block(Kind.OTHER, _line(element), "\n".join(f"> {part}".rstrip() for part in inner.split("\n")))

    def _list(self, element: html.HtmlElement) -> Iterator[Block]:
        entries = [child for child in element if child.tag == "li"]
        if not entries:
            yield from self.read(element)
            return
        children = [child for entry in entries for child in entry]
        is_flat = not any(child in self.holders or child.tag in _BLOCKS - {"p"} for child in children)
        items = filter(None, map(_on_one_line, entries)) if is_flat else ()
        if text := "\n".join(self._items(element, 0)):
            yield Block(Kind.LIST, _line(element), text, items=tuple(items))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _LISTS | {"li"}:
                yield from self._block(child)

    def _items(self, element: html.HtmlElement, depth: int) -> list[str]:
        lines: list[str] = []
        is_loose = False
        number = _number(element.get("start"), 1)
        for child in element:
            if child.tag in _LISTS:  # some pages have a list directly in a list
                lines += self._items(child, depth + 1)
            if child.tag != "li":
                continue
            inner = list(self.read(child)) if depth < _DEEPEST_LIST else list(_paragraph(child))
            if lines and (is_loose or _has_parts(inner)):
                lines.append("")  # without it, Markdown would take the entry for a part of the paragraph above
            is_loose = _has_parts(inner)
            lines += _item(inner, f"{number}. " if element.tag == "ol" else "- ", depth)
            number += 1
        return lines

    def _rows(self, table: html.HtmlElement) -> list[list[html.HtmlElement]]:
        """The cells of each row; a cell that spans several rows stands in each."""
        open_cells: dict[int, tuple[html.HtmlElement, int]] = {}
        rows: list[list[html.HtmlElement]] = []
        width = 0
        for tr in table.iter("tr"):
            row: list[html.HtmlElement] = []
            for cell in _spread([cell for cell in tr if cell.tag in {"td", "th"}], open_cells):
                row.append(cell)
                width = max(width, len(row))
                if width * (len(rows) + 1) > self.cells_left:
                    what = f"its tables have more than {_MOST_CELLS:,} cells"
                    raise ImportedFileError(self.file, what, "Split the file and import the parts one by one.")
            rows.append(row)
        self.cells_left -= width * len(rows)
        return [row for row in rows if row]

    def _table(self, element: html.HtmlElement) -> Iterator[Block]:
        rows = self._rows(element)
        width = max(map(len, rows), default=0)
        cells = [cell for row in rows for cell in row]
        lays_out = any(cell.find(f".//{tag}") is not None for cell in cells for tag in _LAYOUT_ONLY)
        if min(len(rows), width) <= 1 or lays_out:
            for cell in cells:
                yield from self.read(cell)
            return
        for caption in element.iter("caption"):
            yield from _paragraph(caption)
        written = (tuple(map(_on_one_line, row)) + ("",) * (width - len(row)) for row in rows)
        filled = [(cells, row) for cells, row in zip(rows, written, strict=True) if any(row)]
        if kept := tuple(row for _, row in filled):
            spanned = frozenset(
                number
                for number, (cells, _) in enumerate(filled)
                if len(cells) > 1 and all(c.tag == "p" for c in cells[1:])
            )
            head, *lines = (f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in kept)
            yield Block(
                Kind.TABLE, _line(element), "\n".join([head, "|" + "---|" * width, *lines]), rows=kept, spanned=spanned
            )


def _heading(element: html.HtmlElement) -> Iterator[Block]:
    if words := _on_one_line(element):
        targets = tuple((element.get(TARGET) or "").split())
        yield Block(Kind.HEADING, _line(element), words, int(str(element.tag)[1]), targets=targets)


def _lines(element: html.HtmlElement) -> Iterator[Block]:
    if text := tidy("  \n".join(map(escape_text, element.text_content().strip("\n").split("\n")))):
        yield Block(Kind.OTHER, _line(element), text)


def _spread(
    cells: list[html.HtmlElement], open_cells: dict[int, tuple[html.HtmlElement, int]]
) -> Iterator[html.HtmlElement]:
    """Yield the cells of a row with those that span it from rows above: `open_cells`, by their columns."""
    column = 0
    while cells or column in open_cells:
        if column in open_cells:
            (cell, left), width = open_cells.pop(column), 1
        else:
            cell = cells.pop(0)
            left, width = (min(max(_number(cell.get(name), 1), 1), 50) for name in ("rowspan", "colspan"))
        if left > 1:
            open_cells[column] = (cell, left - 1)
        yield cell
        yield from (_empty(cell) for _ in range(width - 1))
        column += width


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) else otherwise


def _has_parts(inner: Sequence[Block]) -> bool:
    """Whether an entry has empty lines in it, or no words of its own."""
    return any("\n\n" in block.text or block.kind is not Kind.LIST for block in inner[1:]) or (
        bool(inner) and (inner[0].kind is Kind.LIST or "\n\n" in inner[0].text)
    )


def _item(inner: Sequence[Block], mark: str, depth: int) -> list[str]:
    before = _INDENT * depth
    if inner and all(block.kind is Kind.LIST for block in inner):  # an entry without words of its own
        return [f"{before}{line}" if line else "" for block in inner for line in block.text.split("\n")]
    lines: list[str] = []
    for block in inner:
        rest = _as_text(block).split("\n")
        is_list = block.kind is Kind.LIST
        if not lines:
            lines.append(f"{before}{mark}{'' if is_list else rest.pop(0)}".rstrip())
        elif not is_list:
            lines.append("")
        lines += [f"{before}{_INDENT}{line}" if line else "" for line in rest]
    return lines


def _as_text(block: Block) -> str:
    """A block within a list or a quote, which cannot hold headings."""
    return f"**{block.text}**" if block.kind is Kind.HEADING else block.text


def _paragraph(element: html.HtmlElement, *, is_bold: bool = False) -> Iterator[Block]:
    if text := to_markdown(_as_inline(element)):
        bold = re.fullmatch(r"\*\*([^*]+)\*\*:?", text)
        yield Block(Kind.PARAGRAPH, _line(element), f"**{text}**" if is_bold and not bold else text, is_bold=bool(bold))


def _on_one_line(element: html.HtmlElement) -> str:
    return " ".join(to_markdown(_as_inline(element)).split())


def _as_inline(element: html.HtmlElement) -> html.HtmlElement:
    """Without blocks: they are separated by line breaks."""
    inner = copy(element)
    inner.tail = None
    inner.tag = "div"
    for block in inner.iter(*_BLOCKS):
        if block is not inner:
            block.tag = "span"
            after = html.Element("br")
            after.tail, block.tail = block.tail, None
            block.addnext(after)
    return inner


def _empty(element: html.HtmlElement, text: str | None = None) -> html.HtmlElement:
    made: html.HtmlElement = html.Element("p", {LINE: str(_line(element))})
    made.text = text
    return made


def _line(element: html.HtmlElement) -> int:
    around = (ancestor.get(LINE) for ancestor in element.iterancestors() if ancestor.get(LINE))
    return _number(element.get(LINE) or next(around, None), 0)
