"""Places the cells of an HTML table in a grid (HTML Standard, 4.9.12), and divides the width of a page by columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_PAGE = 107
"""How many letters of a table fit on a line of the page."""
PADDING = 2.5
"""The space beside a cell, in letters."""
_LONGEST, _WIDEST = 22, 80
"""The letters of a word, and of a line, for which a column makes room if others need it too."""
_SPANS = 50
"""The most columns that a cell may cover."""
_CAPITAL, _BROAD = re.compile("[A-Z]"), re.compile("[MWmw@%]")
_ALIGNED = re.compile(r"text-align: (left|right|center)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its column and row, counted from 0, and the columns and rows that it covers."""

    element: Element
    row: Element
    x: int
    y: int
    width: int
    height: int

    @property
    def align(self) -> str:
        """Where its words stand: `left`, `center` or `right`."""
        found = _ALIGNED.search(self.element.get("style", ""))
        return found[1] if found else "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table in their order, and how many rows are its head."""

    cells: tuple[Cell, ...]
    heads: int

    def find_breaks(self, long: Sequence[bool]) -> list[bool]:
        """Whether each cell may break across pages, given which of them are long.

        Typst breaks a row only if all its cells may break, and cuts off a row that is longer than a page.
        """
        rows = [range(cell.y, cell.y + cell.height) for cell in self.cells]
        breaking = {y for ys, is_long in zip(rows, long, strict=True) if is_long or len(ys) > 1 for y in ys}
        return [not breaking.isdisjoint(ys) for ys in rows]


def place_cells(table: Element) -> Grid:
    """The grid of a table: first the rows of its head, last those of its foot."""
    sections = [*_sections(table, "thead"), *_sections(table, "tbody"), *_sections(table, "tfoot")]
    cells: list[Cell] = []
    heads = top = 0
    for name, rows in sections:
        cells += _place_rows(rows, top)
        top += len(rows)
        heads = top if name == "thead" else heads
    return Grid(tuple(cells), heads)


def width_of(word: str) -> float:
    """The width of a word in letters, rather too much than too little."""
    return len(word) * 1.06 + len(_CAPITAL.findall(word)) * 0.3 + len(_BROAD.findall(word)) * 0.7


def share_width(grid: Grid) -> list[float]:
    """The widths of the columns, in letters with padding: room for the longest word, then for the longest line."""
    count = max(cell.x + cell.width for cell in grid.cells)
    words, lines = [1.0] * count, [1.0] * count
    for cell in grid.cells:
        texts = [line.split() for line in _lines(cell.element)]
        for x in range(cell.x, cell.x + cell.width):
            longest = max((width_of(word) for text in texts for word in text), default=0)
            widest = max((width_of(" ".join(text)) for text in texts), default=0)
            words[x] = max(words[x], min(longest, _LONGEST) / cell.width)
            lines[x] = max(lines[x], min(widest, _WIDEST) / cell.width)
    room, need = _PAGE - PADDING * count - sum(words), sum(lines) - sum(words)
    part = min(max(room / need, 0), 1) if need else 1
    widths = [word + (line - word) * part + PADDING for word, line in zip(words, lines, strict=True)]
    return [width * _PAGE / sum(widths) for width in widths]


def _sections(table: Element, name: str) -> Iterator[tuple[str, list[Element]]]:
    """Yield the sections of a kind with their rows; rows outside all sections count as a body."""
    for part in table:
        if part.tag == name:
            yield name, [row for row in part if row.tag == "tr" and len(row)]
        elif part.tag == "tr" and name == "tbody" and len(part):
            yield name, [part]


def _place_rows(rows: list[Element], top: int) -> Iterator[Cell]:
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for element in row:
            while (x, y) in taken:
                x += 1
            width = min(read_number(element.get("colspan", ""), 1) or 1, _SPANS)
            height = min(read_number(element.get("rowspan", ""), 1) or len(rows), len(rows) - y)
            while any((x + more, y) in taken for more in range(width)):
                width -= 1
            taken |= {(x + right, y + down) for right in range(width) for down in range(height)}
            yield Cell(element, row, x, top + y, width, height)
            x += width


def read_number(text: str, default: int) -> int:
    """A number of an attribute, below 10,000; the default for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default  # noqa: PLR2004 - no more rows


def _lines(element: Element) -> list[str]:
    """The words of a cell, a text for each line break or block."""
    lines = [element.text or ""]
    for child in element:
        first, *rest = _lines(child)
        if child.tag in {"br", "div", "li", "ol", "p", "ul"}:
            lines.append("")
        lines[-1] += first
        lines += rest
        lines[-1] += child.tail or ""
    return lines
