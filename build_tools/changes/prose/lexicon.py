"""Finds the terms of privacy law in a text: kinds of data, purposes, recipients, rights and the like."""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from build_tools.changes.prose.stemming import stem_words
from build_tools.changes.prose.word_lists import read_list


class Field(StrEnum):
    """A class of terms, listed in a file of `lexicons/`."""

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


@cache
def load_lexicon(field: Field) -> dict[str, list[tuple[str, ...]]]:
    """The terms of a field as stems, keyed by their first stem, the longest first."""
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for line in read_list(field.value):
        term = tuple(stem_words(line))
        found[term[0]].add(term)
    return {first: sorted(terms, key=lambda term: (-len(term), term)) for first, terms in found.items()}


def find_terms(field: Field, text: str | Sequence[str]) -> frozenset[str]:
    """The terms of a field in a text, or in its stems: the longest where several begin alike; none overlap."""
    stems = tuple(stem_words(text)) if isinstance(text, str) else tuple(text)
    terms = load_lexicon(field)
    if terms.keys().isdisjoint(stems):
        return frozenset()
    found, end = set(), 0
    for place, first in enumerate(stems):
        if place >= end and first in terms:
            term = next((term for term in terms[first] if stems[place : place + len(term)] == term), ())
            if term:
                found.add(" ".join(term))
                end = place + len(term)
    return frozenset(found)


@cache
def load_synonyms() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """For its first stem, each phrase with the first phrase of its group, the longest first."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for line in read_list("synonyms"):
        group = [tuple(stem_words(phrase)) for phrase in line.split(",")]
        for phrase in group:
            found.setdefault(phrase[0], {}).setdefault(phrase, " ".join(group[0]))
    return {first: tuple(sorted(phrases.items(), key=lambda pair: -len(pair[0]))) for first, phrases in found.items()}


@cache
def load_stems(name: str) -> frozenset[str]:
    """The stems of all words of a list."""
    return frozenset(stem for line in read_list(name) for stem in stem_words(line))


@cache
def load_terms(name: str) -> frozenset[str]:
    """The terms of a list, each as its stems."""
    return frozenset(" ".join(stem_words(line)) for line in read_list(name))
