"""Defines the policy: the facts of all files of a source, and its prose."""

from functools import cached_property

from build_tools.model.cookies import Cookies
from build_tools.model.data import Data, DataCategory
from build_tools.model.purposes import Purposes
from build_tools.model.retention import Retention
from build_tools.model.rights import Rights
from build_tools.model.settings import ListedDocument, Settings
from build_tools.model.storage import Storage
from build_tools.model.subprocessor import Subprocessors
from build_tools.model.text import Prose, Slug, Term
from build_tools.model.value import Value, field_names
from build_tools.model.wording import Words


class Section(Value):
    """A section of a document, or a page of the site: a Markdown file with a title."""

    id: Slug
    """The name of its file, and the permanent anchor of a section."""
    title: Prose | None = None
    """Its heading. A section without a heading is not numbered."""
    summary: Prose | None = None
    """A summary of the page, for search engines and link previews."""
    text: Prose
    """The prose, in Markdown, with references to facts."""


class FrontMatter(Value):
    """The front matter of a Markdown file, between `---` lines at its top."""

    title: Prose | None = None
    """The heading of the section or page."""
    summary: Prose | None = None
    """A summary of the page, for search engines and link previews."""


Route = tuple[str | int, ...]
"""The path to a value: `("retention", 2, "period")`."""

FILES: dict[str, type[Value]] = {
    "policy.yml": Settings,
    "data.yml": Data,
    "purposes.yml": Purposes,
    "storage.yml": Storage,
    "subprocessors.yml": Subprocessors,
    "rights.yml": Rights,
    "retention.yml": Retention,
    "cookies.yml": Cookies,
    "wording.yml": Words,
}
"""The files of facts, with the part of the policy in each."""


class Policy(Settings, Data, Purposes, Storage, Subprocessors, Rights, Retention, Cookies, Words):
    """A policy as it is read from a source: facts and prose."""

    sections: tuple[Section, ...]
    pages: tuple[Section, ...]

    @cached_property
    def category_of(self) -> dict[str, DataCategory]:
        """The category for each id of a category or item in `data.yml`."""
        return {entry.id: category for category in self.data for entry in (category, *category.items)}

    @cached_property
    def values(self) -> tuple[tuple[Route, object], ...]:
        """All values in the policy with their routes, groups before their parts."""
        found: list[tuple[Route, object]] = []
        _gather(self, (), found)
        return tuple(found[1:])

    @cached_property
    def texts(self) -> tuple[tuple[Route, Prose | Term], ...]:
        """All texts that customers read, with their routes."""
        return tuple((route, value) for route, value in self.values if isinstance(value, Prose | Term))

    def sections_of(self, document: ListedDocument) -> tuple[Section, ...]:
        """The sections of a document, in order."""
        by_id = {section.id: section for section in self.sections}
        return tuple(by_id[name] for name in document.sections)


def _gather(value: object, route: Route, found: list[tuple[Route, object]]) -> None:
    found.append((route, value))
    if isinstance(value, Value):
        for name in field_names(type(value)):
            _gather(getattr(value, name), (*route, name), found)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _gather(item, (*route, index), found)
