"""Writes a text as a Word file, with headings, lists, tables and links that can be edited."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from docx.oxml.xmlchemy import BaseOxmlElement

from build_tools.downloads.elements import make_elements
from build_tools.downloads.word.file import BULLETS, DEEPEST, WordFile, element, field, paragraph_form, words
from build_tools.downloads.word.inline import Piece, normalize, read_pieces, write_pieces
from build_tools.downloads.word.tables import make_row, make_table, share_width
from build_tools.model.document import StandaloneText

_HEADING = re.compile(r"h([1-6])")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "div", "dd", "details", "dl", "dt", "figure", "footer", "header"),
    *("hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
"""The elements that are blocks; all others are within a paragraph."""
_LONGEST_NAME = 40
"""The most letters in the name of a bookmark in Word."""
_PLACE = re.compile(r"(\{page\}|\{pages\})")


def write_text(printed: StandaloneText) -> bytes:
    """The text as a Word file."""
    file = WordFile(printed.title, printed.author, printed.language, printed.made)
    root = make_elements(printed.body)
    writer = _Writer(file, _name_places(root))
    if printed.note:
        file.add(element("p", paragraph_form("Note"), words(printed.note)))
    writer.write(root, _Context())
    file.set_footer(*_foot(printed))
    return file.write()


@dataclass(frozen=True, slots=True)
class _Context:
    """The lists, quotations and descriptions around a block."""

    depth: int = 0
    """Their number."""
    number: str = ""
    """The list whose next item begins here; empty for none."""


class _Writer:
    def __init__(self, file: WordFile, places: dict[str, str]) -> None:
        self._file, self._places = file, places
        self._kept: list[Piece] = []
        """The places of elements without a paragraph."""

    def write(self, parent: Element, context: _Context) -> _Context:
        """Write the content of an element; returns the context of what follows, once an item has begun."""
        loose: list[Piece] = []
        for piece, child in _parts(parent):
            if child is None:
                loose.append(piece)
            else:
                context = self._write(child, self._add_loose(loose, context))
                loose = []
        return self._add_loose(loose, context)

    def _keep_place(self, element_: Element) -> None:
        if place := element_.get("id"):
            self._kept.append(Piece("", place=place))

    def _add_loose(self, pieces: list[Piece], context: _Context) -> _Context:
        return self._add(pieces, context) if any(piece.text.strip() for piece in pieces) else context

    def _write(self, child: Element, context: _Context) -> _Context:
        if heading := _HEADING.fullmatch(child.tag):
            pieces = self._pieces(read_pieces(child))
            self._file.add(element("p", self._form(f"Heading{heading[1]}", _Context()), *pieces))
            return context
        if child.tag not in {"p", "dt"}:
            self._keep_place(child)
        match child.tag:
            case "ul" | "ol":
                self._write_list(child, context)
                return replace(context, number="")
            case "table":
                self._write_table(child)
            case "pre":
                self._file.add(element("p", self._form("Code", context), words("".join(child.itertext()).strip("\n"))))
            case "dd" | "blockquote":
                self.write(child, _Context(context.depth + 1))
            case "p" | "dt":
                return self._add(list(read_pieces(child)), context, is_term=child.tag == "dt")
            case _:
                return self.write(child, context)
        return context

    def _add(self, pieces: list[Piece], context: _Context, *, is_term: bool = False) -> _Context:
        """Add a paragraph; returns the context of the next one, which is in the same item."""
        if is_term:
            pieces = [replace(piece, form=piece.form | {"b"}) for piece in pieces]
        style = "ListParagraph" if context.number or is_term else ""
        self._file.add(element("p", self._form(style, context, *["keepNext"] * is_term), *self._pieces(pieces)))
        return replace(context, number="")

    def _pieces(self, pieces: Iterable[Piece]) -> Iterator[BaseOxmlElement]:
        kept, self._kept = self._kept, []
        return write_pieces([*kept, *pieces], self._file, self._places)

    def _form(self, style: str, context: _Context, *flags: str) -> BaseOxmlElement:
        depth, number = min(context.depth, DEEPEST + 1), context.number
        return paragraph_form(style, *flags, number=number, level=depth - 1, depth=0 if number else depth)

    def _write_list(self, items: Element, context: _Context) -> None:
        number = BULLETS
        if items.tag == "ol":
            start = items.get("start", "1")
            number = self._file.add_list("", ".", int(start) if start.isdecimal() else 1, is_flat=False)
        for item in items.findall("li"):
            self._keep_place(item)
            self.write(item, _Context(context.depth + 1, number))

    def _write_table(self, table: Element) -> None:
        rows = [list(row) for row in table.iter("tr")]
        columns = max((len(row) for row in rows), default=0)
        if not columns:
            return
        rows = [[*row, *(Element("td") for _ in range(columns - len(row)))] for row in rows]
        widths = share_width([["".join(cell.itertext()) for cell in row] for row in rows])
        heads = len(table.findall("thead/tr"))
        made = []
        for number, row in enumerate(rows):
            cells = [element("p", paragraph_form("Cell"), *self._pieces(read_pieces(cell))) for cell in row]
            made.append(make_row(cells, widths, is_heading=number < heads))
        self._file.add(make_table(made, widths))
        self._file.add(element("p", paragraph_form("AfterTable")))


def _parts(parent: Element) -> Iterator[tuple[Piece, Element | None]]:
    nothing = Piece("")
    yield from ((piece, None) for piece in normalize(parent.text, nothing))
    for child in parent:
        if child.tag in _BLOCKS:
            yield nothing, child
        else:
            pieces = [Piece("\n")] if child.tag == "br" else read_pieces(child)
            yield from ((piece, None) for piece in pieces)
        yield from ((piece, None) for piece in normalize(child.tail, nothing))


def _name_places(root: Element) -> dict[str, str]:
    named: dict[str, str] = {}
    for place in dict.fromkeys(node.get("id", "") for node in root.iter() if node.get("id")):
        name = re.sub(r"\W", "_", f"at_{place}", flags=re.ASCII)[:_LONGEST_NAME]
        number = 1
        while name in named.values():
            number += 1
            name = f"{name[: _LONGEST_NAME - 5]}_{number}"
        named[place] = name
    return named


def _foot(printed: StandaloneText) -> Iterator[BaseOxmlElement]:
    numbers = [
        field("PAGE") if part == "{page}" else field("NUMPAGES") if part == "{pages}" else words(part)
        for part in _PLACE.split(printed.page)
        if part
    ]
    for number, line in enumerate(printed.foot):
        form = paragraph_form("Footer")
        yield element("p", form, words(line), *([] if number else [words("\t"), *numbers]))
