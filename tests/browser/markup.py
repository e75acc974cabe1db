"""Parses a page of built HTML for tests."""

from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "cite", "srcset", "xlink:href"}
_SILENT = {"script", "style", "template", "svg"}


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name, its attributes, and the names of those around it, outermost first."""

    tag: str
    attributes: dict[str, str]
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An attribute that holds an address."""

    name: str
    value: str
    tag: str
    within: tuple[str, ...]


@dataclass(slots=True)
class Heading:
    """A heading, its permanent link aside."""

    level: int
    id: str
    text: str = ""
    permalink: str = ""


@dataclass
class Markup:
    """A page as its HTML says it is, before any script."""

    elements: list[Element] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    title: str = ""
    text: str = ""
    """All its words."""
    article: str = ""
    """The words of its <article>, without the signs of permanent links."""

    @property
    def language(self) -> str:
        """The language that the page says it is in."""
        return next(element.attributes.get("lang", "") for element in self.elements if element.tag == "html")

    @cached_property
    def ids(self) -> list[str]:
        """All ids, in order."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @cached_property
    def links(self) -> list[Link]:
        """All addresses, in order."""
        return [
            Link(name, value, element.tag, element.within)
            for element in self.elements
            for name, value in element.attributes.items()
            if name in _ADDRESSES
        ]


@cache
def read_markup(path: Path) -> Markup:
    """Read a page of a built site, once."""
    return read_text(path.read_text(encoding="utf-8"))


def read_text(page: str) -> Markup:
    """Read a page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.markup


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self.open: list[tuple[str, bool]] = []
        """The elements that are open, and whether their words count."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(name for name, _ in self.open))
        self.markup.elements.append(element)
        is_permalink = "headerlink" in element.attributes.get("class", "").split()
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.markup.headings.append(Heading(int(tag[1]), element.attributes.get("id", "")))
        elif is_permalink and self.markup.headings:
            self.markup.headings[-1].permalink = element.attributes.get("href", "")
        if tag not in _VOID:
            speaks = tag not in _SILENT and not is_permalink and all(speaks for _, speaks in self.open)
            self.open.append((tag, speaks))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        names = [name for name, _ in self.open]
        if not all(speaks for _, speaks in self.open):
            return
        self.markup.text += data
        if names == ["html", "head", "title"]:
            self.markup.title += data
        if "article" in names:
            self.markup.article += data
        if self.markup.headings and f"h{self.markup.headings[-1].level}" in names:
            self.markup.headings[-1].text += data
