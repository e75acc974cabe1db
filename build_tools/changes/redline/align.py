"""Finds the longest common subsequence of two sequences in bounded memory.

It uses the bit-parallel comparison of rapidfuzz (Hyyrö 2004). If its table would be too large, the sequences are first
split at the items that occur once on each side.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from rapidfuzz.distance import Indel, Postfix, Prefix

Match = tuple[int, int, int]
"""The start of a run on each side, and its length."""

_LARGEST = 50_000_000  # the most bits of a comparison's table: 6 MB, filled in a few milliseconds


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Match]:
    """Yield the runs that both sequences share, in order."""
    numbers: defaultdict[Hashable, int] = defaultdict(count().__next__)
    old, new = (list(map(numbers.__getitem__, items)) for items in (before, after))
    yield from _join(_align(old, new, 0, 0))


def _align(old: list[int], new: list[int], at: int, to: int) -> Iterator[Match]:
    if start := Prefix.similarity(old, new):
        yield at, to, start
    end = Postfix.similarity(old[start:], new[start:])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if 0 < len(old) * len(new) <= _LARGEST:
        for block in Indel.editops(old, new).as_matching_blocks():
            yield at + start + block.a, to + start + block.b, block.size
    elif old and new:
        yield from _align_large(old, new, at + start, to + start)
    if end:
        yield at + start + len(old), to + start + len(new), end


def _align_large(old: list[int], new: list[int], at: int, to: int) -> Iterator[Match]:
    """The runs of large parts, split at the items that occur once on each side."""
    anchors = list(_anchors(old, new))
    last_old = last_new = 0
    for place, target in (*anchors, (len(old), len(new))):
        # a part that is still too large, and cannot be split, counts as rewritten
        if anchors and (place - last_old) * (target - last_new) <= _LARGEST:
            yield from _align(old[last_old:place], new[last_new:target], at + last_old, to + last_new)
        if place < len(old):
            yield at + place, to + target, 1
        last_old, last_new = place + 1, target + 1


def _anchors(old: list[int], new: list[int]) -> Iterator[tuple[int, int]]:
    """The places of items that occur once on each side, as long as they are in the same order."""
    counts = Counter(old), Counter(new)
    places = {item: place for place, item in enumerate(new) if counts[1][item] == 1}
    reached = -1
    for place, item in enumerate(old):
        if counts[0][item] == 1 and (target := places.get(item, -1)) > reached:
            reached = target
            yield place, target


def _join(matches: Iterator[Match]) -> Iterator[Match]:
    last: Match = (0, 0, 0)
    for start, target, length in matches:
        if (last[0] + last[2], last[1] + last[2]) == (start, target):
            last = last[0], last[1], last[2] + length
        else:
            if last[2]:
                yield last
            last = start, target, length
    if last[2]:
        yield last


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of two sequences: `before[was:was_end]` and `after[now:now_end]`."""

    was: int
    was_end: int
    now: int
    now_end: int
    same: bool


def find_stretches(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Stretch]:
    """Yield all stretches of both sequences in order, equal and different ones."""
    was = now = 0
    for start, target, length in (*align(before, after), (len(before), len(after), 0)):
        if start > was or target > now:
            yield Stretch(was, start, now, target, same=False)
        if length:
            yield Stretch(start, start + length, target, target + length, same=True)
        was, now = start + length, target + length
