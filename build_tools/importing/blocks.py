"""How does the main part of a page become blocks: headings, paragraphs, lists and tables?"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from lxml import html

from build_tools.importing.blocks import LINE, Block, Kind
from build_tools.importing.convert import ImportedFileError
from build_tools.importing.inline import escape_text, tidy, to_markdown

_BLOCKS = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "table", "blockquote", "pre", "hr", "dl", "dt", "dd", "div",
    "section", "article", "main", "header", "footer", "aside", "li", "details", "summary", "figure", "figcaption",
    "form", "fieldset", "legend", "address", "center", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "body",
}  # fmt: skip
_NO_CELL = ("table", "h1", "h2", "h3")
"""What a cell holds only where a table lays out a page."""
_DEEPEST_LIST = 6
_INDENT = "    "
_MOST_CELLS = 100_000
"""How many cells the tables of a text may have, each counted as often as it reaches over rows and columns."""


def read_blocks(file: str, main: html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of a text, in order. `file` is its name.

    Raises: ImportedFileError: its tables are too large.
    """
    holders = {ancestor for element in main.iter(*_BLOCKS) for ancestor in element.iterancestors()}
    return tuple(_Reader(file, holders).read(main))


class _Reader:
    def __init__(self, file: str, holders: set[html.HtmlElement]) -> None:
        self._file = file
        self._holders = holders
        """The elements that have blocks in them."""
        self._cells_left = _MOST_CELLS

    def read(self, element: html.HtmlElement) -> Iterator[Block]:
        """Yield the blocks in an element. Words that stand there by themselves are paragraphs."""
        loose = _empty(element)
        loose.text = element.text
        for child in list(element):
            if not isinstance(child.tag, str):
                continue
            if child.tag in _BLOCKS or child in self._holders:
                yield from _paragraph(loose)
                yield from self._block(child)
                loose = _empty(child)
                loose.text = child.tail
            else:
                loose.append(_copied(child))
        yield from _paragraph(loose)

    def _block(self, element: html.HtmlElement) -> Iterator[Block]:
        tag = str(element.tag)
        if read := self._own.get(tag):
            yield from read(element)
        elif element in self._holders:
            yield from self.read(element)
        else:
            yield from _paragraph(element, is_bold=tag == "dt")

    @property
    def _own(self) -> Mapping[str, Callable[[html.HtmlElement], Iterator[Block]]]:
        """What reads the elements that are blocks of a kind of their own."""
        return {
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
            **dict.fromkeys(("ul", "ol"), self._list),
            "table": self._table,
            "hr": lambda _: iter(()),
            "pre": _lines,
            "blockquote": self._quote,
        }

    def _quote(self, element: html.HtmlElement) -> Iterator[Block]:
        if inner := "\n\n".join(_as_text(block) for block in self.read(element)):
            yield Block(Kind.OTHER, _line(element), "\n".join(f"> {part}".rstrip() for part in inner.split("\n")))

    def _list(self, element: html.HtmlElement) -> Iterator[Block]:
        entries = [child for child in element if child.tag == "li"]
        loose = [child for child in element if isinstance(child.tag, str) and child.tag != "li"]
        if not entries:
            yield from self.read(element)
            return
        lines = self._items(element, 0)
        is_flat = not any(
            child in self._holders or child.tag in _BLOCKS - {"p"} for entry in entries for child in entry
        )
        items = tuple(" ".join(to_markdown(_as_inline(entry)).split()) for entry in entries) if is_flat else ()
        if text := "\n".join(lines):
            yield Block(Kind.LIST, _line(element), text, items=tuple(filter(None, items)))
        for child in loose:
            if child.tag not in {"ul", "ol"}:
                yield from self._block(child)

    def _items(self, element: html.HtmlElement, depth: int) -> list[str]:
        """The lines of a list, others in it indented as the site's Markdown asks for."""
        lines: list[str] = []
        number = _number(element.get("start"), 1)
        for child in element:
            if child.tag in {"ul", "ol"}:  # as some pages have it, a list right in a list
                lines += self._items(child, depth + 1)
            if child.tag != "li":
                continue
            inner = list(self.read(child)) if depth < _DEEPEST_LIST else list(_paragraph(child))
            mark = f"{number}. " if element.tag == "ol" else "- "
            lines += _item(inner, mark, depth)
            number += 1
        return lines

    def _rows(self, table: html.HtmlElement) -> list[list[html.HtmlElement]]:
        """The cells of each row; one that reaches over several rows stands in each."""
        open_cells: dict[int, tuple[html.HtmlElement, int]] = {}
        rows: list[list[html.HtmlElement]] = []
        width = 0
        for row in table.iter("tr"):
            told: list[html.HtmlElement] = []
            for cell in _reach([cell for cell in row if cell.tag in {"td", "th"}], open_cells):
                told.append(cell)
                width = max(width, len(told))
                if width * (len(rows) + 1) > self._cells_left:
                    what = f"its tables have more than {_MOST_CELLS:,} cells"
                    raise ImportedFileError(self._file, what, "Import its parts one by one.")
            rows.append(told)
        self._cells_left -= width * len(rows)
        return [row for row in rows if row]

    def _table(self, element: html.HtmlElement) -> Iterator[Block]:
        rows = self._rows(element)
        width = max(map(len, rows), default=0)
        if min(len(rows), width) <= 1 or any(
            cell.find(f".//{tag}") is not None for row in rows for cell in row for tag in _NO_CELL
        ):
            for cell in (cell for row in rows for cell in row):  # a page that is laid out by it
                yield from self.read(cell)
            return
        for caption in element.iter("caption"):
            yield from _paragraph(caption)
        told = tuple(
            tuple(" ".join(to_markdown(_as_inline(cell)).split()) for cell in row) + ("",) * (width - len(row))
            for row in rows
        )
        told = tuple(row for row in told if any(row))
        if told:
            yield Block(Kind.TABLE, _line(element), write_table(told), rows=told)


def _heading(element: html.HtmlElement) -> Iterator[Block]:
    if words := " ".join(to_markdown(_as_inline(element)).split()):
        yield Block(Kind.HEADING, _line(element), words, int(str(element.tag)[1]))


def _lines(element: html.HtmlElement) -> Iterator[Block]:
    """A text that keeps its lines."""
    words = [escape_text(piece) for piece in element.text_content().strip("\n").split("\n")]
    if text := tidy("  \n".join(words)):
        yield Block(Kind.OTHER, _line(element), text)


def write_table(rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, its first row being its headings."""
    lines = [f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


BAR = "&#124;"
"""An upright line that ends no cell."""


def _reach(cells: list[html.HtmlElement], open_cells: dict[int, tuple[html.HtmlElement, int]]) -> Iterator[Any]:
    """The cells of a row, with those of rows above that reach into it: `open_cells`, by their places."""
    place = 0
    while cells or place in open_cells:
        if place in open_cells:
            (cell, left), width = open_cells.pop(place), 1
        else:
            cell = cells.pop(0)
            left, width = _span(cell, "rowspan"), _span(cell, "colspan")
        if left > 1:
            open_cells[place] = (cell, left - 1)
        yield cell
        yield from (_empty(cell) for _ in range(width - 1))
        place += width


def _span(cell: html.HtmlElement, name: str) -> int:
    return min(max(_number(cell.get(name), 1), 1), 50)


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) else otherwise


def _item(inner: Sequence[Block], mark: str, depth: int) -> list[str]:
    """The lines of an item: its first paragraph after the mark, all else indented below it."""
    before = _INDENT * depth
    lines: list[str] = []
    for block in inner:
        text = _as_text(block)
        if not lines:
            first, *rest = text.split("\n") if block.kind is not Kind.LIST else ["", *text.split("\n")]
            lines += [f"{before}{mark}{first}".rstrip(), *(f"{before}{_INDENT}{line}" for line in rest)]
        else:
            gap = [""] if block.kind is not Kind.LIST else []
            lines += [*gap, *(f"{before}{_INDENT}{line}" for line in text.split("\n"))]
    return lines


def _as_text(block: Block) -> str:
    """A block as it may stand within a list or a quote, where no heading can."""
    return f"**{block.text}**" if block.kind is Kind.HEADING else block.text


def _paragraph(element: html.HtmlElement, *, is_bold: bool = False) -> Iterator[Block]:
    text = to_markdown(_as_inline(element))
    if text:
        bold = re.fullmatch(r"\*\*([^*]+)\*\*:?", text)
        yield Block(Kind.PARAGRAPH, _line(element), f"**{text}**" if is_bold and not bold else text, is_bold=bool(bold))


def _as_inline(element: html.HtmlElement) -> html.HtmlElement:
    """The same content in a paragraph of its own; blocks in it are set apart by line breaks."""
    inner = _copied(element)
    inner.tail = None
    inner.tag = "div"
    for block in inner.iter(*_BLOCKS):
        if block is not inner:
            block.tag = "span"
            after = html.Element("br")
            after.tail, block.tail = block.tail, None
            block.addnext(after)
    return inner


def _copied(element: html.HtmlElement) -> html.HtmlElement:
    copied: html.HtmlElement = copy(element)
    return copied


def _empty(element: html.HtmlElement) -> html.HtmlElement:
    made: html.HtmlElement = html.Element("p")
    made.set(LINE, str(_line(element)))
    return made


def _line(element: html.HtmlElement) -> int:
    value = element.get(LINE) or next((one.get(LINE) for one in element.iterancestors() if one.get(LINE)), None)
    return _number(value, 0)
