"""Checks that the HTML of each document and page holds only elements, attributes and addresses of the list.

A text that is harmless by itself may not be so where a layout puts it: the layout's `)` closes its link, its own
quotation mark ends an attribute. So the page is judged as it is made, and the text to blame is looked for afterwards.
"""

import html
import re
from collections.abc import Iterator, Sequence

from build_tools.documents.render import Rendering
from build_tools.documents.visible_text import convert_text
from build_tools.model.document import Document
from build_tools.model.page import Page
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading
from build_tools.source.source_map import Passage
from build_tools.text.allowed_html import Allowed, DisallowedHtml, find_disallowed

_REMEDY = "Write the text as plain Markdown that is whole by itself, or mend the layout around it."
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LAYOUTS = {
    "index": ("templates/history/draft.md",),
    "changelog": ("templates/changelog/list.md",),
    "compare": ("templates/compare/page.md",),
}
_OF_DOCUMENTS = ("templates/history/updated.md",)
"""What is laid out around documents and pages."""
_LEAST = 3
"""Signs: a shorter text is no sign that the fault comes from it."""


def check_markup(reading: Reading, rendering: Rendering, tree: Tree) -> None:
    """Judge the documents and the hand-written pages of a source.

    Raises: Problems: what must not reach a page, where its text or its layout stands.
    """
    checker = _Checker(reading, tree)
    bodies = [(one.body, checker.locate_layout(one)) for one in (*rendering.documents, *rendering.pages)]
    if found := [problem for body, place in bodies for problem in checker.check(body, place, Allowed.DOCUMENT)]:
        raise Problems(found)


def check_pages(reading: Reading, pages: Sequence[Page], tree: Tree) -> None:
    """The same of all pages of a site, with what layouts put around documents."""
    checker = _Checker(reading, tree)
    bodies = [(_FRONT.sub("", page.text), checker.locate_page(page)) for page in pages]
    if found := [problem for body, place in bodies for problem in checker.check(body, place, Allowed.SITE)]:
        raise Problems(found)


class _Checker:
    def __init__(self, reading: Reading, tree: Tree) -> None:
        self.reading, self.tree = reading, tree

    def check(self, body: str, place: Location, allowed: Allowed) -> Iterator[Problem]:
        """Yield what must not stand in a page; `place` is where to look if no text and no layout is found."""
        for found in find_disallowed(convert_text(body), allowed):
            yield self._report(found, body, place, allowed)

    def locate_layout(self, document: Document) -> Location:
        """What lays out a document, or the file of a page."""
        listed = {one.id: one for one in self.reading.policy.documents}
        if document.id in listed:
            return Location(f"templates/documents/{listed[document.id].template}.md")
        return Location(f"policy_src/pages/{document.id}.md")

    def locate_page(self, page: Page) -> Location:
        """A layout that takes part in a page, or else the settings."""
        layouts = _LAYOUTS.get(page.path.partition("/")[0].removesuffix(".md"), _OF_DOCUMENTS)
        return Location(next((one for one in layouts if one in self.tree.files), "policy_src/policy.yml"))

    def _report(self, found: DisallowedHtml, body: str, place: Location, allowed: Allowed) -> Problem:
        for route, raw, text in self._suspects(body):
            without = _replace(text, body)
            if found.what not in {one.what for one in find_disallowed(convert_text(without), allowed)}:
                start = _find(html.unescape(found.words), raw)
                return Passage(route, raw, self.reading.sources).report(
                    (start, len(raw)) if start else (0, 0), "markup", found.what, _REMEDY
                )
        return Problem(self._find_layout(found.words) or place, found.what, _REMEDY, "template")

    def _suspects(self, body: str) -> Iterator[tuple[Route, str, str]]:
        """Yield the texts on a page that are more than plain words, short ones first."""
        policy, readable = self.reading.policy, self.reading.readable
        pairs = zip(policy.texts, readable.texts, strict=True)
        texts = [(route, raw, text) for (route, raw), (_, text) in pairs if re.search(r"[\[\]<>&{}`!\\()\"']", text)]
        for route, raw, text in sorted(texts, key=lambda one: len(one[2])):
            if len(text) >= _LEAST and _replace(text, body) != body:
                yield route, raw, text

    def _find_layout(self, words: str) -> Location | None:
        for name in self.tree.under("templates/"):
            text = self.tree.read(f"templates/{name}")
            if (index := text.find(words)) >= 0:
                return Location.at(f"templates/{name}", text, index)
        return None


def _replace(text: str, body: str) -> str:
    """A page without a text, whatever white space and escapes the layout has put into it."""
    words = (re.escape(word.replace("|", "\0")).replace("\0", r"\\?\|") for word in text.split())
    return re.sub(r"\s+".join(words), "x", body)


def _find(words: str, text: str) -> int:
    """Where the words of a fault begin in a text; at its first bracket where they are written otherwise."""
    return max(text.find(words), text.find("]("), 0)
