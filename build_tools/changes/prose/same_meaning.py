"""Proves that a changed sentence still means the same: other formatting, a corrected typo, or synonyms."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from build_tools.changes.prose.actors import has_other_actor
from build_tools.changes.prose.lexicon import Field, find_terms, load_lexicon, load_synonyms
from build_tools.changes.prose.numbers import unify_periods
from build_tools.changes.prose.signal import SignalName
from build_tools.changes.prose.stemming import fold, reads_alike, split_words, stem, stem_words
from build_tools.changes.prose.word_lists import load_pattern
from build_tools.changes.prose.word_order import is_reordered
from build_tools.changes.redline.align import find_stretches


def prove_same(before: str, after: str, rare: frozenset[str] | None = None) -> SignalName | None:
    """The signal of two sentences that are proved to mean the same; none where that is not proved.

    `rare` are the stems that only one of the documents has, or by default only one of the sentences: misspellings are.
    """
    if rare is None:
        rare = frozenset(stem_words(before)) ^ frozenset(stem_words(after))
    hidden = _hide(before, after), _hide(after, before)
    if any(reads_alike(*texts) for texts in {(before, after), hidden}) or _joins_alike(before, after):
        return SignalName.FORMAT_ONLY
    was, now = (stem_words(unify_periods(_point_below(text))) for text in (before, after))
    if small_words(was) != small_words(now) or is_turned(was, now) or has_other_subject(was, now):
        return None
    firsts, firsts_now = (tuple(dict.fromkeys(canonical(tuple(stems)))) for stems in (was, now))
    guarded = find_terms(Field.NEGATION, was) | find_terms(Field.LIMIT, was)
    if firsts == firsts_now or (not guarded and says_as_much(was, now)):
        return None if has_other_actor(was, now) or is_reordered(before, after) else SignalName.WORDING_ONLY
    if _only_typos(split_words(before), split_words(after), rare):
        return SignalName.TYPO
    return None


_JOINT = re.compile(r"\d+(?:[.,:/]\d+)*|\w+|[^\w\s]")
_AND = frozenset(("and", "und", "et", "y", "e", "och", "og", "oraz"))
_OF_LAW = r"(?!\d|\.\d| (?:der|des|dem|de|del|della|du|van|av|of|dsgvo|gdpr)\b)"
_OWN_SECTION = re.compile(load_pattern("own-sections").pattern + _OF_LAW)
_STOPS = frozenset(".,;:")


def _joins_alike(before: str, after: str) -> bool:
    """Whether two texts, in any language, differ only in how parts are joined: by `and`, or by a stop or a comma."""
    if any(find_terms(Field.NEGATION, stem_words(text)) for text in (before, after)):
        return False  # a comma may turn a denial round
    was, now = (_JOINT.findall(_OWN_SECTION.sub("§", fold(text))) for text in (before, after))
    if not set(was) ^ set(now) <= _AND | _STOPS:
        return False
    for stretch in find_stretches(was, now):
        old, new = set(was[stretch.was : stretch.was_end]), set(now[stretch.now : stretch.now_end])
        if not stretch.same and (
            not old | new <= _AND | _STOPS or (old & _AND and not new) or (new & _AND and not old)
        ):
            return False
    return True


_HIDDEN = load_pattern("hidden-addresses", "(?i:%s)")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def _hide(text: str, other: str) -> str:
    return _MAIL.sub("hidden", _HIDDEN.sub("hidden", text)) if _HIDDEN.search(text) or _HIDDEN.search(other) else text


def has_other_subject(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether we act in one sentence and you in the other, which does not name us."""
    old, new = (next((word for word in stems if word in _SUBJECTS), "") for stems in (was, now))
    is_named = old in {_PERSONS.get(word) for word in now} and new in {_PERSONS.get(word) for word in was}
    return bool(old and new) and old != new and not is_named


_PREPOSITIONS = {word: word for word in ("from", "to", "by", "with", "without")} | {"for": "to", "into": "to"}
_WITHIN = 3  # words between a preposition and the word that it belongs to


def is_turned(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether persons or directions are swapped: `for your purposes` and `for ours`, `by us` and `with us`."""
    persons, persons_now = (Counter(_PERSONS[word] for word in stems if word in _PERSONS) for stems in (was, now))
    if persons - persons_now and persons_now - persons:
        return True
    old, new = _directions(was), _directions(now)
    return any(old[word] != new[word] for word in old.keys() & new.keys())


def _directions(stems: Sequence[str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place, way in enumerate(stems):
        if way in _PREPOSITIONS:
            following = stems[place + 1 : place + 1 + _WITHIN]
            about = next((word for word in following if word in _PERSONS or not _is_structural(word)), "")
            found[about].add(_PREPOSITIONS[way])
    found.pop("", None)
    return found


def small_words(stems: Sequence[str]) -> Counter[str]:
    """The words by which a sentence negates, limits or allows, with their numbers: each repetition counts."""
    telling = (find_terms(Field.NEGATION, stems) | find_terms(Field.LIMIT, stems)) & _SMALL
    words = Counter("may" if stem in _ALLOWING else stem for stem in stems if stem in telling or stem in _ALLOWING)
    return words + Counter("have to" for pair in pairwise(stems) if pair in _COMPELLING)


_SUBJECTS = frozenset(("we", "you", "they"))
_COMPELLING = frozenset(tuple(stem_words(f"{word} to")) for word in ("have", "has", "had"))
_ALLOWING = frozenset(("may", "might", "can", "could", "must"))
_SMALL = frozenset(("not", "no", "never", "none", "neither", "nor", "without", "only", "solely", "unless", "except"))
_PERSONS = {"we": "we", "us": "we", "our": "we", "you": "you", "your": "you", "they": "they", "their": "they"}
_ADDRESS = re.compile(r"\(?https?://[^\s<>()|]+\)?")
_ELSEWHERE = load_pattern("pointers")


def plain_words(text: str) -> tuple[str, ...]:
    """The stems of a text without addresses; a reference to another section becomes `below`."""
    return stem_words(_point_below(text))


def _point_below(text: str) -> str:
    return _ADDRESS.sub(" ", _ELSEWHERE.sub("below", _COUNTED.sub("", text)))


_COUNTED = re.compile(r"(?<!\S)\((?:[ivx]{1,4}|[a-z]|\d{1,2})\)\s")
"""A number of a part of a sentence: `(i)`, `(b)`."""


@lru_cache(maxsize=16384)
def canonical(stems: tuple[str, ...]) -> tuple[str, ...]:
    """The words that carry meaning, each synonym as the first of its group."""
    synonyms = load_synonyms()
    words: list[str] = []
    place = 0
    while place < len(stems):
        groups = synonyms.get(stems[place], ())
        matches = ((phrase, first) for phrase, first in groups if stems[place : place + len(phrase)] == phrase)
        phrase, first = next(matches, ((stems[place],), stems[place]))
        words += (word for word in first.split() if not _is_structural(word))
        place += len(phrase)
    return tuple(words)


@cache
def _is_structural(word: str) -> bool:
    return (word,) in load_lexicon(Field.STRUCTURE).get(word, ())


def says_as_much(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether two sentences have the same words that carry meaning, in any order."""
    return Counter(canonical(tuple(was))) == Counter(canonical(tuple(now)))


def _only_typos(was: Sequence[str], now: Sequence[str], rare: frozenset[str]) -> bool:
    changes = [stretch for stretch in find_stretches(was, now) if not stretch.same]
    for change in changes:
        old, new = was[change.was : change.was_end], now[change.now : change.now_end]
        if canonical(tuple(map(stem, old))) == canonical(tuple(map(stem, new))):
            continue
        if len(old) != len(new) or not all(_misspelt(a, b, rare) for a, b in zip(old, new, strict=True)):
            return False
    return bool(changes)


_LONG = 5  # letters: shorter words that are nearly alike are usually different words


def _misspelt(old: str, new: str, rare: frozenset[str]) -> bool:
    """Whether a word is the other misspelt: it occurs nowhere else and is in no lexicon."""
    if old == new or stem(old) == stem(new):
        return True
    if min(len(old), len(new)) < _LONG - 1 or max(len(old), len(new)) < _LONG or old[0] != new[0] or not old.isalpha():
        return False
    if OSA.distance(old, new) > 1 + (len(old) > _LONG + 1):
        return False
    stems = [stem(word) for word in (old, new)]
    return any(word in rare and not any(find_terms(field, [word]) for field in Field) for word in stems)
