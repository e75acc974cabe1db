"""Which terms of the field does a text use: kinds of data, purposes, recipients, rights and the like?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from build_tools.changes.prose.stemming import stem_words


class Field(StrEnum):
    """A class of terms; a file of `lexicons/` each."""

    DATA = "data"
    PURPOSE = "purposes"
    RECIPIENT = "recipients"
    RIGHT = "rights"
    SAFEGUARD = "safeguards"
    PRACTICE = "practices"
    VENDOR = "vendors"
    TRACKER = "trackers"
    DUTY = "duties"
    NOTICE = "notices"
    LIMIT = "limits"
    NEGATION = "negations"
    QUALIFIER = "qualifiers"
    REGIME = "regimes"
    PLACE = "places"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms, found by the stem that they begin with, the longest first."""

    terms: dict[str, tuple[tuple[str, ...], ...]]

    def find(self, stems: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield where a term stands and the term, the longest where several begin alike; none overlap."""
        terms, end = self.terms, 0
        for place, stem in enumerate(stems):
            if place < end or stem not in terms:
                continue
            size = next((len(term) for term in terms[stem] if tuple(stems[place : place + len(term)]) == term), 0)
            if size:
                yield place, " ".join(stems[place : place + size])
                end = place + size

    def among(self, stems: Sequence[str]) -> frozenset[str]:
        """The terms of a text."""
        return frozenset(term for _, term in self.find(stems))


@cache
def load_lexicon(field: Field) -> Lexicon:
    """The terms of a field, in the stems of their words."""
    return _index(tuple(stem_words(line)) for line in _lines(field.value))


@cache
def load_synonyms() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """For its first stem, each phrase with the one that stands for its group, the longest first."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for line in _lines("synonyms"):
        group = [tuple(stem_words(phrase)) for phrase in line.split(",")]
        for phrase in group:
            found.setdefault(phrase[0], {}).setdefault(phrase, " ".join(group[0]))
    return {first: tuple(sorted(phrases.items(), key=lambda pair: -len(pair[0]))) for first, phrases in found.items()}


@cache
def load_words(name: str) -> frozenset[str]:
    """The words of a file, as they are."""
    return frozenset(_lines(name))


@cache
def load_stems(name: str) -> frozenset[str]:
    """The stems of the words of a file."""
    return frozenset(stem for line in _lines(name) for stem in stem_words(line))


@cache
def load_terms(name: str) -> frozenset[str]:
    """The terms of a file, each as its stems."""
    return frozenset(" ".join(stem_words(line)) for line in _lines(name))


def _lines(name: str) -> list[str]:
    """The terms of a file, without its remarks."""
    text = (files(__package__ or "") / "lexicons" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _index(terms: Iterable[tuple[str, ...]]) -> Lexicon:
    """Terms by their first stem."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for term in terms:
        if term:
            found.setdefault(term[0], set()).add(term)
    return Lexicon(
        {first: tuple(sorted(several, key=lambda term: (-len(term), term))) for first, several in found.items()}
    )
