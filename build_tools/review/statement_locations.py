"""Finds the place in the source of a statement in a document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_tools.changes.prose.inline_markup import read_words
from build_tools.checklists.phrases import Statement, fold_words
from build_tools.documents.document_of_fact import find_document
from build_tools.model.coverage import Place
from build_tools.model.document import Document
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location
from build_tools.model.text import PlaceholderText
from build_tools.source.source_map import SourceMap

_NOT_READ = {"pages", "allowed_words", "publication"}
"""The parts of a policy that are in no document."""
_LEAST = 3
"""Texts with at most this many letters prove nothing about the origin of a statement."""


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    route: Route
    number: int


@dataclass(frozen=True)
class SourcePlaces:
    """Finds the places of the facts and words of a policy."""

    policy: Policy
    readable: Policy
    """The same with its facts filled in."""
    sources: SourceMap
    documents: Sequence[Document]

    def place_fact(self, route: Route) -> Place:
        """The place of a fact, and the document that shows it."""
        path = ".".join(_names(self.readable, route))
        return Place(self.sources.locate(route), find_document(self.policy, path), "", path)

    def place_words(self, statement: Statement) -> Place:
        """The place of a statement's words: in the text that contains them, or else the one with most of them."""
        document = self.documents[statement.text]
        return Place(self._locate(statement, document.id), document.id, statement.block.section, statement.whole)

    def _locate(self, statement: Statement, document: str) -> Location:
        whole = fold_words(statement.block.text)
        around = [line for line in self._lines if whole in line.words]
        within = [line for line in self._lines if len(line.words) > _LEAST and line.words in whole]
        if around:
            return self._at(min(around, key=lambda line: len(line.words)), statement.found)
        if best := [line for line in within if statement.found in line.words] or within:
            return self._at(max(best, key=lambda line: len(line.words)), statement.found)
        number = next(number for number, listed in enumerate(self.policy.documents) if listed.id == document)
        return self.sources.locate(("documents", number))

    def _at(self, line: _Line, found: str) -> Location:
        if line.route[0] != "sections" or line.route[-1] != "text":
            return self.sources.locate(line.route)
        place = self.sources.locate_line(line.route, line.number)
        section = self.policy.sections[int(line.route[1])]
        return Location(place.file, place.line, find_column(section.text.split("\n")[line.number - 1], found))

    @cached_property
    def _lines(self) -> tuple[_Line, ...]:
        return tuple(
            _Line(words, route, number)
            for route, text in self.readable.texts
            if route[0] not in _NOT_READ and not isinstance(text, PlaceholderText)
            for number, line in enumerate(text.split("\n"), 1)
            if (words := fold_words(read_words(line)))
        )


def place_in_file(path: Path, text: str, statement: Statement) -> Place:
    """The place of a statement in a file with a text."""
    lines = text.split("\n")
    number = min(statement.block.line, len(lines))
    column = find_column(lines[number - 1], statement.found)
    return Place(Location(str(path), number, column), path.stem, statement.block.section, statement.whole)


def find_column(line: str, found: str) -> int:
    """The column, from 1, at which folded words begin in a line; that of its first character if they differ."""
    words = re.findall(r"[^\W_]+", found)
    match = re.search(r"[\W_]+".join(map(re.escape, words)), line, re.IGNORECASE) if words else None
    if not match and words:
        match = re.search(rf"(?<!\w){re.escape(words[0])}(?!\w)", line, re.IGNORECASE)
    return match.start() + 1 if match else len(line) - len(line.lstrip()) + 1


def _names(policy: Policy, route: Route) -> Iterator[str]:
    here: object = policy
    for step in route:
        if isinstance(here, tuple) and isinstance(step, int):
            here = here[step]
            yield str(getattr(here, "id", step))
        else:
            here = getattr(here, str(step))
            yield str(step)
