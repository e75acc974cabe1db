"""Finds the place of each part of a policy in the files of its source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem
from build_tools.model.tree import FOLDERS
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.yaml_reader import YamlFile


@dataclass(frozen=True)
class SourceMap:
    """The files that a policy was read from. Routes begin with a key of the policy: `("retention", 2, "period")`."""

    facts: Mapping[str, YamlFile]
    """The file of each key of the policy."""
    prose: Mapping[str, tuple[MarkdownFile, ...]]
    """The files of `sections` and `pages`, in the order of the policy."""

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """The place of the value at `route`, or of its key; for all sections, pages or announcements, their folder."""
        if len(route) == 1 and route[0] in self.prose:
            return Location(f"{FOLDERS[0]}/{route[0]}")
        file, rest = self._find(route)
        return file.locate(rest, key=key)

    def locate_line(self, route: Route, line: int) -> Location:
        """The place of a line of the text at `route`."""
        file, _ = self._find(route)
        return file.locate_line(line) if isinstance(file, MarkdownFile) else self.locate(route)

    def locate_part(self, route: Route, text: str, start: int, end: int) -> Location:
        """The place of `text[start:end]`, where `text` is the value at `route`."""
        file, rest = self._find(route)
        return locate_part(file, rest, text, start, end)

    def _find(self, route: Route) -> tuple[YamlFile | MarkdownFile, Route]:
        key, *rest = route
        if key in self.prose and rest and isinstance(rest[0], int):
            return self.prose[str(key)][rest[0]], tuple(rest[1:])
        return self.facts[str(key)], route


def locate_part(file: YamlFile | MarkdownFile, route: Route, text: str, start: int, end: int) -> Location:
    """The place of `text[start:end]`, where `text` is the value at `route` of a file."""
    words = text[start:end]
    return file.locate_words(route, words, skip=text.count(words, 0, start)) if words else file.locate(route)


def announcement_texts(announcements: Iterable[Announcement]) -> Iterator[tuple[Route, str]]:
    """Yield the route to each text of announcements, and the text."""
    for number, announcement in enumerate(announcements):
        for name in ("title", "audience", "text"):
            yield ("announcements", number, name), getattr(announcement, name) or ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the policy and its place."""

    route: Route
    text: str
    sources: SourceMap

    def report(self, span: tuple[int, int], check: str, what: str, remedy: str) -> Problem:
        """A problem with the part of the text from `span[0]` to `span[1]`."""
        return Problem(self.sources.locate_part(self.route, self.text, *span), what, remedy, check)
