"""Builds a page so that nothing in a text of the past can stop the build.

MkDocs counts a link that leads nowhere as a fault of the whole site. `policy check` refuses such a link in the source
at hand. A text of the past stays as it was published: its words stay on the page, and the link around them goes.
What its HTML may not hold today is left out by the plugin (`allowed_html`).
"""

import copy
import posixpath
import re
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
_BEFORE_MKDOCS = 0.5
"""The priority of what reads the elements of a page, the highest first: attribute lists have 8, MkDocs' links 0."""
_SCHEMES = {"http", "https", "mailto", "tel"}
_SUSPECT = re.compile(r'\shref="(?!\ue000|#|&#|(?:https?|mailto|tel):)|\ssrc="[^"/]*:', re.IGNORECASE)
"""What may be an address that has to be left out. A link of the site is a mark, and `&#` a mailbox."""


class LenientPage(Page):
    """A page of the site. What had to be left out of it is said in the build's log."""

    def __init__(self, title: str | None, file: File, config: MkDocsConfig) -> None:
        super().__init__(title, file, config)
        self.is_mended = False
        """Whether something was left out."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the Markdown to HTML, without links that lead nowhere."""
        own = copy.copy(config)
        own["markdown_extensions"] = [*config["markdown_extensions"], _Mending(self, files)]
        super().render(own, files)

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Say which links lead to a page and to no place on it: a browser shows the top of the page then."""
        for target, places in (self.links_to_anchors or {}).items():
            known = target.page.present_anchor_ids if target.page else None
            for place, link in places.items():
                if known is not None and place not in known:
                    self.say(f'there is no place for the link "{link}", which leads to the top of its page')
        super().validate_anchor_links(files=files, log_level=min(log_level, DEBUG))

    def say(self, what: str) -> None:
        """Note in the build's log that the page is not built word for word as its text was written."""
        self.is_mended = True
        _LOG.info("%s: %s", self.file.src_uri, what)

    def leads(self, link: str, files: Files) -> bool:
        """Whether a link leads somewhere, as MkDocs reads it."""
        try:
            address = urlsplit(link)
        except ValueError:  # such as an IPv6 address without its end
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
    """Whether HTML has to be looked at element by element. It may say yes where nothing has to be left out."""
    return _SUSPECT.search(html) is not None


class _Mending(Extension):
    def __init__(self, page: LenientPage, files: Files) -> None:
        super().__init__()
        self._page, self._files = page, files

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that Markdown calls
        md.treeprocessors.register(_Reader(self._page, self._files), "policy_mending", _BEFORE_MKDOCS)


class _Reader(Treeprocessor):
    def __init__(self, page: LenientPage, files: Files) -> None:
        super().__init__()
        self._page, self._files = page, files

    def run(self, root: Element) -> None:
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag)
            if key and not self._leads(key, link := element.get(key, "")):
                self._page.say(f'the link "{link}" leads nowhere, so its words stand without it')
                element.text = element.get("alt", "") if element.tag == "img" else element.text
                element.tag = "span"
                element.attrib.clear()

    def _leads(self, key: str, link: str) -> bool:
        """Whether a link leads somewhere; a picture has to be the site's own."""
        return self._page.leads(link, self._files) and not (key == "src" and ":" in link.partition("/")[0])
