"""Which statements of a text were changed, added, removed or moved?"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from build_tools.changes.alignment import align
from build_tools.changes.prose.statements import Statement, read_statements
from build_tools.model.change import Event

NEGATION = re.compile(r"\b(?:not|never|no|none|nor|neither|without|cannot|\w+n't|refrain\w*|cease\w*)\b", re.IGNORECASE)

_ALIKE = 55
"""From which likeness on (0 to 100) two statements are one that was changed."""
_LONGEST = 2_000
"""How many letters of a statement are compared at most to see whether it is like another."""
_MOST_PAIRS = 250_000
"""How many pairs of statements are compared at most to find those that were changed."""
_SIGNS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " "})

_CONTRACTIONS = tuple(
    (re.compile(short, re.IGNORECASE), long)
    for short, long in (
        (r"\bwon't\b", "will not"),
        (r"\bcan't\b", "cannot"),
        (r"n't\b", " not"),
        (r"'ll\b", " will"),
        (r"'ve\b", " have"),
        (r"'re\b", " are"),
    )
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement that is not the same on both sides."""

    event: Event
    """Added, removed, changed, or reordered: moved elsewhere as it is."""
    before: Statement | None
    after: Statement | None

    @property
    def statement(self) -> Statement:
        """As it stands now, or as it stood."""
        statement = self.after or self.before
        assert statement  # noqa: S101 - one side is always there
        return statement


def compare_texts(before: str, after: str) -> tuple[Passage, ...]:
    """The statements that differ, in the order of the new text; those that are gone, where they stood.

    Markup, white space, quotation marks and dashes make no difference.
    """
    return compare_statements(read_statements(before), read_statements(after))


def compare_statements(old: Sequence[Statement], new: Sequence[Statement]) -> tuple[Passage, ...]:
    """The same for texts that were read."""
    keys = [fold(statement.text) for statement in old], [fold(statement.text) for statement in new]
    passages: list[Passage] = []
    at = to = 0
    for start, target, length in (*align(*keys), (len(old), len(new), 0)):
        passages += _compare_gap(old[at:start], new[to:target])
        passages += _other_lead_ins(old[start : start + length], new[target : target + length])
        at, to = start + length, target + length
    return tuple(_find_moved(passages))


def is_denied(text: str) -> bool:
    """Whether a text says that something is not so."""
    return NEGATION.search(fold(text)) is not None


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text as it reads: Unicode's forms, signs, white space and short forms (`don't`) made alike."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    for short, long in _CONTRACTIONS:
        text = short.sub(long, text)
    return re.sub(r"\s+", " ", text).strip()


def _compare_gap(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Passage]:
    """What stands between two statements that both texts have."""
    pairs = dict(_pair(old, new))
    taken = set(pairs.values())
    for number, statement in enumerate(old):
        if number not in pairs:
            yield Passage(Event.REMOVED, statement, None)
        else:
            yield Passage(Event.CHANGED, statement, new[pairs[number]])
    for number, statement in enumerate(new):
        if number not in taken:
            yield Passage(Event.ADDED, None, statement)


def _pair(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """The numbers of statements that are one that was changed, the most alike first."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return
    texts = [statement.text[:_LONGEST] for statement in new]
    likely = sorted(
        (-likeness, number, other)
        for number, statement in enumerate(old)
        for _, likeness, other in process.extract_iter(
            statement.text[:_LONGEST], texts, scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        if statement.kind is new[other].kind
    )
    gone, come = set[int](), set[int]()
    for _, number, other in likely:
        if number not in gone and other not in come:
            gone.add(number)
            come.add(other)
            yield number, other


def _other_lead_ins(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Passage]:
    """Items that are the same and hang on the opposite: `We do not …:` and `We …:` make another statement of each."""
    for one, other in zip(old, new, strict=True):
        if is_denied(one.lead_in) is not is_denied(other.lead_in):
            yield Passage(Event.CHANGED, one, other)


def _find_moved(passages: Sequence[Passage]) -> Iterator[Passage]:
    """What was removed here and added there has moved."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        if passage.event is Event.REMOVED and passage.before:
            places[fold(passage.before.text)].append(number)
    moved: dict[int, int] = {}
    for number, passage in enumerate(passages):
        if passage.event is Event.ADDED and passage.after and (found := places[fold(passage.after.text)]):
            moved[number] = found.pop(0)
    gone = set(moved.values())
    for number, passage in enumerate(passages):
        if number in moved:
            before = passages[moved[number]].before
            is_same = before and passage.after and is_denied(before.lead_in) is is_denied(passage.after.lead_in)
            yield Passage(Event.REORDERED if is_same else Event.CHANGED, before, passage.after)
        elif number not in gone:
            yield passage
