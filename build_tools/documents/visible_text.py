"""What does one read of a text in Markdown, and which of its passages have an address?

Markup, white space and the form of letters (NFC, Unicode Standard Annex 15) do not count: texts that read alike are the
same. Addresses elsewhere count, since a reference to another contract is part of what is said; those within the site do
not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from build_tools.model.document import Document, Part
from build_tools.text.markdown import DOCUMENTS, convert

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ENTRIES = {"li", "tr", "dt", "dd"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins"),
    *("kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
"""The elements that do not part words; every other one does (HTML Standard, 3.2.5.2.5, phrasing content)."""
_VOID = {"area", "br", "col", "hr", "img", "input", "source", "wbr"}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CELLS = {"td", "th"}
_DEFINITION = re.compile(r"(?m)^[ ]{0,3}(\*?\[[^\]]+\]:|```|~~~)")
_BLOCK_TAG = re.compile(r"<(/?)(?:article|aside|blockquote|details|div|dl|figure|ol|section|table|ul)\b", re.IGNORECASE)
_BREAK, _CELL = "\n", "\t"
_ENTRY = 7


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What one reads of a text."""

    lines: tuple[str, ...]
    """A line for each block; the cells of a row are parted by a tab."""
    parts: dict[str, Part]
    """The passages by their anchors, in the order of the text."""


def with_visible_text(document: Document) -> Document:
    """The document with what one reads of it."""
    read = read_visible_text(document.body)
    return replace(document, lines=read.lines, parts=read.parts)


@lru_cache(maxsize=64)
def read_visible_text(body: str) -> VisibleText:
    """What one reads of a text in Markdown. Texts that were read lately are remembered."""
    walk = _Walk()
    walk.visit(parse_text(body))
    return VisibleText(tuple(walk.lines()), walk.parts())


def parse_text(body: str) -> tuple[Element, ...]:
    """The elements of a text in Markdown, a root for each of its pieces. They are shared, and not to be changed."""
    return tuple(map(_parse, split_text(body)))


def split_text(body: str) -> tuple[str, ...]:
    """A text in Markdown in pieces, each from a heading to the next, that can be converted one by one.

    A text whose pieces depend on each other stays whole: by definitions, fences, or HTML that goes on beyond a heading.
    """
    pieces = tuple(filter(None, re.split(r"(?m)^(?=##? )", body)))
    if (
        not all(piece.endswith("\n\n") for piece in pieces[:-1])
        or _DEFINITION.search(body)
        or any(_opened(piece) for piece in pieces)
    ):
        return (body,)
    return pieces


def _opened(piece: str) -> int:
    """How many elements of HTML a piece opens and does not close."""
    return sum(-1 if tag[1] else 1 for tag in _BLOCK_TAG.finditer(piece))


def convert_text(body: str) -> str:
    """The HTML of a text in Markdown."""
    return "\n".join(map(_convert, split_text(body)))


@lru_cache(maxsize=512)
def _convert(piece: str) -> str:
    return convert(piece, DOCUMENTS)


@lru_cache(maxsize=512)
def _parse(piece: str) -> Element:
    """The elements of a piece. The versions of a text share most of theirs."""
    parser = _Parser()
    parser.feed(f"<html>{_convert(piece)}</html>")
    parser.close()
    return parser.builder.close()


class _Parser(HTMLParser):
    """Makes a tree of HTML as Markdown writes it, whose elements are well nested."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()  # comments are left out
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
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
    """A passage in numbers of pieces: those of its title, and all of it."""

    anchor: str
    level: int
    title: tuple[int, int]
    start: int
    end: int


class _Walk:
    """Goes through a text once and notes the pieces that are read, and the passages that they make."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.numbers: set[int] = set()
        """The pieces that number headings. They change when another section comes or goes, and are in no passage."""
        self.sections: list[_Span] = []
        """The sections that have not ended yet."""
        self.entry: list[_Span] | None = None
        """What the entry that is being read is called; none outside of entries."""
        self.spans: list[_Span] = []

    def visit(self, roots: Iterable[Element]) -> None:
        """Read a whole text."""
        for root in roots:
            self._visit(root)
        self._end_sections(0)

    def lines(self) -> Iterator[str]:
        """What one reads, block by block."""
        for block in "".join(self.pieces).split(_BREAK):
            if words := _CELL.join(map(_plain, block.split(_CELL))).strip():
                yield words

    def parts(self) -> dict[str, Part]:
        """The passages, in the order in which they begin."""
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
            self._end_entry(start)
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

    def _end_entry(self, start: int) -> None:
        """What is marked within an entry names all of it."""
        for span in self.entry or ():
            self.spans.append(replace(span, start=start, end=len(self.pieces)))

    def _end_sections(self, level: int) -> None:
        """A heading ends the sections before it, down to its own level; the end of the text ends all."""
        for span in self.sections:
            if span.level >= level:
                self.spans.append(replace(span, end=len(self.pieces)))
        self.sections = [span for span in self.sections if span.level < level]

    def _words(self, start: int, end: int) -> str:
        return _plain("".join(self.pieces[place] for place in range(start, end) if place not in self.numbers))


def _after(element: Element) -> str:
    """What is read besides the words of an element: where it leads, what it is short for, what it shows."""
    address = element.get("href", "")
    said = "".join(element.itertext())
    if _ELSEWHERE.match(address) and address.removeprefix("mailto:") != said:
        return f" <{address}>"
    title = element.get("title") if element.tag == "abbr" else None
    return f" ({title})" if title else element.get("alt", "")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.split()))
