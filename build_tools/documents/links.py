"""Checks that each link within the site leads to an existing page, and to an existing anchor on it.

The build checks links too, but it cannot name a line of the source, nor see feeds, e-mails and generated pages.
"""

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from posixpath import normpath
from urllib.parse import urlsplit

from markdown.extensions.toc import slugify

from build_tools.documents.layout_environment import FOLDER
from build_tools.documents.render import Rendering
from build_tools.documents.visible_text import HAS_SCHEME, parse_text
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading
from build_tools.source.source_map import Passage
from build_tools.source.validation import suggest

_GENERATED = re.compile(r"changelog(/[\w.-]+)?\.md|compare\.md|[\w-]+/[\w.-]+\.md|(feeds|data)/[\w./-]+")
"""Pages and files that are generated from the history."""
_USED_ELSEWHERE = {"changelog", "history", "notice", "compare", "downloads"}
"""The groups of wording that also appear on pages in folders and in e-mails, where relative links do not work."""
_FULL_ADDRESS = "Write the full address: https://…."
_OLD = "If the change was published long ago, delete the file: its entry in the changelog stays as it is."


def check_links(reading: Reading, rendering: Rendering, tree: Tree, made: Container[str] | None = None) -> Rendering:
    """Return the documents and pages of a source if all links within the site lead somewhere.

    `made` are the paths that are generated from the history, if known. Raises: Problems: all broken links.
    """
    checker = _Checker(reading, rendering, tree, made)
    if found := [*checker.check_announcements(), *checker.check_texts(), *checker.check_pages()]:
        raise Problems(sorted(set(found)))
    return rendering


class _Checker:
    def __init__(self, reading: Reading, rendering: Rendering, tree: Tree, made: Container[str] | None) -> None:
        self.reading, self.tree, self.made = reading, tree, made
        self.bodies = {f"{page.id}.md": page.body for page in (*rendering.documents, *rendering.pages)}
        self.files = frozenset(tree.under("policy_src/pages/"))
        self.reported: set[str] = set()
        """The links that are already reported where they are written."""

    def check_announcements(self) -> Iterator[Problem]:
        for number, announcement in enumerate(self.reading.announcements):
            for name in ("title", "audience", "text"):
                route, text = ("announcements", number, name), getattr(announcement, name) or ""
                for link in links_in(text):
                    page = link.partition("#")[0]
                    if not _is_address(link):
                        yield self._report(route, text, link, f'the address "{link}" cannot be read', _FULL_ADDRESS)
                    elif page not in self.bodies:
                        what = f'the link "{link}" leads to no document and no page'
                        yield self._report(route, text, link, what, f"{suggest(page, self.bodies)} {_OLD}")

    def check_texts(self) -> Iterator[Problem]:
        pairs = zip(self.reading.policy.texts, self.reading.readable.texts, strict=True)
        for (route, raw), (_, text) in pairs:
            for link in links_in(text):
                if route[0] == "wording" and route[1] in _USED_ELSEWHERE:
                    what = f'the link "{link}" is in words that also appear in e-mails and in other folders'
                    yield self._report(route, raw, link, what, _FULL_ADDRESS)
                elif not link.startswith("#") and (fault := self._find_fault("", link, with_anchors=False)):
                    self.reported.add(link)
                    yield self._report(route, raw, link, *fault)

    def check_pages(self) -> Iterator[Problem]:
        for page, body in self.bodies.items():
            for link in links_in(body):
                if link not in self.reported and (fault := self._find_fault(page, link, with_anchors=True)):
                    route, raw = self._find_text(link, page)
                    if not raw and (place := locate_in_layouts(link, self.tree)):
                        yield Problem(place, *fault, "link")
                    else:
                        yield self._report(route, raw, link, *fault)

    def _find_fault(self, here: str, link: str, *, with_anchors: bool) -> tuple[str, str] | None:
        if not _is_address(link):
            return f'the address "{link}" cannot be read', _FULL_ADDRESS
        target, mark, anchor = link.partition("#")
        page = normpath(target) if target else here
        if page in self.bodies:
            if not with_anchors or (not mark and target) or anchor in (anchors := _anchors_on(self.bodies[page])):
                return None
            return f'{page} has no anchor "#{anchor}"', suggest(anchor, anchors)
        if page in self.files or (_GENERATED.fullmatch(page) and (self.made is None or page in self.made)):
            return None
        return f'the link "{link}" leads to no page of the site', suggest(page.strip("/"), self.bodies)

    def _find_text(self, link: str, page: str) -> tuple[Route, str]:
        policy, name = self.reading.policy, page.removesuffix(".md")
        for route, raw in policy.texts:
            if link in raw and link in links_in(raw):
                return route, raw
        ids = {"documents": [listed.id for listed in policy.documents], "pages": [listed.id for listed in policy.pages]}
        key = next(key for key, names in ids.items() if name in names)
        return (key, ids[key].index(name)), ""

    def _report(self, route: Route, text: str, link: str, what: str, remedy: str) -> Problem:
        if (at := _find(link, text)) < 0:
            return Problem(self.reading.sources.locate(route), what, remedy, "link")
        return Passage(route, text, self.reading.sources).report((at, at + len(link)), "link", what, remedy)


def locate_in_layouts(link: str, tree: Tree) -> Location | None:
    """The first place of a text, such as a link, in a layout; none if no layout contains it as it is."""
    for name in tree.under(FOLDER):
        text = tree.read(FOLDER + name)
        if (at := _find(link, text)) >= 0:
            return Location.at(FOLDER + name, text, at)
    return None


def _find(link: str, text: str) -> int:
    """The index of a link in a text, preferably within link markup; -1 if it is not there."""
    written = re.search(rf"\](?:\(|:)\s*<?({re.escape(link)})(?=[\s)>]|\Z)", text)
    return written.start(1) if written else text.find(link)


@lru_cache(maxsize=1024)
def links_in(text: str) -> tuple[str, ...]:
    """The addresses of links and pictures in Markdown that are within the site or malformed, each once."""
    if "](" not in text and "]:" not in text and "][" not in text:
        return ()
    addresses = [
        address
        for root in parse_text(text)
        for element in root.iter()
        for name in ("href", "src")
        if (address := element.get(name)) is not None
    ]
    return tuple(
        dict.fromkeys(address for address in addresses if not HAS_SCHEME.match(address) or not _is_address(address))
    )


def _is_address(link: str) -> bool:
    """Whether a link can be parsed (RFC 3986); `http://[` cannot."""
    try:
        urlsplit(link)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def _anchors_on(body: str) -> Mapping[str, None]:
    elements = [element for root in parse_text(body) for element in root.iter()]
    written = [anchor for element in elements if (anchor := element.get("id"))]
    unnamed = (element for element in elements if re.fullmatch("h[1-6]", element.tag) and not element.get("id"))
    return dict.fromkeys([*written, *(slugify("".join(heading.itertext()), "-") for heading in unnamed)])
