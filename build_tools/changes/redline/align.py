"""Which things of one sequence stand in another one too, in the same order?

The longest common subsequence, by bit-parallel comparison (Hyyrö 2004, as rapidfuzz has it). Where the table that it
needs would be too large, things that stand once on each side part the sequences first.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz.distance import Indel

Match = tuple[int, int, int]
"""Where a run begins on each side, and how long it is."""

_LARGEST = 50_000_000
"""How many bits the table of a comparison may have: 6 MB, which is filled in a few milliseconds."""


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Match]:
    """Yield the runs that both sequences have, in order: as much as can be found in bounded memory."""
    numbers = {thing: number for number, thing in enumerate(dict.fromkeys(chain(before, after)))}
    old, new = (list(map(numbers.__getitem__, things)) for things in (before, after))
    yield from _join(_align(old, new, 0, 0))


def common_start(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many things at the beginning are the same."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _align(old: list[int], new: list[int], at: int, to: int) -> Iterator[Match]:
    """The runs of two parts, which begin at `at` and `to` of the whole."""
    start = common_start(old, new)
    if start:
        yield at, to, start
    end = common_start(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) <= _LARGEST:
        for block in Indel.opcodes(old, new):
            if block.tag == "equal":
                yield at + start + block.src_start, to + start + block.dest_start, block.src_end - block.src_start
    else:
        yield from _align_large(old, new, at + start, to + start)
    if end:
        yield at + start + len(old), to + start + len(new), end


def _align_large(old: list[int], new: list[int], at: int, to: int) -> Iterator[Match]:
    """The same for parts of which a table would be too large: between the things that both of them have once."""
    last_old = last_new = 0
    for place, target in _anchors(old, new):
        yield from _align_between(old[last_old:place], new[last_new:target], at + last_old, to + last_new)
        yield at + place, to + target, 1
        last_old, last_new = place + 1, target + 1
    if last_old:
        yield from _align_between(old[last_old:], new[last_new:], at + last_old, to + last_new)


def _align_between(old: list[int], new: list[int], at: int, to: int) -> Iterator[Match]:
    """What is too large still, and has nothing that stands once, is taken as rewritten."""
    if len(old) * len(new) <= _LARGEST:
        yield from _align(old, new, at, to)


def _anchors(old: list[int], new: list[int]) -> Iterator[tuple[int, int]]:
    """The places of things that both have once, as far as they are in the same order."""
    counts = Counter(old), Counter(new)
    places = {thing: place for place, thing in enumerate(new) if counts[1][thing] == 1}
    pairs = [(place, places[thing]) for place, thing in enumerate(old) if counts[0][thing] == 1 and thing in places]
    reached = -1
    for place, target in pairs:
        if target > reached:
            reached = target
            yield place, target


def _join(matches: Iterator[Match]) -> Iterator[Match]:
    """Runs that touch are one."""
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
    """A stretch of two sequences, `before[was:was_end]` and `after[now:now_end]`."""

    was: int
    was_end: int
    now: int
    now_end: int
    same: bool
    """Whether both have the same things."""


def find_stretches(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Stretch]:
    """Yield all stretches of both sequences in order, the same and the different in turn."""
    was = now = 0
    for start, target, length in (*align(before, after), (len(before), len(after), 0)):
        if start > was or target > now:
            yield Stretch(was, start, now, target, same=False)
        if length:
            yield Stretch(start, start + length, target, target + length, same=True)
        was, now = start + length, target + length
