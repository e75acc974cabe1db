"""Turns the words of a paragraph into runs of a Word file, with emphasis, links and places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from docx.oxml.xmlchemy import BaseOxmlElement

from build_tools.downloads.word.file import WordFile, element, words

_UNREAD = frozenset({"script", "style", "template"})
_FORMS = {"strong": "b", "b": "b", "em": "i", "i": "i", "code": "code", "kbd": "code", "sub": "sub", "sup": "sup"}
_SPACES = re.compile(r"[ \t\r\n]+")
_BOLD = "key-facts-title"
"""The class of paragraphs that are headings without a level."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the same format and link; or a place, which has no words."""

    text: str
    form: frozenset[str] = frozenset()
    link: str = ""
    place: str = ""


def read_pieces(element_: Element, outer: Piece = Piece("")) -> Iterator[Piece]:
    """Yield the pieces of the content of an element, in order."""
    style = outer
    if element_.tag in _UNREAD:
        return
    if place := element_.get("id"):
        yield Piece("", place=place)
    if _BOLD in element_.get("class", "").split():
        style = replace(style, form=style.form | {"b"})
    if form := _FORMS.get(element_.tag):
        style = replace(style, form=style.form | {form})
    if element_.tag == "a" and (link := element_.get("href")):
        style = replace(style, link=link)
    if element_.tag == "img":
        yield replace(style, text=element_.get("alt", ""))
    yield from normalize(element_.text, style)
    for child in element_:
        yield from [replace(style, text="\n")] if child.tag == "br" else read_pieces(child, style)
        yield from normalize(child.tail, style)


def normalize(text: str | None, style: Piece) -> Iterator[Piece]:
    """Yield words with single spaces; nothing without words."""
    if text:
        yield Piece(_SPACES.sub(" ", text), style.form, style.link)


def write_pieces(pieces: list[Piece], file: WordFile, places: dict[str, str]) -> Iterator[BaseOxmlElement]:
    """Yield the elements of a paragraph. `places` has the names in Word of the places in the text."""
    for piece in _trim(pieces):
        if piece.place:
            number = list(places).index(piece.place)
            yield element("bookmarkStart", id=number, name=places[piece.place])
            yield element("bookmarkEnd", id=number)
            continue
        run = words(piece.text, _form(piece))
        link = f"#{places[piece.link[1:]]}" if piece.link.startswith("#") else piece.link
        yield file.link(link, run) if link else run


def _trim(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces with single spaces between words, and none at the beginning, at the end and around a break."""
    kept: list[Piece] = []
    is_open = False
    for piece in pieces:
        text = piece.text if is_open else piece.text.lstrip(" ")
        if piece.place:
            kept.append(piece)
        elif text:
            is_open = not text.endswith((" ", "\n"))
            if text.startswith("\n"):
                _strip_end(kept)
            kept.append(piece if text == piece.text else replace(piece, text=text))
    _strip_end(kept)
    yield from (piece for piece in kept if piece.text or piece.place)


def _strip_end(kept: list[Piece]) -> None:
    for number in range(len(kept) - 1, -1, -1):
        if not kept[number].place:
            text = kept[number].text.rstrip(" ")
            if text != kept[number].text:
                kept[number] = replace(kept[number], text=text)
            if text:
                return


def _form(piece: Piece) -> BaseOxmlElement | None:
    """The format of words, its parts in the order of the schema (ECMA-376 part 1, CT_RPr)."""
    form, is_code = piece.form, "code" in piece.form
    raised = {"sub": "subscript", "sup": "superscript"}
    parts = (
        element("rStyle", val="Hyperlink") if piece.link else None,
        element("rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas") if is_code else None,
        element("b") if "b" in form else None,
        element("i") if "i" in form else None,
        *(element("vertAlign", val=value) for name, value in raised.items() if name in form),
    )
    return element("rPr", *parts) if any(part is not None for part in parts) else None
