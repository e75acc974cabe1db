"""Builds pages from pieces, on all processors. A page that cannot be built this way is built like any other."""

import json
import posixpath
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.page_pieces import LINK, ConvertedText, LinkedText, Piece, TextConverter
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import are_begun, do_each

_CHUNK = 12
"""How many pages one process converts in a row."""
_MANY = 100
"""How many pages are worth other processes."""
_MOST = 3000
"""The most pieces that are kept between builds: several megabytes."""
_FEW = 300
"""Fewer new pieces of a single page come from the pages around a new version, which the next version changes again."""
_PLACE = re.compile(r"\]\(\s*[^\n]*#|\b(?:id|name)\s*=", re.IGNORECASE)
"""A link to a place on a page, or a place in HTML. MkDocs checks whether such a link leads to such a place."""
_CONTENTS = "[TOC]"
"""Stands for the headings of the whole text."""


class PageTexts:
    """Converts the texts of pages ahead, in the order in which MkDocs asks for them, and keeps their pieces."""

    def __init__(self, config: MkDocsConfig, cache: SealedCache | None = None) -> None:
        """`cache` belongs to this class, and is opened under a name for the program and the configuration."""
        self._convert = TextConverter(tuple(config.markdown_extensions), dict(config.mdx_configs or {}))
        self._cache = cache
        self._kept = self._read_kept()
        self._convert.known.update(self._kept)
        self._expected: list[File] = []
        self._coming: Iterator[tuple[str, LinkedText, ConvertedText]] = iter(())
        self._ready: dict[str, tuple[LinkedText, ConvertedText]] = {}
        self._used: Counter[str] = Counter()

    def expect(self, file: File) -> None:
        """Announce a page."""
        self._expected.append(file)

    def begin(self, files: Files) -> None:
        """Begin with the expected pages. `files` are all pages and files of the site, to which they may link."""
        if not self._convert.settings or (len(self._expected) < _MANY and not are_begun()):
            return  # this process converts them when it is asked for them
        sent: deque[tuple[str, LinkedText]] = deque()

        def send() -> Iterator[LinkedText]:
            for file in self._expected:
                sent.append((file.src_uri, linked := _link(file, get_data(file.content_string)[0], files)))
                yield linked

        self._coming = ((*sent.popleft(), converted) for converted in do_each(self._convert, send(), chunk=_CHUNK))

    def convert(self, file: File, text: str, files: Files) -> ConvertedText:
        """The HTML of the text of a page; without content if only MkDocs can convert it."""
        while file.src_uri not in self._ready and (converted := next(self._coming, None)):
            self._ready[converted[0]] = converted[1:]
            self._learn(converted[2])
        linked = _link(file, text, files)
        expected, result = self._ready.pop(file.src_uri, (None, None))
        if result is None or expected != linked:  # another plugin may change the text
            self._learn(result := self._convert(linked))
        self._used.update(result.pieces.keys())
        return result

    def _learn(self, converted: ConvertedText) -> None:
        self._convert.known.update({name: piece for name, piece in converted.pieces.items() if piece})

    def keep(self) -> None:
        """Keep the pieces of this build for later ones. Of many new ones, those of a single page are left out."""
        if self._cache is None or not self._convert.settings:
            return
        kept = dict(self._kept)
        once = {name for name, number in self._used.items() if name not in kept and number == 1}
        for name in self._used:
            if name not in once or len(once) < _FEW:
                kept.pop(name, None)
                kept[name] = self._convert.known[name]  # behind those that were not used in this build
        if kept.keys() - self._kept.keys():
            self._cache.put(self._convert.settings, json.dumps(dict(list(kept.items())[-_MOST:])).encode())
        self._cache.sweep()

    def _read_kept(self) -> dict[str, Piece]:
        """The pieces of earlier builds by their names, those used last at the end."""
        settings = self._convert.settings
        kept = json.loads((self._cache.get(settings) if self._cache and settings else None) or b"{}")
        return {
            name: (html, [(level, id_, title) for level, id_, title in found]) for name, (html, found) in kept.items()
        }


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

    def __init__(self, title: str | None, file: File, config: MkDocsConfig, texts: PageTexts) -> None:
        super().__init__(title, file, config)
        self._texts = texts
        self._is_in_menu = title is not None
        self._is_allowed = False
        if self._is_splittable(file.content_string):
            texts.expect(file)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown, piece by piece if that gives the same result."""
        text = self.markdown or ""
        converted = self._texts.convert(self.file, text, files) if self._is_splittable(text) else None
        if converted is None or not converted.content:
            super().render(config, files)
            return
        self.content = converted.content
        self.toc = get_toc(
            nest_toc_tokens([{"level": level, "id": id_, "name": name} for level, id_, name in converted.headings])
        )
        self.present_anchor_ids = converted.anchors
        self._title_from_render = None
        self._is_allowed = converted.is_allowed

    def allows(self, html: str) -> bool:
        """Whether HTML is known to be allowed: it is that of the page, which was looked at while it was converted."""
        return self._is_allowed and html == self.content

    def _is_splittable(self, text: str) -> bool:
        """Whether MkDocs need not read the whole text. It checks the places of links, but not those in old texts."""
        return _CONTENTS not in text and not (self._is_in_menu and _PLACE.search(text))


def _link(file: File, text: str, files: Files) -> LinkedText:
    """A text with the addresses that lead from its page to the pages and files of the site."""
    folder = posixpath.dirname(file.src_uri)
    paths = {path for path, _ in LINK.findall(text)}
    known = files.src_uris
    targets = {path: known.get(posixpath.normpath(posixpath.join(folder, path))) for path in paths}
    return LinkedText(text, {path: target.url_relative_to(file) for path, target in targets.items() if target})
