"""Checks that the HTML of each document and page contains only allowed elements, attributes and addresses.

A text that is harmless by itself may be harmful in a layout, whose `)` may close its link, or whose attribute its
quotation mark may end. So the whole page is checked, and the text at fault is searched for afterwards.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from build_tools.documents.links import locate_in_layouts
from build_tools.documents.render import Rendering
from build_tools.documents.visible_text import convert_text
from build_tools.model.page import Page
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading
from build_tools.source.source_map import Passage
from build_tools.text.allowed_html import Allowed, DisallowedHtml, find_disallowed

_REMEDY = "Close all markup within the text, or correct the layout around it."
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LAYOUTS = {
    "index": ("templates/history/draft.md",),
    "changelog": ("templates/changelog/list.md",),
    "compare": ("templates/compare/page.md",),
}
_OF_DOCUMENTS = ("templates/history/updated.md",)
_LEAST = 3  # characters: a shorter text is not suspected


def check_markup(reading: Reading, rendering: Rendering, tree: Tree) -> None:
    """Check the documents and the hand-written pages of a source. Raises: Problems: all disallowed HTML."""
    templates = {listed.id: f"templates/documents/{listed.template}.md" for listed in reading.policy.documents}
    bodies = (
        (text.body, templates.get(text.id, f"policy_src/pages/{text.id}.md"))
        for text in (*rendering.documents, *rendering.pages)
    )
    _check(reading, tree, bodies, Allowed.DOCUMENT)


def check_pages(reading: Reading, pages: Sequence[Page], tree: Tree) -> None:
    """Check all pages, with everything that layouts add around documents. Raises: Problems: all disallowed HTML."""
    bodies = ((_FRONT.sub("", page.text), _layout_of(page, tree)) for page in pages)
    _check(reading, tree, bodies, Allowed.SITE)


def _layout_of(page: Page, tree: Tree) -> str:
    layouts = _LAYOUTS.get(page.path.partition("/")[0].removesuffix(".md"), _OF_DOCUMENTS)
    return next((layout for layout in layouts if layout in tree.files), "policy_src/policy.yml")


def _check(reading: Reading, tree: Tree, bodies: Iterable[tuple[str, str]], allowed: Allowed) -> None:
    problems = [
        _report(reading, tree, found, (body, file), allowed)
        for body, file in bodies
        for found in find_disallowed(convert_text(body), allowed)
    ]
    if problems:
        raise Problems(problems)


def _report(reading: Reading, tree: Tree, found: DisallowedHtml, page: tuple[str, str], allowed: Allowed) -> Problem:
    body, file = page
    for route, raw, text in _suspects(reading, body):
        without = _replace(text, body)
        if found.what not in {other.what for other in find_disallowed(convert_text(without), allowed)}:
            start = max(raw.find(html.unescape(found.words)), raw.find("]("), 0)
            span = (start, len(raw)) if start else (0, 0)
            return Passage(route, raw, reading.sources).report(span, "markup", found.what, _REMEDY)
    return Problem(locate_in_layouts(found.words, tree) or Location(file), found.what, _REMEDY, "template")


def _suspects(reading: Reading, body: str) -> Iterator[tuple[Route, str, str]]:
    """Yield the texts on a page that are more than plain words, short ones first."""
    pairs = zip(reading.policy.texts, reading.readable.texts, strict=True)
    texts = [(route, raw, text) for (route, raw), (_, text) in pairs if re.search(r"[\[\]<>&{}`!\\()\"']", text)]
    for route, raw, text in sorted(texts, key=lambda suspect: len(suspect[2])):
        if len(text) >= _LEAST and _replace(text, body) != body:
            yield route, raw, text


def _replace(text: str, body: str) -> str:
    """A page without a text, whatever white space and escapes the layout has added to it."""
    words = (re.escape(word.replace("|", "\0")).replace("\0", r"\\?\|") for word in text.split())
    return re.sub(r"\s+".join(words), "x", body)
