"""Checks that each link within the site leads to a page, and to a place on it, that exist.

The build refuses what a document or a page holds, too. It knows no line of the source, and it sees neither what feeds
and e-mails take from announcements nor what stands on pages that are made of a history.
"""

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from posixpath import normpath
from urllib.parse import urlsplit

from markdown.extensions.toc import slugify

from build_tools.documents.environment import FOLDER
from build_tools.documents.render import Rendering
from build_tools.documents.visible_text import parse_text
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading
from build_tools.source.source_map import Passage
from build_tools.source.validation import suggest

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MADE = re.compile(r"changelog(/[\w.-]+)?\.md|compare\.md|[\w-]+/[\w.-]+\.md|(feeds|data)/[\w./-]+")
"""Pages and files that are made of the history."""
_AWAY = {"changelog", "history", "notice", "compare", "downloads"}
"""The groups of wording whose words stand on pages in folders and in e-mails, where no relative link can lead."""
_WHOLE = "Write the whole address, https://…."
_OLD = "Of a change published long ago, delete the file: its entry in the changelog stays as it is."


def check_links(reading: Reading, rendering: Rendering, tree: Tree, made: Container[str] | None = None) -> Rendering:
    """Give back the documents and pages of a source, once all links within the site lead somewhere.

    `made` are the pages and files that are made of the history, by their paths; none where they are not known, so that
    a link may lead to any that there can be.

    Raises: Problems: all links that do not.
    """
    checker = _Checker(reading, rendering, tree, made)
    if found := [*checker.check_announcements(), *checker.check_texts(), *checker.check_pages()]:
        raise Problems(sorted(set(found)))
    return rendering


class _Checker:
    def __init__(self, reading: Reading, rendering: Rendering, tree: Tree, made: Container[str] | None) -> None:
        self.reading, self.sources, self.made = reading, reading.sources, made
        self.bodies = {f"{one.id}.md": one.body for one in (*rendering.documents, *rendering.pages)}
        self.files, self.tree = frozenset(tree.under("policy_src/pages/")), tree
        self.told: set[str] = set()
        """The links that are reported where they are written."""

    def check_announcements(self) -> Iterator[Problem]:
        """Yield the links in announcements that lead to no document and no page."""
        for number, told in enumerate(self.reading.announcements):
            for name in ("title", "audience", "text"):
                text = getattr(told, name) or ""
                for link in links_in(text):
                    page = link.partition("#")[0]
                    if not _is_address(link):
                        what = f'the address "{link}" cannot be read'
                        yield self._report(("announcements", number, name), text, link, what, _WHOLE)
                    elif page not in self.bodies:
                        what = f'the link "{link}" leads to no document and no page'
                        remedy = f"{suggest(page, self.bodies)} {_OLD}"
                        yield self._report(("announcements", number, name), text, link, what, remedy)

    def check_texts(self) -> Iterator[Problem]:
        """Yield the links in texts that lead to no page, and those in wording that is read elsewhere too."""
        pairs = zip(self.reading.policy.texts, self.reading.readable.texts, strict=True)
        for (route, raw), (_, text) in pairs:
            for link in links_in(text):
                if route[0] == "wording" and route[1] in _AWAY:
                    what = f'the link "{link}" stands in words that are read in e-mails and in other folders too'
                    yield self._report(route, raw, link, what, _WHOLE)
                elif not link.startswith("#") and (fault := self._find_fault("", link, with_places=False)):
                    self.told.add(link)
                    yield self._report(route, raw, link, *fault)

    def check_pages(self) -> Iterator[Problem]:
        """Yield the links on documents and pages that lead to no place, wherever their words come from."""
        for page, body in self.bodies.items():
            for link in links_in(body):
                if link not in self.told and (fault := self._find_fault(page, link, with_places=True)):
                    route, raw = self._find_text(link, page)
                    if not raw and (place := locate_in_layouts(link, self.tree)):
                        yield Problem(place, *fault, "link")
                    else:
                        yield self._report(route, raw, link, *fault)

    def _find_fault(self, here: str, link: str, *, with_places: bool) -> tuple[str, str] | None:
        """What is wrong with a link that is written on a page, and the remedy; none where it leads somewhere."""
        if not _is_address(link):
            return f'the address "{link}" cannot be read', _WHOLE
        target, mark, place = link.partition("#")
        page = normpath(target) if target else here
        if page in self.bodies:
            if not with_places or (not mark and target) or place in _places_on(self.bodies[page]):
                return None
            what = f'there is no place "#{place}" on {page}'
            return what, suggest(place, _places_on(self.bodies[page]))
        if page in self.files or (_MADE.fullmatch(page) and (self.made is None or page in self.made)):
            return None
        return f'the link "{link}" leads to no page of the site', suggest(page.strip("/"), self.bodies)

    def _find_text(self, link: str, page: str) -> tuple[Route, str]:
        """The text that a link on a page is written in; if it is made by a layout, the document or the page."""
        for route, raw in self.reading.policy.texts:
            if link in raw and link in links_in(raw):
                return route, raw
        policy, name = self.reading.policy, page.removesuffix(".md")
        ids = {"documents": [one.id for one in policy.documents], "pages": [one.id for one in policy.pages]}
        key = next(key for key, names in ids.items() if name in names)
        return (key, ids[key].index(name)), ""

    def _report(self, route: Route, text: str, link: str, what: str, remedy: str) -> Problem:
        if (at := _find(link, text)) < 0:
            return Problem(self.sources.locate(route), what, remedy, "link")
        return Passage(route, text, self.sources).report((at, at + len(link)), "link", what, remedy)


def locate_in_layouts(link: str, tree: Tree) -> Location | None:
    """Where a link is first written in a layout; none where it is written in none, or put together there."""
    for name in tree.under(FOLDER):
        text = tree.read(FOLDER + name)
        if link in text and (at := _find(link, text)) >= 0:
            return Location.at(FOLDER + name, text, at)
    return None


def _find(link: str, text: str) -> int:
    """Where a link is written in a text: as a link if it can be found as one; -1 where it is not."""
    written = re.search(rf"\](?:\(|:)\s*<?({re.escape(link)})(?=[\s)>]|\Z)", text)
    return written.start(1) if written else text.find(link)


@lru_cache(maxsize=1024)
def links_in(text: str) -> tuple[str, ...]:
    """The links and pictures of a text in Markdown that lead to the site itself, or cannot be read, each once."""
    if "](" not in text and "]:" not in text and "][" not in text:
        return ()
    found = [
        address
        for root in parse_text(text)
        for element in root.iter()
        for name in ("href", "src")
        if (address := element.get(name)) is not None
    ]
    return tuple(dict.fromkeys(one for one in found if not _ELSEWHERE.match(one) or not _is_address(one)))


def _is_address(link: str) -> bool:
    """Whether a link can be taken apart, as a build does (RFC 3986): `http://[` cannot."""
    try:
        urlsplit(link)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def _places_on(body: str) -> Mapping[str, None]:
    """The anchors of a page: those that are written, and those that its other headings get."""
    elements = [element for root in parse_text(body) for element in root.iter()]
    written = [place for element in elements if (place := element.get("id"))]
    headings = ["".join(one.itertext()) for one in elements if re.fullmatch("h[1-6]", one.tag) and not one.get("id")]
    return dict.fromkeys([*written, *(slugify(heading, "-") for heading in headings)])
