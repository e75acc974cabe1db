"""What does a text in Markdown state? Its headings, sentences, list items and rows of tables, one by one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
_TAG = re.compile(r"<[^<>]*>")
_PARTING = re.compile(r"\n[ \t]*\n|</?(?:p|li|ul|ol|h[1-6]|t[dhr]|table|div|section|br)\b[^<>]*>", re.IGNORECASE)
"""What parts the blocks of HTML, and of texts in other markup."""
_RAW = {"html_block", "code_block", "fence"}
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
_LONG_ITEM = 40
"""From how many words on an item of a list is read sentence by sentence."""


class Kind(StrEnum):
    """Of what a statement is part."""

    HEADING = "heading"
    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest part of a text that is judged by itself."""

    kind: Kind
    text: str
    """Its words without markup; the cells of a row are parted by ` | `."""
    line: int
    """The line of the file on which its block begins."""
    section: str
    """The words of the heading above; empty where there is none."""
    lead_in: str = ""
    """The words that a list hangs on: `We do not use your data to:`."""
    links: tuple[str, ...] = ()
    """The addresses that its block links to."""


def read_statements(text: str) -> tuple[Statement, ...]:
    """The statements of a text in Markdown, in order. Front matter states nothing."""
    front = _FRONT_MATTER.match(text)
    start = text.count("\n", 0, front.end()) if front else 0
    body = text[front.end() :] if front else text
    return tuple(_Walk(start).read(_markdown().parse(body)))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


class _Walk:
    """Goes through the tokens of a text once."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.section = self.lead_in = ""
        self.open: list[str] = []
        """The elements around the token, by their names in HTML."""
        self.cells: list[Token] = []

    def read(self, tokens: Sequence[Token]) -> Iterator[Statement]:
        """Yield what the tokens state."""
        for token in tokens:
            if token.nesting > 0:
                self.open.append(token.tag)
            elif token.nesting < 0:
                self.open.pop()
                yield from self._end(token)
            elif token.type == "inline" and self.open[-1] in {"td", "th"}:
                self.cells.append(token)
            elif token.type == "inline":
                yield from self._state(token)
            elif token.type in _RAW:
                yield from self._state_raw(token)

    def _end(self, token: Token) -> Iterator[Statement]:
        if token.tag == "tr":
            links = tuple(link for cell in self.cells for link in _links(cell))
            text = " | ".join(map(_words, self.cells))
            yield self._make(Kind.ROW, text, self.cells[0], links)
            self.cells = []
        elif token.tag in {"ul", "ol"} and "li" not in self.open:
            self.lead_in = ""

    def _state(self, token: Token) -> Iterator[Statement]:
        text, links = _words(token), tuple(_links(token))
        if self.open[-1][1:].isdigit() or _is_bold(token):
            self.section, self.lead_in = text, ""
            yield self._make(Kind.HEADING, text, token, links)
        elif "li" in self.open:
            yield from self._split(Kind.ITEM, text, token, links)
        else:
            self.lead_in = text if text.endswith(":") else ""
            yield from self._split(Kind.SENTENCE, text, token, links)

    def _state_raw(self, token: Token) -> Iterator[Statement]:
        """HTML, and what is only taken for code since it is indented: other markup than Markdown."""
        for block in _PARTING.split(token.content):
            yield from self._split(Kind.SENTENCE, unescape(_TAG.sub("", block)), token, ())

    def _split(self, kind: Kind, text: str, token: Token, links: tuple[str, ...]) -> Iterator[Statement]:
        is_whole = kind is Kind.ITEM and len(text.split()) < _LONG_ITEM
        for sentence in (text,) if is_whole else _SENTENCE_END.split(text):
            if sentence.strip():
                yield self._make(kind, sentence, token, links)

    def _make(self, kind: Kind, text: str, token: Token, links: tuple[str, ...]) -> Statement:
        line = (token.map[0] if token.map else 0) + self.start + 1
        lead_in = self.lead_in if kind is Kind.ITEM else ""
        return Statement(kind, " ".join(text.split()), line, self.section, lead_in, links)


def _is_bold(token: Token) -> bool:
    """Whether a line is a heading for the eye: all of it is bold, and it is no sentence."""
    kinds = [child.type for child in token.children or () if child.content or child.nesting]
    is_whole = kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1
    return is_whole and not _words(token).endswith((".", ";", ","))


def _words(token: Token) -> str:
    """The words of a line of Markdown, without its markup."""
    return "".join(map(_say, token.children or ())).strip()


def _say(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak", "html_inline"}:
        return " "
    return token.content  # that of an image is what stands for it


def _links(token: Token) -> Iterator[str]:
    for child in token.children or ():
        if child.type == "link_open":
            yield str(child.attrs["href"])
