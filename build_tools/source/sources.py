"""Where in the source does each part of a policy stand?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from build_tools.model.policy import Policy
from build_tools.model.problem import Location, Problem
from build_tools.model.text import Prose, Term
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.yaml_file import Route, YamlFile


@dataclass(frozen=True)
class Sources:
    """The files that a policy was read from. Routes begin with a key of the policy: `("retention", 2, "period")`."""

    facts: Mapping[str, YamlFile]
    """The file of each key of the policy."""
    prose: Mapping[str, tuple[MarkdownFile, ...]]
    """The files of `sections` and `pages`, in the order of the policy's."""

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """Where the value at `route` stands, or its key."""
        file, rest = self._find(route)
        return file.locate(rest, key=key)

    def locate_part(self, route: Route, text: str, start: int, end: int) -> Location:
        """Where `text[start:end]` stands, `text` being the value at `route`."""
        file, rest = self._find(route)
        words = text[start:end]
        return file.locate_words(rest, words, skip=text.count(words, 0, start))

    def _find(self, route: Route) -> tuple[YamlFile | MarkdownFile, Route]:
        key, *rest = route
        if key in self.prose and isinstance(rest[0], int):
            return self.prose[str(key)][rest[0]], tuple(rest[1:])
        return self.facts[str(key)], route


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the policy and where it stands."""

    route: Route
    text: str
    sources: Sources

    def report(self, span: tuple[int, int], check: str, what: str, remedy: str) -> Problem:
        """A problem with `text[start:end]`, `span` being start and end."""
        return Problem(self.sources.locate_part(self.route, self.text, *span), what, remedy, check)


def published_texts(policy: Policy) -> Iterator[tuple[Route, Prose | Term]]:
    """Yield every text of the policy that customers read, with its route."""
    for route, value in walk(policy):
        if isinstance(value, Prose | Term):
            yield route, value


def walk(value: object, route: Route = ()) -> Iterator[tuple[Route, object]]:
    """Yield every value in the model, groups before their parts, with its route."""
    yield route, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*route, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*route, index))
