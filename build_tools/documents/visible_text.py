"""Reads the visible text of a Markdown text, and its passages with anchors.

Texts that differ only in markup, white space or the normal form of letters (NFC, Unicode Standard Annex 15) have the
same visible text. Addresses of other sites belong to it, since a link may be a reference to another contract; addresses
within the site do not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from build_tools.model.document import Document, Part
from build_tools.runtime.remembered import REMEMBERED
from build_tools.text.markdown import DOCUMENTS, convert

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ENTRIES = {"li", "tr", "dt", "dd"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins"),
    *("kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
"""The elements that do not separate words; all others do (HTML Standard, 3.2.5.2.5, phrasing content)."""
_VOID = {"area", "br", "col", "hr", "img", "input", "source", "wbr"}
HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CELLS = {"td", "th"}
DEFINITION = re.compile(r"(?m)^[ ]{0,3}(\*?\[[^\]]+\]:|```|~~~)")
_BLOCK_TAG = re.compile(r"<(/?)(?:article|aside|blockquote|details|div|dl|figure|ol|section|table|ul)\b", re.IGNORECASE)
_BREAK, _CELL = "\n", "\t"
_ENTRY = 7


@dataclass(frozen=True, slots=True)
class VisibleText:
    """The visible text of a document."""

    lines: tuple[str, ...]
    """A line for each block; the cells of a row are separated by tabs."""
    parts: dict[str, Part]
    """The passages by their anchors, in the order of the text."""


def with_visible_text(document: Document) -> Document:
    """The document with its visible text."""
    read = read_visible_text(document.body)
    return replace(document, lines=read.lines, parts=read.parts)


@lru_cache(maxsize=64)
def read_visible_text(body: str) -> VisibleText:
    """The visible text of a text in Markdown."""
    walk = _Walk()
    walk.visit(parse_text(body))
    return VisibleText(tuple(walk.lines()), walk.parts())


def parse_text(body: str) -> tuple[Element, ...]:
    """The HTML elements of a text in Markdown, a root for each of its pieces. They are shared: do not change them."""
    return tuple(map(_parse, split_text(body)))


def split_text(body: str) -> tuple[str, ...]:
    """The pieces of a text in Markdown between its headings, which can be converted separately.

    A text stays whole if they depend on each other, by definitions, fences, or HTML that continues after a heading.
    """
    pieces = tuple(filter(None, re.split(r"(?m)^(?=##? )", body)))
    if (
        not all(piece.endswith("\n\n") for piece in pieces[:-1])
        or DEFINITION.search(body)
        or any(sum(-1 if tag[1] else 1 for tag in _BLOCK_TAG.finditer(piece)) for piece in pieces)
    ):
        return (body,)
    return pieces


def convert_text(body: str) -> str:
    """The HTML of a text in Markdown."""
    return "\n".join(map(_convert, split_text(body)))


@lru_cache(maxsize=512)
def _convert(piece: str) -> str:
    return str(REMEMBERED.get("markdown", piece, lambda: convert(piece, DOCUMENTS)))


@lru_cache(maxsize=512)  # the versions of a text share most pieces
def _parse(piece: str) -> Element:
    parser = _Parser()
    parser.feed(f"<html>{_convert(piece)}</html>")
    parser.close()
    return parser.builder.close()


class _Parser(HTMLParser):
    """Builds a tree from the HTML that Markdown produces, without its comments."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            self.builder.end(last := self.open.pop())
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def close(self) -> None:
        super().close()
        while self.open:
            self.builder.end(self.open.pop())


@dataclass(slots=True)
class _Span:
    """A passage as ranges of pieces: its title, and all of it."""

    anchor: str
    level: int
    title: tuple[int, int]
    start: int
    end: int


class _Walk:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.numbers: set[int] = set()
        """The pieces that number headings. They change with other sections, and belong to no passage."""
        self.sections: list[_Span] = []
        """The open sections."""
        self.entry: list[_Span] | None = None
        """The anchors in the current entry; none outside of entries."""
        self.spans: list[_Span] = []

    def visit(self, roots: Iterable[Element]) -> None:
        for root in roots:
            self._visit(root)
        self._end_sections(0)

    def lines(self) -> Iterator[str]:
        for block in "".join(self.pieces).split(_BREAK):
            if words := _CELL.join(map(_plain, block.split(_CELL))).strip():
                yield words

    def parts(self) -> dict[str, Part]:
        spans = sorted(self.spans, key=lambda span: (span.start, span.level))
        return {
            span.anchor: Part(self._words(*span.title), self._words(span.start, span.end), span.level) for span in spans
        }

    def _visit(self, element: Element) -> None:
        if level := _HEADINGS.get(element.tag, 0):
            self._end_sections(level)
        around = "" if element.tag in _INLINE else _CELL if element.tag in _CELLS else _BREAK
        self.pieces.append(around)
        start = len(self.pieces)
        if element.tag in _ENTRIES:
            outer, self.entry = self.entry, []
            self._read(element)
            # an anchor within an entry names the whole entry
            self.spans += (replace(span, start=start, end=len(self.pieces)) for span in self.entry)
            self.entry = outer
        else:
            self._read(element)
        if anchor := element.get("id"):
            self._mark(_Span(anchor, level or _ENTRY, (start, len(self.pieces)), start, len(self.pieces)))
        self.pieces.append(_BREAK if around == _BREAK else "")

    def _read(self, element: Element) -> None:
        start = len(self.pieces)
        self._say(element.text)
        for child in element:
            self._visit(child)
            self._say(child.tail)
        if element.tag == "br":
            self.pieces.append(" ")
        self.pieces.append(_after(element))
        if "number" in element.get("class", "").split():
            self.numbers.update(range(start, len(self.pieces)))

    def _say(self, words: str | None) -> None:
        if words:
            self.pieces.append(re.sub(r"\s+", " ", words))

    def _mark(self, span: _Span) -> None:
        if span.level < _ENTRY:
            self.sections.append(span)
        elif self.entry is not None:
            self.entry.append(span)
        else:
            self.spans.append(span)

    def _end_sections(self, level: int) -> None:
        """Close the sections down to the level of a heading; at the end of the text, all of them."""
        for span in self.sections:
            if span.level >= level:
                self.spans.append(replace(span, end=len(self.pieces)))
        self.sections = [span for span in self.sections if span.level < level]

    def _words(self, start: int, end: int) -> str:
        return _plain("".join(self.pieces[place] for place in range(start, end) if place not in self.numbers))


def _after(element: Element) -> str:
    """The text after an element: the address of a link, the full form of an abbreviation, the words for a picture."""
    address = element.get("href", "")
    if HAS_SCHEME.match(address) and address.removeprefix("mailto:") != "".join(element.itertext()):
        return f" <{address}>"
    title = element.get("title") if element.tag == "abbr" else None
    return f" ({title})" if title else element.get("alt", "")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.split()))
