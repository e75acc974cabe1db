"""Builds a page so that a text of the past cannot stop the build: broken links become plain text.

`policy check` refuses such links in the current source. The plugin removes HTML that is not allowed today
(`allowed_html`).
"""

import copy
import posixpath
import re
from dataclasses import dataclass
from logging import DEBUG
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

_LOG = get_plugin_logger("policy")
_BEFORE_MKDOCS = 0.5  # the priority before MkDocs' links, which have 0; attribute lists have 8
_SCHEMES = {"http", "https", "mailto", "tel"}
_SUSPECT = re.compile(r'\shref="(?!\ue000|#|&#|(?:https?|mailto|tel):)|\ssrc="[^"/]*:', re.IGNORECASE)
"""A possibly broken address. A link within the site is a placeholder here, and `&#` begins a mailbox."""


class LenientPage(Page):
    """A page of the site. The build's log reports what had to be removed from it."""

    def __init__(self, title: str | None, file: File, config: MkDocsConfig) -> None:
        super().__init__(title, file, config)
        self.is_mended = False
        """Whether something was removed."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown to HTML without broken links."""
        config = copy.copy(config)
        config["markdown_extensions"] = [*config["markdown_extensions"], _LinkExtension(self, files)]
        super().render(config, files)

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Report links to a missing place on an existing page: a browser shows the top of that page."""
        for target, places in (self.links_to_anchors or {}).items():
            known = target.page.present_anchor_ids if target.page else None
            for place, link in places.items():
                if known is not None and place not in known:
                    self.report(f'there is no place for the link "{link}", which leads to the top of its page')
        super().validate_anchor_links(files=files, log_level=min(log_level, DEBUG))

    def report(self, what: str) -> None:
        """Log that the page differs from its text."""
        self.is_mended = True
        _LOG.info("%s: %s", self.file.src_uri, what)

    def leads(self, link: str, files: Files) -> bool:
        """Whether MkDocs can resolve a link."""
        try:
            address = urlsplit(link)
        except ValueError:  # such as an unfinished IPv6 address
            return False
        if address.scheme or address.netloc:
            return address.scheme in _SCHEMES
        if AMP_SUBSTITUTE in link or not address.path:
            return True
        if link.startswith(("/", "\\")):
            return False
        path = posixpath.join(posixpath.dirname(self.file.src_uri), unquote(address.path))
        return files.get_file_from_path(posixpath.normpath(path.lstrip("/"))) is not None


def is_suspect(html: str) -> bool:
    """Whether HTML may contain a broken link; false alarms are possible."""
    return _SUSPECT.search(html) is not None


@dataclass(eq=False)
class _LinkExtension(Extension, Treeprocessor):
    page: LenientPage
    files: Files

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(self, "policy_links", _BEFORE_MKDOCS)

    def run(self, root: Element) -> None:
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag)
            link = element.get(key or "", "")
            is_outside = key == "src" and ":" in link.partition("/")[0]  # a picture has to be within the site
            if key and (is_outside or not self.page.leads(link, self.files)):
                self.page.report(f'the link "{link}" leads nowhere, so its words stand without it')
                element.text = element.get("alt", "") if element.tag == "img" else element.text
                element.tag = "span"
                element.attrib.clear()
