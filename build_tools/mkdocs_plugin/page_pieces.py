"""Converts the texts of old versions quickly: versions share most of their pieces, and each piece is converted once.

A piece is the text from a heading to the next. Its links, days and redlines, which differ between pages, are inserted
afterwards. A text that cannot be converted in this way is left to MkDocs.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import count
from typing import Any

from markdown import Markdown

from build_tools.documents.visible_text import split_text
from build_tools.mkdocs_plugin.lenient_page import is_suspect
from build_tools.text.allowed_html import sanitize

_Piece = tuple[str, list[Any]]

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


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text in Markdown."""

    markdown: str
    addresses: Mapping[str, str]
    """The relative addresses of the pages and files to which it links, by the paths in the text."""


@dataclass(frozen=True, slots=True)
class ConvertedText:
    """The HTML of a text."""

    content: str
    headings: list[Any]
    """As Markdown's `toc` returns them."""
    anchors: set[str]
    is_allowed: bool
    """Whether all of its HTML is allowed today."""


@dataclass
class TextConverter:
    """Converts texts with the settings of MkDocs, in this process or another."""

    extensions: tuple[Any, ...]
    configs: dict[str, Any]

    @property
    def can_be_sent(self) -> bool:
        """Whether the settings are plain data, which another process can read."""
        try:
            json.dumps((self.extensions, self.configs))
        except TypeError:
            return False
        return True

    def __call__(self, text: LinkedText) -> ConvertedText | None:
        """Convert a text; none if its pieces would not give what the whole text gives."""
        pieces = [self._insert(_separate(piece), text.addresses) for piece in split_text(text.markdown)]
        headings = [token for _, tokens in pieces for token in tokens]
        anchors = [anchor for token in headings for anchor in _anchors(token)]
        if not all(html for html, _ in pieces) or len(set(anchors)) < len(anchors):
            return None
        content = "\n".join(html for html, _ in pieces)
        return ConvertedText(content, _nest(headings), set(_ID.findall(content)), sanitize(content) == content)

    def __reduce__(self) -> tuple[Any, ...]:
        """Each other process has one converter for the same settings, which keeps what it converts."""
        return _converter, (self.extensions, json.dumps(self.configs))

    def _insert(self, piece: "_Separated", addresses: Mapping[str, str]) -> _Piece:
        """The HTML and the headings of a piece; empty if it cannot be converted separately."""
        links = [addresses[path] + place for path, place in piece.links if path in addresses]
        if not piece.is_usable or len(links) < len(piece.links):
            return "", []
        html, tokens = self._convert(piece.text)
        if is_suspect(html):
            return "", []
        html = _LINK_PLACE.sub(lambda match: links[int(match[1])], html)
        html = _DAY_PLACE.sub(lambda match: piece.days[int(match[1])], html)
        return _REDLINE_PLACE.sub(lambda match: piece.redlines[int(match[1])], html), tokens

    @cached_property
    def _convert(self) -> Callable[[str], _Piece]:
        """Converts a piece with placeholders; gives nothing if a placeholder is lost, in code or in a heading."""
        markdown = Markdown(extensions=self.extensions, extension_configs=self.configs)

        @lru_cache(_KEPT)
        def convert(piece: str) -> _Piece:
            html = markdown.reset().convert(piece)
            tokens = getattr(markdown, "toc_tokens", [])
            rest = _REDLINE_PLACE.sub("", _DAY_PLACE.sub("", _LINK_PLACE.sub("", html)))
            is_lost = _MARKED.search(rest + json.dumps(tokens, ensure_ascii=False))
            return ("", []) if is_lost else (html, tokens)

        return convert


@cache
def _converter(extensions: tuple[Any, ...], configs: str) -> TextConverter:
    return TextConverter(extensions, json.loads(configs))


@dataclass(frozen=True, slots=True)
class _Separated:
    """A piece and what differs between pages."""

    text: str
    """The piece with numbered placeholders."""
    redlines: list[str]
    links: list[tuple[str, str]]
    """The paths, and the places on their pages."""
    days: list[str]
    is_usable: bool
    """Whether the text has no placeholder of its own, and no link that only MkDocs can resolve."""


@lru_cache(_KEPT)
def _separate(piece: str) -> _Separated:
    rest, redlines = _take_redlines(piece)
    links, days = LINK.findall(rest), _DAY.findall(rest)
    place, day = count(), count()
    text = LINK.sub(lambda _: f"{_LINK_MARK}{next(place)}{_END}", rest)
    text = _DAY.sub(lambda _: f"{_DAY_MARK}{next(day)}{_END}", text)
    return _Separated(text, redlines, links, days, not (_MARKED.search(piece) or _RELATIVE.search(text)))


def _take_redlines(piece: str) -> tuple[str, list[str]]:
    """A piece with numbered placeholders for its redlines, and the redlines."""
    redlines: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0].count("<div") != match[0].count("</div"):
            return match[0]
        redlines.append(match[0])
        return f"{_REDLINE_START}{_REDLINE_MARK}{len(redlines) - 1}{_END}</div>"

    return _REDLINE.sub(take, piece), redlines


def _anchors(token: dict[str, Any]) -> list[str]:
    return [token["id"], *(anchor for child in token["children"] for anchor in _anchors(child))]


def _nest(tokens: list[Any]) -> list[Any]:
    if len(tokens) < 2 or tokens[0]["level"] > 1:  # noqa: PLR2004 - a title alone
        return tokens
    title, *rest = tokens
    return [{**title, "children": [*title["children"], *rest]}]
