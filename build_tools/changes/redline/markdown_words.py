"""What does one read in a heading, a paragraph or a cell that is written in Markdown?

Marks of emphasis and the names of classes are not read; where a link leads, if that is elsewhere, is. HTML that gives
words a form is left out, and all other HTML is shown as it is written.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Words:
    """What one reads in a piece of a text."""

    text: str
    """One space between words; a line feed where a line is broken on purpose."""
    anchor: str = ""
    """Its address within the page."""
    number: str = ""
    """The number that a heading was given."""


_MARKS = re.compile(r"[\\`*_\[<&{]| \n|\n[ \t]*:[ \t]")
"""What may be more than a letter; most texts have none of it."""
_ATTRIBUTES = re.compile(r"\s*\{:?[ \t]*(?:[#.][\w-]+[ \t]*)+\}")
_ANCHOR = re.compile(r"#([\w-]+)")
_NUMBER = re.compile(r'<span class="number">([^<>]{0,20})</span>[ \t]*')
_TERM = re.compile(r"\n[ \t]*:[ \t]+")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)\b")
_LINK = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_FORMS = {
    *("a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "font", "i", "kbd", "mark", "q", "small", "span", "strong"),
    *("sub", "sup", "time", "u"),
}
"""Elements that give words a form."""
PARTING = {
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "footer", "header", "hr", "li"),
    *("main", "nav", "ol", "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
"""Elements that part words and say nothing."""
_LONGEST = 20_000
"""Characters: a longer paragraph is read as it is written, since marks that do not end take the parser too long."""


@lru_cache(maxsize=4096)
def read_words(source: str) -> Words:
    """What one reads in a piece of a text, all of it on one line, or a line for each break."""
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
        address = _opened_link(token)
        if address is not None:
            links.append((address, []))
            continue
        if links and (token.type == "link_close" or token.content.lower() == "</a>"):
            address, said = links.pop()
            words = _address(address, "".join(said))
        else:
            words = _words(token)
        for _, said in links:
            said.append(words)
        yield words


def _opened_link(token: Token) -> str | None:
    """Where a link leads that begins here; none where none does."""
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
    """What is read of a tag: nothing of a form of text, and any other one as it is written."""
    named = _TAG.match(tag)
    name = named[1].lower() if named else ""
    if name == "br":
        return "\n"
    return " " if name in PARTING else "" if name in _FORMS or tag.startswith("<!--") else tag


def _address(address: str, said: str) -> str:
    """Where a link leads, unless it is within the site or its words say it."""
    tells = _ELSEWHERE.match(address) and said not in {address, address.removeprefix("mailto:")}
    return f" <{address}>" if tells else ""
