"""Reads the visible words of a heading, a paragraph, a cell or a piece of HTML in Markdown.

Markup is left out; the address of a link to another site, and HTML that does not only format words, are kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a piece of a text."""

    text: str
    """With single spaces, and a line feed for each hard line break."""
    anchor: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """A heading, an item or a paragraph in HTML; or a row of a table, its cells separated by bars."""

    words: Words
    heading: int = 0
    """The level of a heading; 0 for other pieces."""
    is_item: bool = False


_MARKS = re.compile(r"[\\`*_\[<&{]| \n|\n[ \t]*:[ \t]")  # characters that may be markup; most texts have none
_ATTRIBUTES = re.compile(r"\s*\{:?[ \t]*(?:[#.][\w-]+[ \t]*)+\}")
_ANCHOR = re.compile(r"#([\w-]+)")
_NUMBER = re.compile(r'<span class="number">([^<>]{0,20})</span>[ \t]*')
_TERM = re.compile(r"\n[ \t]*:[ \t]+")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)\b")
_BLOCK_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)\b[^<>]{0,3000}>|\n[ \t]*\n")
_CELL = re.compile(r"<(/?)t[dh]\b[^<>]{0,3000}>", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")
_LINK = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_FORMATTING = {
    *("a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "font", "i", "kbd", "mark", "q", "small", "span", "strong"),
    *("sub", "sup", "time", "u"),
}
_SEPARATING = {
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "footer", "header", "hr", "li"),
    *("main", "nav", "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
"""Elements that separate words and add none."""
_LONGEST = 20_000
"""Characters: a longer paragraph is read as it is written, since unclosed markup takes the parser too long."""


@lru_cache(maxsize=4096)
def read_words(source: str) -> Words:
    """The words of a piece of a text, with a line for each hard line break."""
    if len(source) > _LONGEST or not _MARKS.search(source):
        return Words(" ".join(source.split()))
    number = _NUMBER.match(source)
    source = source[number.end() :] if number else source
    anchors = [found[1] for marks in _ATTRIBUTES.finditer(source) if (found := _ANCHOR.search(marks[0]))]
    plain = _TERM.sub(": ", _ATTRIBUTES.sub("", source))
    tokens: list[Token] = []
    parser = _parser()
    parser.inline.parse(plain, parser, {}, tokens)
    lines = "".join(_say(tokens)).split("\n")
    text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    return Words(text, anchors[0] if anchors else "", number[1] if number else "")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _say(tokens: Sequence[Token]) -> Iterator[str]:
    """The words of tokens, each link followed by its address."""
    links: list[tuple[str, list[str]]] = []
    for token in tokens:
        address = _find_address(token)
        if address is not None:
            links.append((address, []))
            continue
        if links and (token.type == "link_close" or token.content.lower() == "</a>"):
            address, linked = links.pop()
            label = "".join(linked)
            is_shown = _ELSEWHERE.match(address) and label not in {address, address.removeprefix("mailto:")}
            words = f" <{address}>" if is_shown else ""
        else:
            words = _words(token)
        for _, linked in links:
            linked.append(words)
        yield words


def _find_address(token: Token) -> str | None:
    if token.type == "link_open":
        return str(token.attrs.get("href", ""))
    found = _LINK.match(token.content) if token.type == "html_inline" else None
    return found[1] if found else None


def _words(token: Token) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            return f"{token.content} <{token.attrs.get('src', '')}>"
        case "html_inline":
            return _read_tag(token.content)
        case _:
            return token.content


def _read_tag(tag: str) -> str:
    named = _TAG.match(tag)
    name = named[1].lower() if named else ""
    if name == "br":
        return "\n"
    return " " if name in _SEPARATING else "" if name in _FORMATTING or tag.startswith("<!--") else tag


def read_html(content: str) -> Iterator[HtmlPiece]:
    """Yield the pieces of HTML, in order."""
    source = _CELL.sub(lambda cell: " " if cell[1] else " | ", "\n\n".join(_remove_comments(content)))
    at, name = 0, ""
    for tag in (*_BLOCK_TAG.finditer(source), None):
        found = (tag[2] or "").lower() if tag else ""
        if tag and found and found not in _SEPARATING:
            continue
        words = read_words(source[at : tag.start() if tag else len(source)].strip(" \t\n|"))
        if words.text:
            yield HtmlPiece(words, int(name[1]) if _HEADING.fullmatch(name) else 0, name == "li")
        at = tag.end() if tag else len(source)
        if found and not (found == "p" and name == "li"):
            name = "" if tag and tag[1] else found


def _remove_comments(content: str) -> Iterator[str]:
    """Yield the text between comments; a comment without an end is text."""
    at = 0
    while (start := content.find("<!--", at)) >= 0 and (end := content.find("-->", start + 4)) >= 0:
        yield content[at:start]
        at = end + 3
    yield content[at:]
