"""Recognises the same words in an order that says something else: `we ask you`, `you ask us`.

A clause that moves as a whole keeps the word after each person, name or bound, and the word before each number.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from build_tools.changes.prose.numbers import unify_periods
from build_tools.changes.prose.stemming import stem, stem_words
from build_tools.changes.prose.word_lists import load_words

_PERSONS = {"we": "we", "us": "we", "you": "you", "they": "they"}
_OWNERS = {"our": "we", "your": "you", "their": "they"}
_BOUNDS = frozenset(map(stem, ("than", "before", "after", "until")))
_NAME = re.compile(r"(?<=[\w,;] )[A-Z]\w+")
_REACH = 8  # words

Neighbours = Counter[tuple[str, str]]
"""A person, a name, a bound or a number, and the word beside it."""


def is_reordered(before: str, after: str) -> bool:
    """Whether persons, names, numbers or the words around a bound have changed places, in the same voice."""
    names = {*stem_words(" ".join(name for text in (before, after) for name in _NAME.findall(text)))}
    was, now = (stem_words(unify_periods(text)) for text in (before, after))
    if was.count("by") != now.count("by"):
        return False  # one of them is in the passive voice
    old, new = _read_neighbours(was, names), _read_neighbours(now, names)
    both = {*map(_name_person, was)} & {*map(_name_person, now)}
    gone, come = ({(one, word) for one, word in side if one in both} for side in (old - new, new - old))
    others = {word for one, word in come if one not in _BOUNDS and word}
    bounds = {one for one, word in come if one in _BOUNDS and word in both}
    return any(word in (both if one in bounds else others) for one, word in gone)


def _read_neighbours(stems: Sequence[str], names: set[str]) -> Neighbours:
    found: Neighbours = Counter()
    for place, word in enumerate(stems):
        if word in _PERSONS or word in _BOUNDS or word in names:
            found[_name_person(word), _find_first(stems[place + 1 : place + 1 + _REACH], names)] += 1
        elif word[0].isdigit():
            found[word, _find_first(reversed(stems[max(0, place - _REACH) : place]), names)] += 1
    return found


def _name_person(word: str) -> str:
    return _PERSONS.get(word) or _OWNERS.get(word, word)


def _find_first(stems: Iterable[str], names: set[str]) -> str:
    """The first word that is no person, name, number or auxiliary."""
    passed = _PERSONS.keys() | _OWNERS.keys() | load_words("auxiliaries") | names
    return next((word for word in stems if word not in passed and not word[0].isdigit()), "")
