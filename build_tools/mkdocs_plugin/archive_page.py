"""Builds the pages of old versions quickly: versions share most of their pieces, and each piece is converted once.

A piece is the text from a heading to the next. Its links, days and redlines, which differ between pages, are inserted
afterwards. A page that cannot be built this way is built like any other.
"""

import json
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from build_tools.documents.visible_text import split_text
from build_tools.mkdocs_plugin.lenient_page import LenientPage, is_suspect
from build_tools.runtime.parallel import do_all

_Converted = tuple[str, list[Any]]

_CHUNK = 50

_LINK = re.compile(r"(?<=\]\()([^)\s#:]+\.(?:md|docx|pdf))(#[^)\s]*)?(?=\))")
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
_ID = re.compile(r'<[^<>]* id="([^"]*)"')
_DAY_PLACE = re.compile(r"\ue001(\d+)\ue002")


class Pieces:
    """The pieces converted in this build."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._convert = _Converter(tuple(config.markdown_extensions), dict(config.mdx_configs or {}))
        self._expected: set[str] = set()
        self._known: dict[str, _Converted] = {}

    def expect(self, text: str) -> None:
        """Announce a text with front matter, so that the pieces of many texts are converted at once."""
        self._expected.update(_separate(piece).text for piece in split_text(get_data(text)[0]))

    def convert(self, piece: str) -> _Converted:
        """The HTML of a piece and its headings, as Markdown's `toc` returns them; empty if a placeholder is lost."""
        if self._expected and self._convert.can_be_sent:
            expected = sorted(self._expected)
            self._known.update(zip(expected, do_all(self._convert, expected, chunk=_CHUNK), strict=True))
        self._expected.clear()
        if piece not in self._known:
            self._known[piece] = self._convert(piece)
        return self._known[piece]


@dataclass
class _Converter:
    """Converts pieces in this process or another."""

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

    def __call__(self, piece: str) -> _Converted:
        html = self._markdown.reset().convert(piece)
        tokens = getattr(self._markdown, "toc_tokens", [])
        rest = _REDLINE_PLACE.sub("", _DAY_PLACE.sub("", _LINK_PLACE.sub("", html))) + json.dumps(
            tokens, ensure_ascii=False
        )
        return ("", []) if _MARKED.search(rest) else (html, tokens)  # a placeholder is in code, or in a heading

    def __getstate__(self) -> dict[str, Any]:
        """The settings: each process has its own Markdown, which keeps much while it converts."""
        return {"extensions": self.extensions, "configs": self.configs}

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(extensions=self.extensions, extension_configs=self.configs)


class _Packed:
    """An attribute that holds a text as UTF-8: a text with one dash takes half the memory that Python needs for it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_packed_{name}"

    def __get__(self, page: Any, owner: type) -> str | None:
        packed: bytes | None = getattr(page, self._name, None)
        return None if packed is None else packed.decode("utf-8", "surrogatepass")

    def __set__(self, page: Any, text: str | None) -> None:
        setattr(page, self._name, None if text is None else text.encode("utf-8", "surrogatepass"))


class ArchivePage(LenientPage):
    """The page of an old version. MkDocs holds all pages in memory until the last one is rendered."""

    content = _Packed()
    markdown = _Packed()

    def __init__(self, file: File, config: MkDocsConfig, pieces: Pieces) -> None:
        super().__init__(None, file, config)
        self._pieces = pieces
        pieces.expect(file.content_string)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown, piece by piece if that gives the same result."""
        converted = [self._convert(piece, files) for piece in split_text(self.markdown or "")]
        tokens = [token for _, tokens in converted for token in tokens]
        anchors = [anchor for token in tokens for anchor in _anchors(token)]
        if not all(html for html, _ in converted) or len(set(anchors)) < len(anchors):
            super().render(config, files)
            return
        self.content = content = "\n".join(html for html, _ in converted)
        self.toc = get_toc(_nest(tokens))
        self.present_anchor_ids = set(_ID.findall(content))
        self._title_from_render = None

    def _convert(self, piece: str, files: Files) -> tuple[str, list[Any]]:
        separated = _separate(piece)
        links = [self._resolve(path, place, files) for path, place in separated.links]
        if not separated.is_usable or not all(links):
            return "", []
        html, tokens = self._pieces.convert(separated.text)
        if is_suspect(html):
            return "", []
        html = _LINK_PLACE.sub(lambda match: links[int(match[1])], html)
        html = _DAY_PLACE.sub(lambda match: separated.days[int(match[1])], html)
        return _REDLINE_PLACE.sub(lambda match: separated.redlines[int(match[1])], html), tokens

    def _resolve(self, path: str, place: str, files: Files) -> str:
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(self.file.src_uri), path))
        target = files.get_file_from_path(whole)
        return target.url_relative_to(self.file) + place if target else ""


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


@lru_cache(maxsize=2048)  # versions share most pieces
def _separate(piece: str) -> _Separated:
    rest, redlines = _take_redlines(piece)
    links, days = _LINK.findall(rest), _DAY.findall(rest)
    place, day = count(), count()
    text = _LINK.sub(lambda _: f"{_LINK_MARK}{next(place)}{_END}", rest)
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
