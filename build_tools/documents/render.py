"""What do the documents and the pages say?"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from build_tools.documents.empty_lists import leave_out_empty
from build_tools.documents.environment import FOLDER, Templates, only_text
from build_tools.documents.view import View, menu_of
from build_tools.model.document import Document
from build_tools.model.policy import Policy, Section
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.reference import find_references
from build_tools.model.settings import ListedDocument
from build_tools.model.tree import Tree
from build_tools.source.size_limits import find_excess

_LONGEST_LAYOUT = 50_000
"""How many characters a layout may have."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """All that customers read of a policy."""

    documents: tuple[Document, ...]
    """The documents, in the order of the menu."""
    pages: tuple[Document, ...]
    """The hand-written pages of the site, the home page first."""


def read_layouts(policy: Policy, tree: Tree) -> Templates:
    """The layouts of a source, ready to lay out its policy, whose facts are in place in all prose.

    Raises: Problems: all faults of the layouts.
    """
    view = View(policy)
    names: Mapping[str, object] = {"policy": policy, "wording": policy.wording, "view": view}
    filters = {"say": view.say, "cell": _cell, "line": _line, "linked": _linked}
    templates = Templates(_read_layouts(tree), filters, names)
    if problems := tuple(templates.find_faults()):
        raise Problems(problems)
    return templates


def render(policy: Policy, templates: Templates, told: Mapping[str, object]) -> Rendering:
    """Render a policy, its facts in place in all prose, with the layouts of its own source.

    `told` is what the blocks of pages may use besides, by its names: news, and how to follow them. Documents have
    versions, and tell of themselves alone.

    Raises: Problems: all faults of the layouts that show when they are used.
    """
    renderer = _Renderer(policy, templates)
    texts = renderer.gather([*renderer.documents(), *renderer.pages(told)])
    return Rendering(texts[: len(policy.documents)], texts[len(policy.documents) :])


def render_documents(policy: Policy, templates: Templates) -> tuple[Document, ...]:
    """The documents alone: hand-written pages have no versions."""
    renderer = _Renderer(policy, templates)
    return renderer.gather(renderer.documents())


def render_pages(policy: Policy, templates: Templates, told: Mapping[str, object]) -> tuple[Document, ...]:
    """The hand-written pages alone, the home page first; `told` is as `render` takes it."""
    renderer = _Renderer(policy, templates)
    return renderer.gather(renderer.pages(told))


class _Renderer:
    def __init__(self, policy: Policy, templates: Templates) -> None:
        self.policy, self.templates = policy, templates

    def documents(self) -> Iterator[Callable[[], Document]]:
        for document in self.policy.documents:
            yield partial(self.render_document, document)

    def pages(self, told: Mapping[str, object]) -> Iterator[Callable[[], Document]]:
        for page in sorted(self.policy.pages, key=lambda page: (page.id != "index", page.id)):
            yield partial(self.render_page, page, told)

    def render_document(self, document: ListedDocument) -> Document:
        texts = {one.id: self._lay_out(one, document=document) for one in self.policy.sections_of(document)}
        told = [section for section in self.policy.sections_of(document) if texts[section.id] is not None]
        sections = [(number, section, texts[section.id]) for number, section in _numbered(told)]
        body = self.templates.render(f"documents/{document.template}.md", document=document, sections=sections)
        text = _bounded(_tidy(leave_out_empty(body)), f"documents/{document.template}.md")
        return Document(document.id, document.title, menu_of(document), document.summary, text)

    def render_page(self, page: Section, told: Mapping[str, object]) -> Document:
        title = page.title or page.id
        body = _tidy(f"# {title}\n\n{self._lay_out(page, document=None, **told) or ''}")
        return Document(page.id, title, title, page.summary or "", _bounded(body, "blocks/"))

    def gather(self, renderings: Iterable[Callable[[], Document]]) -> tuple[Document, ...]:
        """Render all, or raise the problems of all together."""
        documents: list[Document] = []
        problems: list[Problem] = []
        for rendering in renderings:
            try:
                documents.append(rendering())
            except Problems as error:
                problems += error.problems
        if problems:
            raise Problems(problems)
        return tuple(documents)

    def _lay_out(self, section: Section, **names: object) -> str | None:
        """The text of a section or a page with its blocks; none where it only introduces lists without entries.

        `names` are what the blocks may use besides, by their names.
        """
        text = "".join(self._pieces(section.text, names))
        left = leave_out_empty(text)
        return None if text and not left else left

    def _pieces(self, text: str, names: Mapping[str, object]) -> Iterator[str]:
        at = 0
        for reference in find_references(text):
            yield text[at : reference.start]
            yield self.templates.render(f"blocks/{reference.path[-1]}.md", **names).strip("\n")
            at = reference.end
        yield text[at:]


def _read_layouts(tree: Tree) -> dict[str, str]:
    """The text of each layout by its name, or the problems of all that cannot be read."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name in tree.under(FOLDER):
        try:
            texts[name] = tree.read(FOLDER + name)
        except Problems as error:
            problems += error.problems
            continue
        if (length := len(texts[name])) > _LONGEST_LAYOUT:
            what = f"the layout has {length:,} characters; {_LONGEST_LAYOUT:,} is the most"
            problems.append(Problem(Location(FOLDER + name), what, "Divide it into several.", "too-large"))
    if problems:
        raise Problems(problems)
    return texts


def _bounded(text: str, layout: str) -> str:
    """A text that Markdown reads in bounded time.

    Raises: Problems: it would not; a layout has made it so, since what it was given is bounded.
    """
    if excess := find_excess(text, is_past=True):
        raise Problems([Problem(Location(FOLDER + layout), f"with this layout {excess[1]}", excess[2], "too-large")])
    return text


def _numbered(sections: Iterable[Section]) -> Iterator[tuple[int, Section]]:
    """Count the sections that have a title; those without one stand at the number before."""
    number = 0
    for section in sections:
        number += section.title is not None
        yield number, section


def _linked(text: str, address: str) -> str:
    """A text as a link, or the text alone where there is nothing to lead to."""
    return f"[{text}]({address})" if address else text


def _line(text: object) -> str:
    """A text as it may begin a line: `1. July` is a day there, and no list."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", str(only_text(text)))


def _cell(text: object) -> str:
    """A text as it may stand in the cell of a Markdown table."""
    return " ".join(str(only_text(text)).replace("|", "\\|").split())


def _tidy(text: str) -> str:
    """Markdown without blanks at the ends of lines, save two that break a line, and with one empty line at most."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        stripped = line.rstrip()
        kept = stripped + "  " if line.endswith("  ") and stripped else stripped
        if kept or (lines and lines[-1]):
            lines.append(kept)
    return "\n".join(lines) + "\n"
