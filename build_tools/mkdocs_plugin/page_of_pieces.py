"""Builds pages quickly: texts share most of their pieces with their other versions, and each piece is converted once.

A piece is the text from a heading to the next, or an entry in a list of changes. Its links, days and redlines, which
differ between pages, are inserted afterwards. A page that cannot be built this way is built like any other.
"""

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import count
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from build_tools.documents.visible_text import split_text
from build_tools.mkdocs_plugin.lenient_page import LenientPage, is_suspect
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_all

_Heading = tuple[int, str, str]
"""Level, id and name."""
_Converted = tuple[str, list[_Heading]]

_CHUNK = 50
_MOST = 3000
"""The most pieces that are kept between builds: several megabytes."""
_FEW = 200
"""Fewer new pieces of a single page come from the pages around a new version, which the next version changes again."""

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
_PLACE = re.compile(r"\]\(\s*[^\n]*#|\b(?:id|name)\s*=", re.IGNORECASE)
"""A link to a place on a page, or a place in HTML. MkDocs checks whether such a link leads to such a place."""
_CONTENTS = "[TOC]"
"""Stands for the headings of the whole text."""
_ENTRY_START = re.compile(r'^(?=<article class="entry[ "])', re.MULTILINE)
_ENTRY = re.compile(
    r'<article class="entry[^"<>]*" markdown="1">\n\n(?:[^<]++|<(?:/?time\b|br>))*+(?<=\n\n)</article>\n*'
)
"""An entry in a list of changes. The HTML within it is of ours, and none of it is a block."""


class Pieces:
    """The pieces converted in this build, and those kept by earlier builds."""

    def __init__(self, config: MkDocsConfig, cache: SealedCache | None = None) -> None:
        """`cache` belongs to this class, and is opened under a name for the program and the configuration."""
        self._convert = _Converter(tuple(config.markdown_extensions), dict(config.mdx_configs or {}))
        self._cache = cache
        self._expected: set[str] = set()
        self._known: dict[str, _Converted] = {}
        self._used: Counter[str] = Counter()

    def expect(self, text: str) -> None:
        """Announce a text with front matter, so that the pieces of many texts are converted at once."""
        self._expected.update(map(_neutral, _split(get_data(text)[0])))

    def convert(self, piece: str) -> _Converted:
        """The HTML of a piece and its headings; empty if a placeholder is lost."""
        if self._expected and self._convert.settings:
            expected = sorted(piece for piece in self._expected if not self._recall(piece))
            self._known.update(zip(expected, do_all(self._convert, expected, chunk=_CHUNK), strict=True))
        self._expected.clear()
        if not self._recall(piece):
            self._known[piece] = self._convert(piece)
        self._used[piece] += 1
        return self._known[piece]

    def keep(self) -> None:
        """Keep the pieces of this build for later ones, but of a long history only those that several pages have."""
        if self._cache is None or not (settings := self._convert.settings):
            return
        kept = dict(self._kept)
        used = {_name(piece): piece for piece in self._used}
        once = {name for name, piece in used.items() if name not in kept and self._used[piece] == 1}
        for name, piece in used.items():
            if name not in once or len(once) < _FEW:
                kept.pop(name, None)
                kept[name] = self._known[piece]  # behind those that were not used in this build
        if kept.keys() - self._kept.keys():
            self._cache.put(settings, json.dumps(dict(list(kept.items())[-_MOST:])).encode())
        self._cache.sweep()

    def _recall(self, piece: str) -> bool:
        """Whether a piece is known, from this build or from an earlier one."""
        if piece not in self._known and (kept := self._kept.get(_name(piece))):
            self._known[piece] = kept
        return piece in self._known

    @cached_property
    def _kept(self) -> dict[str, _Converted]:
        """The pieces of earlier builds by their names, those used last at the end."""
        settings = self._convert.settings
        kept = json.loads((self._cache.get(settings) if self._cache and settings else None) or b"{}")
        return {
            name: (html, [(level, id_, title) for level, id_, title in found]) for name, (html, found) in kept.items()
        }


def _name(piece: str) -> str:
    return sha256(piece.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class _Converter:
    """Converts pieces in this process or another."""

    extensions: tuple[Any, ...]
    configs: dict[str, Any]

    @property
    def settings(self) -> str:
        """The settings as JSON; empty if they are no plain data, which another process or a later build can read."""
        try:
            return json.dumps((self.extensions, self.configs))
        except TypeError:
            return ""

    def __call__(self, piece: str) -> _Converted:
        html = self._markdown.reset().convert(piece)
        headings = list(_headings(getattr(self._markdown, "toc_tokens", [])))
        rest = _REDLINE_PLACE.sub("", _DAY_PLACE.sub("", _LINK_PLACE.sub("", html)))
        rest += json.dumps(headings, ensure_ascii=False)
        return ("", []) if _MARKED.search(rest) else (html, headings)  # a placeholder is in code, or in a heading

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


class PageOfPieces(LenientPage):
    """A page that is converted piece by piece. MkDocs holds all pages in memory until the last one is rendered."""

    content = _Packed()
    markdown = _Packed()

    def __init__(self, title: str | None, file: File, config: MkDocsConfig, pieces: Pieces) -> None:
        super().__init__(title, file, config)
        self._pieces = pieces
        self._is_in_menu = title is not None
        if self._is_splittable(file.content_string):
            pieces.expect(file.content_string)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown, piece by piece if that gives the same result."""
        text = self.markdown or ""
        converted = [self._convert(piece, files) for piece in _split(text)] if self._is_splittable(text) else []
        content = "\n".join(html for html, _ in converted)
        ids = _ID.findall(content)
        if not converted or not all(html for html, _ in converted) or len(set(ids)) < len(ids):
            super().render(config, files)
            return
        headings = [heading for _, found in converted for heading in found]
        self.content = content
        self.toc = get_toc(
            nest_toc_tokens([{"level": level, "id": id_, "name": name} for level, id_, name in headings])
        )
        self.present_anchor_ids = set(ids)
        self._title_from_render = None

    def _is_splittable(self, text: str) -> bool:
        """Whether MkDocs need not read the whole text. It checks the places of links, but not those in old texts."""
        return _CONTENTS not in text and not (self._is_in_menu and _PLACE.search(text))

    def _convert(self, piece: str, files: Files) -> _Converted:
        whole, (piece, redlines) = piece, _take_redlines(piece)
        links = [self._resolve(match[1], match[2] or "", files) for match in _LINK.finditer(piece)]
        days = _DAY.findall(piece)
        neutral = _neutral(piece)
        if _MARKED.search(whole) or _RELATIVE.search(neutral) or not all(links):
            return "", []
        html, headings = self._pieces.convert(neutral)
        if is_suspect(html):
            return "", []
        html = _LINK_PLACE.sub(lambda match: links[int(match[1])], html)
        html = _DAY_PLACE.sub(lambda match: days[int(match[1])], html)
        return _REDLINE_PLACE.sub(lambda match: redlines[int(match[1])], html), headings

    def _resolve(self, path: str, place: str, files: Files) -> str:
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(self.file.src_uri), path))
        target = files.get_file_from_path(whole)
        return target.url_relative_to(self.file) + place if target else ""


def _take_redlines(piece: str) -> tuple[str, list[str]]:
    """A piece with numbered placeholders for its redlines, and the redlines."""
    redlines: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0].count("<div") != match[0].count("</div"):
            return match[0]
        redlines.append(match[0])
        return f"{_REDLINE_START}{_REDLINE_MARK}{len(redlines) - 1}{_END}</div>"

    return _REDLINE.sub(take, piece), redlines


def _neutral(piece: str) -> str:
    """A piece with numbered placeholders for its redlines, links and days."""
    links, days = count(), count()
    piece, _ = _take_redlines(piece)
    piece = _LINK.sub(lambda _: f"{_LINK_MARK}{next(links)}{_END}", piece)
    return _DAY.sub(lambda _: f"{_DAY_MARK}{next(days)}{_END}", piece)


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
