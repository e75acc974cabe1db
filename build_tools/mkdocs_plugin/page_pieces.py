"""Converts texts quickly: they share most of their pieces with their other versions, and each piece is converted once.

A piece is the text from a heading to the next, an entry in a list of changes, or a block of rows. Its links, days and
redlines, which differ between pages, are inserted afterwards. A text that cannot be converted in this way is left to
MkDocs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import count
from typing import Any

from markdown import Markdown

from build_tools.documents.visible_text import split_text
from build_tools.mkdocs_plugin.lenient_page import is_suspect
from build_tools.mkdocs_plugin.page_rows import join_rows, split_rows
from build_tools.text.allowed_html import sanitize

_Heading = tuple[int, str, str]
"""Level, id and name."""
Piece = tuple[str, list[_Heading]]
"""The HTML and the headings of a piece; both are empty if it cannot be converted separately."""

_KEPT = 2048
"""How many pieces are kept."""
LINK = re.compile(r"(?<=\]\()([^)\s#:]+\.(?:md|docx|pdf))(#[^)\s]*)?(?=\))")
"""A link to a page or a file of the site: its path, and the place on that page."""
_RELATIVE = re.compile(
    r"(?:\]\(|^ {0,3}\[[^\]]+\]: *)(?! |[a-z][a-z0-9+.-]*:|#|\ue000)|<(?:a|img)\b[^>]*(?:href|src)=",
    re.IGNORECASE | re.MULTILINE,
)  # a link that only MkDocs can resolve
_DAY = re.compile(r"<time [^<>]*>[^<>]*</time>")  # the banners above old texts differ in hardly anything but days
_TAG = (
    r"</?(?:div|p|span|del|ins|table|tr|t[hd]|ul|li|h[3-6]|strong|a|bdi|pre)"
    r'(?: (?:class|lang|dir|id|role|tabindex|aria-label|scope|colspan)="[^"<>]*+"| href="#[^"<>]*+")*+>'
)
_REDLINE_START = '<div class="redline">'
_REDLINE = re.compile(
    rf'^<div class="redline"(?: (?:lang|dir)="[^"<>]*+")*+>\n(?:[^<]++|{_TAG})*?</div>(?=\n\n(?:#|<nav |\Z))',
    re.MULTILINE,
)
"""HTML of ours without Markdown, which stays as it is."""
_LINK_MARK, _DAY_MARK, _END = "\ue000", "\ue001", "\ue002"  # private characters, which a text may not contain
_REDLINE_MARK = "\ue003"
_MARKED = re.compile(r"[\ue000-\ue003]")
_REDLINE_PLACE = re.compile(rf"{_REDLINE_START}{_REDLINE_MARK}(\d+){_END}</div>")
_LINK_PLACE = re.compile(r'(?<=href=")\ue000(\d+)\ue002(?=")')
_DAY_PLACE = re.compile(r"\ue001(\d+)\ue002")
_ID = re.compile(r'<[^<>]* id="([^"]*)"')
_ENTRY_START = re.compile(r'^(?=<article class="entry[ "])', re.MULTILINE)
_ENTRY = re.compile(
    r'<article class="entry[^"<>]*" markdown="1">\n\n(?:[^<]++|<(?:/?time\b|br>))*+(?<=\n\n)</article>\n*'
)
"""An entry in a list of changes. The HTML within it is of ours, and none of it is a block."""


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text in Markdown."""

    markdown: str
    addresses: Mapping[str, str]
    """The relative addresses of the pages and files to which it links, by the paths in the text."""


@dataclass(frozen=True, slots=True)
class ConvertedText:
    """The HTML of a text, and its pieces."""

    content: str
    """The HTML; empty if the pieces would not give what the whole text gives."""
    headings: list[_Heading]
    anchors: set[str]
    is_allowed: bool
    """Whether all of the HTML is allowed today."""
    pieces: dict[str, Piece | None]
    """The pieces by their names; none for those that an earlier text of the same process had."""


@dataclass
class TextConverter:
    """Converts texts with the settings of MkDocs, in this process or another."""

    extensions: tuple[Any, ...]
    configs: dict[str, Any]
    known: dict[str, Piece] = field(default_factory=dict)
    """The pieces that are converted, by their names."""
    given: set[str] = field(default_factory=set)
    """The names of the pieces of earlier texts."""
    number: int = field(default_factory=count().__next__)
    """Its number in this process, which another build does not share."""

    @property
    def settings(self) -> str:
        """The settings as JSON; empty if they are no plain data, which another process or a later build can read."""
        try:
            return json.dumps((self.extensions, self.configs))
        except TypeError:
            return ""

    def __call__(self, text: LinkedText) -> ConvertedText:
        """Convert a text."""
        pieces = [self._build(piece, text.addresses) for piece in _split(text.markdown)]
        names = {name for piece in pieces for name in piece.names}
        new = {name: None if name in self.given else self.known[name] for name in names}
        self.given |= names
        content = "\n".join(piece.html for piece in pieces)
        ids = _ID.findall(content)
        if not all(piece.html for piece in pieces) or len(set(ids)) < len(ids):
            return ConvertedText("", [], set(), is_allowed=False, pieces=new)
        headings = [heading for piece in pieces for heading in piece.headings]
        return ConvertedText(content, headings, set(ids), sanitize(content) == content, new)

    def __reduce__(self) -> tuple[Any, ...]:
        """Each other process has its own converter for this one, which keeps what it converts."""
        return _converter, (self.settings, self.number)

    def _build(self, text: str, addresses: Mapping[str, str]) -> "_Built":
        """Convert a piece, and the rows of a long table or list separately."""
        names: tuple[str, ...] = ()
        if split := split_rows(text):
            frame = self._insert(split.frame, addresses)
            blocks = [[self._insert(block, addresses) for block in some] for some in split.blocks]
            names = (*frame.names, *(name for some in blocks for block in some for name in block.names))
            if html := join_rows(frame.html, [[block.html for block in some] for some in blocks]):
                return _Built(html, frame.headings, names)
        built = self._insert(text, addresses)
        return replace(built, names=(*names, *built.names))

    def _insert(self, text: str, addresses: Mapping[str, str]) -> "_Built":
        piece = _separate(text)
        links = [addresses[path] + place for path, place in piece.links if path in addresses]
        if not piece.is_usable or len(links) < len(piece.links):
            return _Built("", [])
        html, headings = self._convert(piece)
        if is_suspect(html):
            return _Built("", [], (piece.name,))
        html = _LINK_PLACE.sub(lambda match: links[int(match[1])], html)
        html = _DAY_PLACE.sub(lambda match: piece.days[int(match[1])], html)
        html = _REDLINE_PLACE.sub(lambda match: piece.redlines[int(match[1])], html)
        return _Built(html, headings, (piece.name,))

    def _convert(self, piece: "_Separated") -> Piece:
        """Convert a piece with placeholders; gives nothing if a placeholder is lost, in code or in a heading."""
        if piece.name not in self.known:
            html = self._markdown.reset().convert(piece.text)
            headings = list(_headings(getattr(self._markdown, "toc_tokens", [])))
            rest = _REDLINE_PLACE.sub("", _DAY_PLACE.sub("", _LINK_PLACE.sub("", html)))
            is_lost = _MARKED.search(rest + json.dumps(headings, ensure_ascii=False))
            self.known[piece.name] = ("", []) if is_lost else (html, headings)
        return self.known[piece.name]

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(extensions=self.extensions, extension_configs=self.configs)


@lru_cache(maxsize=1)
def _converter(settings: str, _number: int) -> TextConverter:
    extensions, configs = json.loads(settings)
    return TextConverter(tuple(extensions), configs)


@dataclass(frozen=True, slots=True)
class _Built:
    """A piece as it stands on a page."""

    html: str
    """Empty if it cannot be converted separately."""
    headings: list[_Heading]
    names: tuple[str, ...] = ()
    """The names of all that was converted for it."""


@dataclass(frozen=True, slots=True)
class _Separated:
    """A piece and what differs between pages."""

    name: str
    """The SHA-256 of its text."""
    text: str
    """The piece with numbered placeholders."""
    redlines: list[str]
    links: list[tuple[str, str]]
    """The paths, and the places on their pages."""
    days: list[str]
    is_usable: bool
    """Whether the piece contained no placeholder before, and no link that only MkDocs can resolve."""


@lru_cache(_KEPT)
def _separate(piece: str) -> _Separated:
    rest, redlines = _take_redlines(piece)
    links, days = LINK.findall(rest), _DAY.findall(rest)
    place, day = count(), count()
    text = LINK.sub(lambda _: f"{_LINK_MARK}{next(place)}{_END}", rest)
    text = _DAY.sub(lambda _: f"{_DAY_MARK}{next(day)}{_END}", text)
    name = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _Separated(name, text, redlines, links, days, not (_MARKED.search(piece) or _RELATIVE.search(text)))


def _take_redlines(piece: str) -> tuple[str, list[str]]:
    """A piece with numbered placeholders for its redlines, and the redlines."""
    redlines: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0].count("<div") != match[0].count("</div"):
            return match[0]
        redlines.append(match[0])
        return f"{_REDLINE_START}{_REDLINE_MARK}{len(redlines) - 1}{_END}</div>"

    return _REDLINE.sub(take, piece), redlines


def _split(text: str) -> list[str]:
    """The pieces of a text in Markdown without front matter, which can be converted separately."""
    pieces = split_text(text)
    return list(pieces) if len(pieces) == 1 else [part for piece in pieces for part in _split_entries(piece)]


def _split_entries(piece: str) -> list[str]:
    """A list of changes as its heading and its entries; a piece that is anything else stays whole."""
    start, *entries = _ENTRY_START.split(piece)
    is_list = "<" not in start and start.endswith("\n\n") and all(map(_ENTRY.fullmatch, entries))
    return [start, *entries] if is_list else [piece]


def _headings(tokens: list[Any]) -> Iterator[_Heading]:
    """Yield all headings of a table of contents, as Markdown's `toc` returns it."""
    for token in tokens:
        yield token["level"], token["id"], token["name"]
        yield from _headings(token["children"])
