"""What does a company say about how it treats personal data?"""

from collections.abc import Iterator
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
from build_tools.model.value import Value
from build_tools.model.wording import Words


class Section(Value):
    """A section of a document, or a page of the site: a Markdown file with a title."""

    id: Slug
    """The name of its file; the anchor of a section for ever."""
    title: Prose | None = None
    """Its heading. A section without one stands unnumbered at the top."""
    summary: Prose | None = None
    """What a page is about, for search engines and link previews."""
    text: Prose
    """The prose, in Markdown, with references to facts."""


class FrontMatter(Value):
    """What stands between the `---` lines at the top of a Markdown file."""

    title: Prose | None = None
    """The heading of the section or page."""
    summary: Prose | None = None
    """What a page is about, for search engines and link previews."""


Route = tuple[str | int, ...]
"""The way to a value: `("retention", 2, "period")`."""

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
"""The files of facts and the part of the policy that each of them holds."""


class Policy(Settings, Data, Purposes, Storage, Subprocessors, Rights, Retention, Cookies, Words):
    """The typed model that a source is read into: the facts of all its files, and its prose."""

    sections: tuple[Section, ...]
    """The sections of the documents, by their ids."""
    pages: tuple[Section, ...]
    """The hand-written pages of the site, by their ids."""

    @cached_property
    def category_of(self) -> dict[str, DataCategory]:
        """The category of each id of `data.yml`, of a category as of an item."""
        return {key: category for category in self.data for key in _ids(category)}

    @cached_property
    def values(self) -> tuple[tuple[Route, object], ...]:
        """Every value in it with its route, groups before their parts; itself left out."""
        found: list[tuple[Route, object]] = []
        _gather(self, (), found)
        return tuple(found[1:])

    @cached_property
    def texts(self) -> tuple[tuple[Route, Prose | Term], ...]:
        """Every text in it that customers read, with its route."""
        return tuple((route, value) for route, value in self.values if isinstance(value, Prose | Term))

    def sections_of(self, document: ListedDocument) -> tuple[Section, ...]:
        """The sections of a document, in its order."""
        by_id = {section.id: section for section in self.sections}
        return tuple(by_id[name] for name in document.sections)


def _gather(value: object, route: Route, found: list[tuple[Route, object]]) -> None:
    found.append((route, value))
    if isinstance(value, Value):
        for name in type(value).model_fields:
            _gather(getattr(value, name), (*route, name), found)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _gather(item, (*route, index), found)


def _ids(category: DataCategory) -> Iterator[str]:
    yield category.id
    yield from (item.id for item in category.items)
