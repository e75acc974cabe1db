"""Renders the documents and the hand-written pages of a policy with the layouts of its source."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from build_tools.documents.empty_lists import leave_out_empty
from build_tools.documents.layout_environment import FOLDER, Templates, require_text
from build_tools.documents.view import View
from build_tools.model.document import Document
from build_tools.model.policy import Policy, Section
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.reference import find_references
from build_tools.model.settings import ListedDocument
from build_tools.model.tree import Tree
from build_tools.runtime.cache import SealedCache
from build_tools.source.size_limits import find_excess

_LONGEST_LAYOUT = 50_000  # characters


@dataclass(frozen=True, slots=True)
class Rendering:
    """The documents and pages of a policy."""

    documents: tuple[Document, ...]
    pages: tuple[Document, ...]
    """The hand-written pages of the site, the home page first."""


def read_layouts(policy: Policy, tree: Tree, compiled: SealedCache | None = None) -> Templates:
    """The layouts of a source for its policy, whose references are expanded; `compiled` keeps them compiled.

    Raises: Problems: all their faults.
    """
    view = View(policy)
    names: Mapping[str, object] = {"policy": policy, "wording": policy.wording, "view": view}
    filters = {"say": view.say, "cell": _cell, "line": _line, "linked": _linked}
    templates = Templates(_read_layouts(tree), filters, names, compiled)
    if problems := tuple(templates.find_faults()):
        raise Problems(problems)
    return templates


def render(policy: Policy, templates: Templates, news: Mapping[str, object]) -> Rendering:
    """Render a policy, whose references are expanded, with the layouts of its source.

    `news` has more names for the blocks of pages; documents have versions, so they may not use them. Raises: Problems.
    """
    texts = _Renderer(policy, templates, news).render([*policy.documents, *_sort_pages(policy)])
    return Rendering(texts[: len(policy.documents)], texts[len(policy.documents) :])


def render_documents(policy: Policy, templates: Templates) -> tuple[Document, ...]:
    """Render the documents only."""
    return _Renderer(policy, templates, {}).render(policy.documents)


def render_pages(policy: Policy, templates: Templates, news: Mapping[str, object]) -> tuple[Document, ...]:
    """Render the hand-written pages only, the home page first; `news` is as in `render`."""
    return _Renderer(policy, templates, news).render(_sort_pages(policy))


def _sort_pages(policy: Policy) -> list[Section]:
    return sorted(policy.pages, key=lambda page: (page.id != "index", page.id))


@dataclass(frozen=True, slots=True)
class _Renderer:
    policy: Policy
    templates: Templates
    news: Mapping[str, object]

    def render(self, texts: Iterable[ListedDocument | Section]) -> tuple[Document, ...]:
        """Render documents and pages, or raise the problems of all of them together."""
        documents: list[Document] = []
        problems: list[Problem] = []
        for text in texts:
            try:
                documents.append(self._render_page(text) if isinstance(text, Section) else self._render_document(text))
            except Problems as error:
                problems += error.problems
        if problems:
            raise Problems(problems)
        return tuple(documents)

    def _render_document(self, document: ListedDocument) -> Document:
        texts = [(part, self._lay_out(part, document=document)) for part in self.policy.sections_of(document)]
        sections = list(_number((section, text) for section, text in texts if text is not None))
        body = self.templates.render(f"documents/{document.template}.md", document=document, sections=sections)
        text = _bounded(_tidy(leave_out_empty(body)), f"documents/{document.template}.md")
        return Document(document.id, document.title, document.menu or document.title, document.summary, text)

    def _render_page(self, page: Section) -> Document:
        title = page.title or page.id
        body = _tidy(f"# {title}\n\n{self._lay_out(page, document=None, **self.news) or ''}")
        return Document(page.id, title, title, page.summary or "", _bounded(body, "blocks/"))

    def _lay_out(self, section: Section, **names: object) -> str | None:
        """The text of a section or a page with its blocks; none if it only introduces lists without entries."""
        text = "".join(self._pieces(section.text, names))
        kept = leave_out_empty(text)
        return None if text and not kept else kept

    def _pieces(self, text: str, names: Mapping[str, object]) -> Iterator[str]:
        at = 0
        for reference in find_references(text):
            yield text[at : reference.start]
            yield self.templates.render(f"blocks/{reference.path[-1]}.md", **names).strip("\n")
            at = reference.end
        yield text[at:]


def _read_layouts(tree: Tree) -> dict[str, str]:
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
    """A text that Markdown can read in bounded time. Raises: Problems: it is too large because of the layout."""
    if excess := find_excess(text, is_past=True):
        raise Problems([Problem(Location(FOLDER + layout), f"with this layout {excess[1]}", excess[2], "too-large")])
    return text


def _number(sections: Iterable[tuple[Section, str]]) -> Iterator[tuple[int, Section, str]]:
    """Number the sections with a title; a section without one has the number of the section before it."""
    number = 0
    for section, text in sections:
        number += section.title is not None
        yield number, section, text


def _linked(text: str, address: str) -> str:
    return f"[{text}]({address})" if address else text


def _line(text: object) -> str:
    """A text escaped for the beginning of a line, where `1. July` is a date and not a list."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", str(require_text(text)))


def _cell(text: object) -> str:
    return " ".join(str(require_text(text)).replace("|", "\\|").split())


def _tidy(text: str) -> str:
    """Markdown without trailing spaces, except hard line breaks, and without repeated empty lines."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        stripped = line.rstrip()
        kept = stripped + "  " if line.endswith("  ") and stripped else stripped
        if kept or (lines and lines[-1]):
            lines.append(kept)
    return "\n".join(lines) + "\n"
