"""Recognises statements that were turned round by one term: a bound, an order, or a denial of less than before."""

import re
from collections import Counter

from build_tools.changes.prose.lexicon import load_stems
from build_tools.changes.prose.same_meaning import canonical
from build_tools.changes.prose.sentence_claims import Reading
from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.word_lists import read_list
from build_tools.changes.redline.align import find_stretches

_SIDES = [line.split(" :: ") for line in read_list("opposites")]
_TERMS = re.compile(
    "|".join(rf"\b(?:(?P<a{line}>{one})|(?P<b{line}>{other}))\b" for line, (one, other) in enumerate(_SIDES))
)
_JOINING = {"and", "or", "nor"}


def is_reversed(before: str, after: str) -> bool:
    """Whether a term was replaced by its opposite: `up to 90 days` by `at least 90 days`, `before` by `after`."""
    was, now = (Counter(match.lastgroup or "" for match in _TERMS.finditer(fold(text))) for text in (before, after))
    gone, come = was - now, now - was
    return any(
        {name[1:] for name in gone if name[0] == side} & {name[1:] for name in come if name[0] != side} for side in "ab"
    )


def denies_less(was: Reading, now: Reading) -> bool:
    """Whether a denial was narrowed by words before or after what it denies: `for third-party advertising`.

    Another member of a list, `sell or rent`, widens it.
    """
    if not was.negative or not now.negative:
        return False
    inserted: list[str] = []
    for stretch in find_stretches(was.stems, now.stems):
        if stretch.same:
            continue
        words = now.stems[stretch.now : stretch.now_end]
        if stretch.was != stretch.was_end or _JOINING & set(words):
            return False
        inserted += words
    return bool(set(canonical(tuple(inserted))) - load_stems("universal"))
