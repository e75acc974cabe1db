"""How does MkDocs build the pages of many old texts in little time? Their versions share most of their pieces.

A piece, from a heading to the next, is converted once; its links, which lead to other versions from each page, are put
in afterwards. A page that cannot be built so is built as any other.
"""

import posixpath
import re
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from build_tools.documents.reading import split_text

_LINK = re.compile(r"(?<=\]\()([^)\s#:]+\.md)(#[^)\s]*)?(?=\))")
_RELATIVE = re.compile(r"\]\((?![a-z][a-z0-9+.-]*:|#|link-\d+\))|<(?:a|img)\b[^>]*(?:href|src)=", re.IGNORECASE)
"""A link that would need MkDocs to find what it leads to."""
_PLACE = re.compile(r'href="link-(\d+)"')
_DAY = re.compile(r"<time [^<>]*>[^<>]*</time>")
_DAY_PLACE = re.compile("\ue000(\\d+)\ue001")
"""Days stand for themselves too: the banners above old texts differ in little else."""


class Pieces:
    """The pieces that were converted in this build."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        self._known: dict[str, tuple[str, list[Any]]] = {}

    def convert(self, piece: str) -> tuple[str, list[Any]]:
        """The HTML of a piece, and its headings as Markdown's `toc` extension tells them."""
        if piece not in self._known:
            html = self._markdown.reset().convert(piece)
            self._known[piece] = html, getattr(self._markdown, "toc_tokens", [])
        return self._known[piece]


class OldPage(Page):
    """The page of an old text."""

    def __init__(self, file: File, config: MkDocsConfig, pieces: Pieces) -> None:
        super().__init__(None, file, config)
        self._pieces = pieces

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown, piece by piece where that gives the same."""
        converted = [self._convert(piece, files) for piece in split_text(self.markdown or "")]
        tokens = [token for _, tokens in converted for token in tokens]
        anchors = [anchor for token in tokens for anchor in _anchors(token)]
        if not all(html for html, _ in converted) or len(set(anchors)) < len(anchors):
            super().render(config, files)
            return
        self.content = "\n".join(html for html, _ in converted)
        self.toc = get_toc(_nest(tokens))
        self.present_anchor_ids = set(anchors)
        self._title_from_render = None

    def _convert(self, piece: str, files: Files) -> tuple[str, list[Any]]:
        """The HTML and the headings of a piece; empty where it cannot be converted by itself."""
        links: list[str] = []
        days: list[str] = []

        def keep(match: re.Match[str]) -> str:
            links.append(self._resolve(match[1], files) + (match[2] or ""))
            return f"link-{len(links) - 1}"

        def keep_day(match: re.Match[str]) -> str:
            days.append(match[0])
            return f"\ue000{len(days) - 1}\ue001"

        neutral = _DAY.sub(keep_day, _LINK.sub(keep, piece))
        if _RELATIVE.search(neutral) or not all(links) or "\ue000" in piece:
            return "", []
        html, tokens = self._pieces.convert(neutral)
        html = _DAY_PLACE.sub(lambda match: days[int(match[1])], html)
        return _PLACE.sub(lambda match: f'href="{links[int(match[1])]}"', html), tokens

    def _resolve(self, path: str, files: Files) -> str:
        """The address of a page from this one; empty where there is no such page."""
        target = files.get_file_from_path(
            posixpath.normpath(posixpath.join(posixpath.dirname(self.file.src_uri), path))
        )
        return target.url_relative_to(self.file) if target else ""


def _anchors(token: dict[str, Any]) -> list[str]:
    return [token["id"], *(anchor for child in token["children"] for anchor in _anchors(child))]


def _nest(tokens: list[Any]) -> list[Any]:
    """Headings of pieces as those of one text: all that follow the title are below it."""
    if len(tokens) < 2 or tokens[0]["level"] > 1:  # noqa: PLR2004 - there is something to nest
        return tokens
    title, *rest = tokens
    return [{**title, "children": [*title["children"], *rest]}]
