"""Where in the source does a statement stand that one reads in a document?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_tools.changes.prose.inline_markup import read_words
from build_tools.checklists.phrases import Statement, fold_words
from build_tools.documents.document_of_fact import find_place
from build_tools.model.coverage import Place
from build_tools.model.document import Document
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location
from build_tools.model.text import Phrase
from build_tools.source.source_map import Sources

_NOT_READ = {"pages", "allowed_words", "publication"}
"""What is no part of a document."""
_LEAST = 3
"""Letters: a shorter text is no sign that a statement comes from it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a text of the source."""

    words: str
    """What one reads of it, folded."""
    route: Route
    number: int
    """Of the line in its text, from 1."""


@dataclass(frozen=True)
class SourcePlaces:
    """Finds where the facts and words of a policy stand."""

    policy: Policy
    """As it stands in the source."""
    readable: Policy
    """The same with its facts in place in all prose."""
    sources: Sources
    documents: Sequence[Document]
    """Its documents, as they were searched."""

    def place_fact(self, route: Route) -> Place:
        """Where a fact stands, and in which document one reads it."""
        path = ".".join(_names(self.readable, route))
        return Place(self.sources.locate(route), find_place(self.policy, path), "", path)

    def place_words(self, told: Statement) -> Place:
        """Where the words of a statement stand: in the text that holds them, or else in that which says most of it."""
        document = self.documents[told.text]
        return Place(self._locate(told, document.id), document.id, told.block.section, told.whole)

    def _locate(self, told: Statement, document: str) -> Location:
        whole = fold_words(told.block.text)
        around = [line for line in self._lines if whole in line.words]
        within = [line for line in self._lines if len(line.words) > _LEAST and line.words in whole]
        if around:
            return self._at(min(around, key=_length), told.found)
        if best := [line for line in within if told.found in line.words] or within:
            return self._at(max(best, key=_length), told.found)
        number = next(number for number, one in enumerate(self.policy.documents) if one.id == document)
        return self.sources.locate(("documents", number))

    def _at(self, line: _Line, found: str) -> Location:
        """The place of words in a line; its beginning where a reference says them."""
        if line.route[0] != "sections" or line.route[-1] != "text":
            return self.sources.locate(line.route)
        place = self.sources.locate_line(line.route, line.number)
        section = self.policy.sections[int(line.route[1])]
        return Location(place.file, place.line, find_column(section.text.split("\n")[line.number - 1], found))

    @cached_property
    def _lines(self) -> tuple[_Line, ...]:
        return tuple(self._read())

    def _read(self) -> Iterator[_Line]:
        for route, text in self.readable.texts:
            if route[0] not in _NOT_READ and not isinstance(text, Phrase):
                for number, line in enumerate(text.split("\n"), 1):
                    if words := fold_words(read_words(line)):
                        yield _Line(words, route, number)


def _length(line: _Line) -> int:
    return len(line.words)


@dataclass(frozen=True)
class FilePlaces:
    """Finds where the words of a text in a file stand."""

    path: Path
    text: str

    def place_words(self, told: Statement) -> Place:
        """Where a statement stands."""
        lines = self.text.split("\n")
        number = min(told.block.line, len(lines))
        column = find_column(lines[number - 1], told.found)
        return Place(Location(str(self.path), number, column), self.path.stem, told.block.section, told.whole)


def find_column(line: str, found: str) -> int:
    """The character of a line, from 1, at which folded words begin; its first one where they are spelt otherwise."""
    words = re.findall(r"[^\W_]+", found)
    pattern = r"[\W_]+".join(map(re.escape, words))
    match = re.search(pattern, line, re.IGNORECASE) if words else None
    if not match and words:
        match = re.search(rf"(?<!\w){re.escape(words[0])}(?!\w)", line, re.IGNORECASE)
    return match.start() + 1 if match else len(line) - len(line.lstrip()) + 1


def _names(policy: Policy, route: Route) -> Iterator[str]:
    """The names on the way to a fact: entries by their ids."""
    here: object = policy
    for step in route:
        if isinstance(here, tuple) and isinstance(step, int):
            here = here[step]
            yield str(getattr(here, "id", step))
        else:
            here = getattr(here, str(step))
            yield str(step)
