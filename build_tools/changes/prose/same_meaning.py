"""Is it proved that a changed sentence says the same as before?"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from build_tools.changes.prose.lexicon import Field, load_lexicon, load_synonyms
from build_tools.changes.prose.numbers import unify_periods
from build_tools.changes.prose.stemming import reads_alike, split_words, stem, stem_words
from build_tools.changes.redline.align import find_stretches


class Proof(StrEnum):
    """Why a change is editorial."""

    FORMAT = "format-only"
    TYPO = "typo"
    WORDING = "wording-only"


def prove_same(before: str, after: str, rare: frozenset[str] | None = None) -> Proof | None:
    """The reason why two sentences say the same; none where that is not proved.

    `rare` are the stems that only one of both documents has, without any those that only one of both sentences has:
    a misspelling is among them.
    """
    if rare is None:
        rare = frozenset(stem_words(before)) ^ frozenset(stem_words(after))
    if reads_alike(before, after) or reads_alike(_hide(before, after), _hide(after, before)):
        return Proof.FORMAT
    was, now = (stem_words(unify_periods(_point_below(text))) for text in (before, after))
    if small_words(was) != small_words(now) or is_turned(was, now):
        return None
    if _says_same(was, now):
        return Proof.WORDING
    if _only_typos(split_words(before), split_words(after), rare):
        return Proof.TYPO
    return None


_HIDDEN = re.compile(
    r"\[?\bemail\W{1,3}protected\b\]?|\bthis e-?mail address is being protected from spambots\b", re.IGNORECASE
)
"""What stands in the place of an e-mail address, so that no robot reads it."""
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def _hide(text: str, other: str) -> str:
    """A text with its e-mail addresses hidden, if those of the other one are."""
    return _MAIL.sub("hidden", _HIDDEN.sub("hidden", text)) if _HIDDEN.search(text) or _HIDDEN.search(other) else text


def _says_same(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether the words that state something are the same, in the same order."""
    old, new = canonical(was), canonical(now)
    if old == new:
        return True
    if sorted(set(new), key=new.index) == sorted(set(old), key=old.index):
        return True
    guarded = load_lexicon(Field.NEGATION).among(was) | load_lexicon(Field.LIMIT).among(was)
    return not guarded and says_as_much(was, now)


_WAYS = {"from": "from", "to": "to", "for": "to", "by": "by", "with": "with", "without": "without", "into": "to"}
"""Words that tell from where, by whom, for whom."""
_WITHIN = 3
"""Words: so far from such a word stands what it is about."""


def is_turned(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether something goes another way: `for your purposes` and `for ours`, `by us` and `with us`."""
    if _swapped(_speakers(was), _speakers(now)):
        return True
    old, new = _ways(was), _ways(now)
    return any(old[word] != new[word] for word in old.keys() & new.keys())


def _ways(stems: Sequence[str]) -> dict[str, frozenset[str]]:
    """The words that tell a way, by the words that they are about."""
    structure = load_lexicon(Field.STRUCTURE)
    ways: defaultdict[str, set[str]] = defaultdict(set)
    for place, way in enumerate(stems):
        if way in _WAYS:
            following = stems[place + 1 : place + 1 + _WITHIN]
            about = next(
                (word for word in following if word in _SPEAKERS or (word,) not in structure.terms.get(word, ())), ""
            )
            ways[about].add(_WAYS[way])
    return {word: frozenset(found) for word, found in ways.items() if word}


def small_words(stems: Sequence[str]) -> Counter[str]:
    """How often a sentence negates, limits or allows: words that may repeat and are never said twice in vain."""
    telling = (load_lexicon(Field.NEGATION).among(stems) | load_lexicon(Field.LIMIT).among(stems)) & _SMALL
    return Counter("may" if stem in _ALLOWING else stem for stem in stems if stem in telling or stem in _ALLOWING)


_ALLOWING = frozenset(("may", "might", "can", "could", "must"))


_SMALL = frozenset(("not", "no", "never", "none", "neither", "nor", "without", "only", "solely", "unless", "except"))
_SPEAKERS = {"we": "we", "us": "we", "our": "we", "you": "you", "your": "you", "they": "they", "their": "they"}


def _speakers(stems: Sequence[str]) -> Counter[str]:
    """Of whom a sentence speaks."""
    return Counter(_SPEAKERS[word] for word in stems if word in _SPEAKERS)


def _swapped(was: Counter[str], now: Counter[str]) -> bool:
    """Whether one took the place of another."""
    return bool(was - now) and bool(now - was)


_ADDRESS = re.compile(r"\(?https?://[^\s<>()|]+\)?")
_ELSEWHERE = re.compile(
    r"\b(?:in|under|at|see|as) (?:the |our )?(?:[\"“][^\"”]{1,80}[\"”]|"
    r"(?:[A-Z][\w’']* ?){1,8}) ?section\b|\b(?:in|under) section \d+(?:\.\d+)*\b"
)


def plain_words(text: str) -> list[str]:
    """The stems of a text without addresses; a reference to another section is `below`, whatever its name."""
    return stem_words(_point_below(text))


def _point_below(text: str) -> str:
    return _ADDRESS.sub(" ", _ELSEWHERE.sub("below", _COUNTED.sub("", text)))


_COUNTED = re.compile(r"(?<!\S)\((?:[ivx]{1,4}|[a-z]|\d{1,2})\)\s")
"""What counts the parts of a sentence: `(i)`, `(b)`."""


def canonical(stems: Sequence[str]) -> tuple[str, ...]:
    """The words that state something, each synonym as the one that stands for its group."""
    return _canonical(tuple(stems))


@lru_cache(maxsize=16384)
def _canonical(stems: tuple[str, ...]) -> tuple[str, ...]:
    synonyms, structure = load_synonyms(), load_lexicon(Field.STRUCTURE)
    words: list[str] = []
    place = 0
    while place < len(stems):
        groups = synonyms.get(stems[place], ())
        found = next(
            ((p, one) for p, one in groups if stems[place : place + len(p)] == p),
            ((stems[place],), stems[place]),
        )
        phrase, one = found
        words += (word for word in one.split() if (word,) not in structure.terms.get(word, ()))
        place += len(phrase)
    return tuple(words)


def says_as_much(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether two sentences have the same words that state something, in whatever order."""
    return Counter(canonical(was)) == Counter(canonical(now))


def _only_typos(was: Sequence[str], now: Sequence[str], rare: frozenset[str]) -> bool:
    """Whether every changed word is a misspelling of the one that took its place."""
    changes = [stretch for stretch in find_stretches(was, now) if not stretch.same]
    for change in changes:
        old, new = was[change.was : change.was_end], now[change.now : change.now_end]
        if canonical([stem(word) for word in old]) == canonical([stem(word) for word in new]):
            continue
        if len(old) != len(new) or not all(_misspelt(a, b, rare) for a, b in zip(old, new, strict=True)):
            return False
    return bool(changes)


_LONG = 5
"""Letters: shorter words that are nearly alike are mostly other words."""


def _misspelt(old: str, new: str, rare: frozenset[str]) -> bool:
    """Whether one word is the other, misspelt: it occurs nowhere else and no lexicon knows it."""
    if old == new or stem(old) == stem(new):
        return True
    if min(len(old), len(new)) < _LONG - 1 or max(len(old), len(new)) < _LONG or old[0] != new[0] or not old.isalpha():
        return False
    if OSA.distance(old, new) > 1 + (len(old) > _LONG + 1):
        return False
    return any(stem(word) in rare and not _known(word) for word in (old, new))


def _known(word: str) -> bool:
    """Whether some lexicon has a word."""
    return any(load_lexicon(field).among([stem(word)]) for field in Field)
