"""Writes tables of Word files."""

from collections.abc import Iterable, Sequence

from docx.oxml.xmlchemy import BaseOxmlElement

from build_tools.downloads.word.file import TEXT_WIDTH, element

_NARROW, _WIDE = 11, 40
"""The least and the most letters that a column has room for, when columns share the width."""


def make_table(rows: Iterable[BaseOxmlElement], widths: Sequence[int]) -> BaseOxmlElement:
    """A table of rows, with the widths of its columns in twentieths of a point; its first row has the headings."""
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblStyle", val="Records"),
            element("tblW", w=sum(widths), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        *rows,
    )


def make_row(
    cells: Sequence[BaseOxmlElement], widths: Sequence[int], mark: BaseOxmlElement | None = None, *, is_heading: bool
) -> BaseOxmlElement:
    """A row of cells, given as their paragraphs. `mark` shows that it was inserted or deleted."""
    about = element("trPr", element("cantSplit"), element("tblHeader") if is_heading else None, mark)
    made = (
        element("tc", element("tcPr", element("tcW", w=width, type="dxa")), paragraph)
        for paragraph, width in zip(cells, widths, strict=True)
    )
    return element("tr", about, *made)


def share_width(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The width of each column in twentieths of a point, by the content of the cells; together they fill the page."""
    wants = []
    for column in zip(*rows, strict=True):
        third_quartile = sorted(map(len, column))[len(column) * 3 // 4]
        longest_word = max((len(word) + 2 for text in column for word in text.split()), default=0)
        wants.append(min(_WIDE, max(_NARROW, longest_word, third_quartile)))
    widths = [TEXT_WIDTH * want // sum(wants) for want in wants]
    return (*widths[:-1], TEXT_WIDTH - sum(widths[:-1]))
