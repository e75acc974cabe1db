"""Pairs the items of two sequences: finds those that are unchanged, changed, moved, deleted or inserted."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from build_tools.changes.redline.align import align

_CHANGED = 0.45  # the least similarity of two items at the same place that count as changed
_MOVED = 0.8  # the least similarity of two items at different places that count as moved and changed
_MOST = 1_600
"""The most pairs of a gap that are all compared; in larger gaps, only items at the same index are compared."""
_MOST_MOVED = 10_000  # the most pairs that are compared to find items that moved and changed
_FARTHEST = 50  # how far a stretch is shifted at most so that it begins with a heading

Similarity = Callable[[int, int], float]
"""Returns the similarity of an item of the first sequence and one of the second, by their indices: 0 to 1."""

_Pair = tuple[int, int]


class ChangeKind(StrEnum):
    """The kind of change of an item."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"
    CHANGED = "changed"
    MOVED_AWAY = "moved away"
    MOVED_HERE = "moved here"
    """At its new place. It may have changed, too."""


@dataclass(frozen=True, slots=True)
class Step:
    """An item at its place in an order in which both sequences can be read."""

    change: ChangeKind
    was: int | None
    """Its index in the first sequence; none if it is new."""
    now: int | None
    """Its index in the second sequence; none if it was deleted."""
    move: int = 0
    """The number of a move, the same at both places and for neighbors that moved together; 0 if it has not moved."""


def pair_up(
    before: Sequence[Hashable],
    after: Sequence[Hashable],
    similarity: Similarity,
    may_move: Callable[[int], bool],
    opens: Callable[[Hashable], bool] = lambda _: False,
) -> Iterator[Step]:
    """Yield all items of both sequences; in each gap, first the old items and then the new ones.

    A moved item is yielded at its old and at its new place. `may_move` decides by an index of the first sequence
    whether an item can be recognized elsewhere. `opens` decides whether an item is a heading: a stretch that could have
    been inserted at several places, as in a list of similar entries, begins with one.
    """
    equal = [(at + n, to + n) for at, to, length in align(before, after) for n in range(length)]
    equal = _shift(equal, after, opens)
    equal = [(was, now) for now, was in _shift([(now, was) for was, now in equal], before, opens)]
    kept, moved = _find_pairs(before, after, equal, similarity, may_move)
    moves = _number(moved)
    gone = {was: (now, move) for (was, now), move in moves.items()}
    come = {now: (was, move) for (was, now), move in moves.items()}
    at = to = 0
    for was, now in (*kept, (len(before), len(after))):
        for number in range(at, was):
            elsewhere, move = gone.get(number, (None, 0))
            yield Step(ChangeKind.MOVED_AWAY if move else ChangeKind.DELETED, number, elsewhere, move)
        for number in range(to, now):
            elsewhere, move = come.get(number, (None, 0))
            yield Step(ChangeKind.MOVED_HERE if move else ChangeKind.INSERTED, elsewhere, number, move)
        if was < len(before):
            yield Step(ChangeKind.SAME if before[was] == after[now] else ChangeKind.CHANGED, was, now)
        at, to = was + 1, now + 1


def _shift(equal: Sequence[_Pair], after: Sequence[Hashable], opens: Callable[[Hashable], bool]) -> list[_Pair]:
    """The pairs, chosen so that inserted stretches begin with a heading if possible."""
    pairs = list(equal)
    for place in range(len(pairs)):
        was, now = pairs[place]
        last, start = (pairs[place - 1][0], pairs[place - 1][1] + 1) if place else (-1, 0)
        if last + 1 != was or start == now or opens(after[start]):
            continue
        for step in range(min(_FARTHEST, now - start, len(pairs) - place)):
            if pairs[place + step] != (was + step, now + step) or after[start + step] != after[now + step]:
                break
            if opens(after[start + step + 1]):
                for shift in range(step + 1):
                    pairs[place + shift] = (was + shift, start + shift)
                break
    return pairs


def _find_pairs(
    before: Sequence[Hashable],
    after: Sequence[Hashable],
    equal: Sequence[_Pair],
    similarity: Similarity,
    may_move: Callable[[int], bool],
) -> tuple[list[_Pair], list[_Pair]]:
    taken, given = {was for was, _ in equal}, {now for _, now in equal}
    free = [number for number in range(len(before)) if number not in taken and may_move(number)]
    moved = list(_find_equal(before, after, free, [number for number in range(len(after)) if number not in given]))
    taken, given = {was for was, _ in moved}, {now for _, now in moved}
    kept = [*equal]
    at = to = 0
    for was, now in (*equal, (len(before), len(after))):
        old = [number for number in range(at, was) if number not in taken]
        new = [number for number in range(to, now) if number not in given]
        kept += _pair_similar(old, new, similarity)
        at, to = was + 1, now + 1
    taken |= {was for was, _ in kept}
    given |= {now for _, now in kept}
    old = [number for number in free if number not in taken]
    new = [number for number in range(len(after)) if number not in given]
    return sorted(kept), [*moved, *_find_similar(old, new, similarity)]


def _number(moved: Sequence[_Pair]) -> dict[_Pair, int]:
    numbers: dict[_Pair, int] = {}
    count = 0
    for was, now in sorted(moved, key=lambda pair: pair[1]):
        joined = numbers.get((was - 1, now - 1), 0)
        count += not joined
        numbers[was, now] = joined or count
    return numbers


def _find_equal(
    before: Sequence[Hashable], after: Sequence[Hashable], old: Sequence[int], new: Sequence[int]
) -> Iterator[_Pair]:
    places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for number in new:
        places[after[number]].append(number)
    for number in old:
        if found := places.get(before[number]):
            yield number, found.popleft()


def _pair_similar(old: Sequence[int], new: Sequence[int], similarity: Similarity) -> Iterator[_Pair]:
    """Yield the most similar pairs of a gap, in order. A very similar pair counts more than two less similar ones."""
    if len(old) * len(new) > _MOST:
        yield from (pair for pair in zip(old, new, strict=False) if similarity(*pair) >= _CHANGED)
        return
    weights = [[weight**2 if (weight := similarity(was, now)) >= _CHANGED else 0.0 for now in new] for was in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for at in range(len(old) - 1, -1, -1):
        for to in range(len(new) - 1, -1, -1):
            weight = weights[at][to]
            joined = weight + best[at + 1][to + 1] if weight else 0.0
            best[at][to] = max(joined, best[at + 1][to], best[at][to + 1])
    at = to = 0
    while at < len(old) and to < len(new):
        if weights[at][to] and best[at][to] == weights[at][to] + best[at + 1][to + 1]:
            yield old[at], new[to]
            at, to = at + 1, to + 1
        elif best[at][to] == best[at + 1][to]:
            at += 1
        else:
            to += 1


def _find_similar(old: Sequence[int], new: Sequence[int], similarity: Similarity) -> Iterator[_Pair]:
    if len(old) * len(new) > _MOST_MOVED:
        return
    free = list(new)
    for was in old:
        best = max(free, key=lambda now: similarity(was, now), default=None)
        if best is not None and similarity(was, best) >= _MOVED:
            free.remove(best)
            yield was, best
