"""Builds the pages of old versions, on all processors. A page that cannot be built so is built like any other."""

import posixpath
from collections import deque
from collections.abc import Iterator
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.page_pieces import LINK, ConvertedText, LinkedText, TextConverter
from build_tools.runtime.parallel import do_each

_CHUNK = 12
"""How many pages one process converts in a row."""


class ArchivePages:
    """Converts the texts of old versions ahead, in the order in which MkDocs asks for them."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._convert = TextConverter(tuple(config.markdown_extensions), dict(config.mdx_configs or {}))
        self._expected: list[File] = []
        self._coming: Iterator[tuple[str, LinkedText, ConvertedText | None]] = iter(())
        self._ready: dict[str, tuple[LinkedText, ConvertedText | None]] = {}

    def expect(self, file: File) -> None:
        """Announce a page."""
        self._expected.append(file)

    def begin(self, files: Files) -> None:
        """Begin with the expected pages. `files` are all pages and files of the site, to which they may link."""
        if not self._convert.can_be_sent:
            return
        sent: deque[tuple[str, LinkedText]] = deque()

        def send() -> Iterator[LinkedText]:
            for file in self._expected:
                sent.append((file.src_uri, linked := _link(file, get_data(file.content_string)[0], files)))
                yield linked

        self._coming = ((*sent.popleft(), converted) for converted in do_each(self._convert, send(), chunk=_CHUNK))

    def convert(self, file: File, text: str, files: Files) -> ConvertedText | None:
        """The HTML of the text of a page; none if only MkDocs can convert it."""
        while file.src_uri not in self._ready and (converted := next(self._coming, None)):
            self._ready[converted[0]] = converted[1:]
        linked = _link(file, text, files)
        expected, result = self._ready.pop(file.src_uri, (None, None))
        return result if expected == linked else self._convert(linked)  # another plugin may change the text


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

    def __init__(self, file: File, config: MkDocsConfig, pages: ArchivePages) -> None:
        super().__init__(None, file, config)
        self._pages = pages
        self._is_allowed = False
        pages.expect(file)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown, piece by piece if that gives the same result."""
        converted = self._pages.convert(self.file, self.markdown or "", files)
        if converted is None:
            super().render(config, files)
            return
        self.content = converted.content
        self.toc = get_toc(converted.headings)
        self.present_anchor_ids = converted.anchors
        self._title_from_render = None
        self._is_allowed = converted.is_allowed

    def allows(self, html: str) -> bool:
        """Whether HTML is known to be allowed: it is that of the page, which was looked at while it was converted."""
        return self._is_allowed and html == self.content


def _link(file: File, text: str, files: Files) -> LinkedText:
    """A text with the addresses that lead from its page to the pages and files of the site."""
    folder = posixpath.dirname(file.src_uri)
    paths = {path for path, _ in LINK.findall(text)}
    targets = {path: files.get_file_from_path(posixpath.normpath(posixpath.join(folder, path))) for path in paths}
    return LinkedText(text, {path: target.url_relative_to(file) for path, target in targets.items() if target})
