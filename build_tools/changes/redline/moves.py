"""Which thing of one sequence is which of another, where some came, went, changed or moved?"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from build_tools.changes.redline.align import align

_ALIKE = 0.45
"""From which likeness on two things at the same place are one that has changed."""
_MOVED = 0.8
"""From which likeness on two things at different places are one that has moved and changed."""
_MOST = 1_600
"""How many pairs of a gap are weighed against each other; in larger ones, the nth is weighed against the nth alone."""
_MOST_MOVED = 10_000
_FARTHEST = 50
"""How far a stretch is slid so that it begins where it should."""

Likeness = Callable[[int, int], float]
"""How like a thing of the first sequence is one of the second, by their numbers: 0 to 1."""

_Pair = tuple[int, int]


class ChangeKind(StrEnum):
    """What happened to a thing."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"
    CHANGED = "changed"
    MOVED_AWAY = "moved away"
    """It stood here, and stands elsewhere now."""
    MOVED_HERE = "moved here"
    """It stood elsewhere. It may have changed besides."""


@dataclass(frozen=True, slots=True)
class Step:
    """A thing at its place in an order in which both sequences can be read."""

    change: ChangeKind
    was: int | None
    """Its number in the first sequence; none where it is new."""
    now: int | None
    """Its number in the second sequence; none where it is gone."""
    move: int = 0
    """Joins both places of what has moved; neighbours that have moved together share it. 0 where nothing has."""


def pair_up(
    before: Sequence[Hashable],
    after: Sequence[Hashable],
    like: Likeness,
    may_move: Callable[[int], bool],
    opens: Callable[[Hashable], bool] = lambda _: False,
) -> Iterator[Step]:
    """Yield all things of both sequences: in each gap what was there, then what is there now.

    Pairs are what is equal, in order or moved; then what is alike, in its place or moved. What has moved comes twice,
    at its old and at its new place. `may_move` says of a number of the first sequence whether that thing is enough to
    know it again elsewhere, and `opens` of a thing whether it begins what follows: where a stretch could have come or
    gone at several places, as those of a list of like entries, it begins with such a thing.
    """
    equal = [(at + n, to + n) for at, to, length in align(before, after) for n in range(length)]
    equal = _slide(equal, after, opens)
    equal = [(was, now) for now, was in _slide([(now, was) for was, now in equal], before, opens)]
    kept, moved = _find_pairs(before, after, equal, like, may_move)
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


def _slide(equal: Sequence[_Pair], after: Sequence[Hashable], opens: Callable[[Hashable], bool]) -> list[_Pair]:
    """The same pairs, with what has come between two of them beginning with what opens it, if it can."""
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
    like: Likeness,
    may_move: Callable[[int], bool],
) -> tuple[list[_Pair], list[_Pair]]:
    """The pairs that stand in the same order on both sides, and those that do not."""
    moved = list(_find_equal(before, after, equal, may_move))
    taken, given = {was for was, _ in moved}, {now for _, now in moved}
    kept = [*equal]
    for (at, end), (to, stop) in _gaps(equal, len(before), len(after)):
        old = [number for number in range(at, end) if number not in taken]
        new = [number for number in range(to, stop) if number not in given]
        kept += _pair_alike(old, new, like)
    taken |= {was for was, _ in kept}
    given |= {now for _, now in kept}
    old = [number for number in range(len(before)) if number not in taken and may_move(number)]
    new = [number for number in range(len(after)) if number not in given]
    return sorted(kept), [*moved, *_find_alike(old, new, like)]


def _number(moved: Sequence[_Pair]) -> dict[_Pair, int]:
    """The number of the move of each pair, in the order of the second sequence."""
    numbers: dict[_Pair, int] = {}
    count = 0
    for was, now in sorted(moved, key=lambda pair: pair[1]):
        joined = numbers.get((was - 1, now - 1), 0)
        count += not joined
        numbers[was, now] = joined or count
    return numbers


def _find_equal(
    before: Sequence[Hashable],
    after: Sequence[Hashable],
    kept: Sequence[_Pair],
    may_move: Callable[[int], bool],
) -> Iterator[_Pair]:
    """Pairs of equal things that are not in order."""
    known, knew = {now for _, now in kept}, {was for was, _ in kept}
    places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for number, thing in enumerate(after):
        if number not in known:
            places[thing].append(number)
    for number, thing in enumerate(before):
        if number not in knew and places.get(thing) and may_move(number):
            yield number, places[thing].popleft()


def _gaps(kept: Sequence[_Pair], before: int, after: int) -> Iterator[tuple[_Pair, _Pair]]:
    """The numbers on each side between the pairs."""
    at = to = 0
    for was, now in (*kept, (before, after)):
        if was > at and now > to:
            yield (at, was), (to, now)
        at, to = was + 1, now + 1


def _pair_alike(old: Sequence[int], new: Sequence[int], like: Likeness) -> Iterator[_Pair]:
    """The pairs of a gap that are most alike in all, in order. One close pair is worth more than two loose ones."""
    if len(old) * len(new) > _MOST:
        yield from (pair for pair in zip(old, new, strict=False) if like(*pair) >= _ALIKE)
        return
    weights = [[weight**2 if (weight := like(was, now)) >= _ALIKE else 0.0 for now in new] for was in old]
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


def _find_alike(old: Sequence[int], new: Sequence[int], like: Likeness) -> Iterator[_Pair]:
    """Pairs of things at different places that are nearly the same."""
    if len(old) * len(new) > _MOST_MOVED:
        return
    free = list(new)
    for was in old:
        best = max(free, key=lambda now: like(was, now), default=None)
        if best is not None and like(was, best) >= _MOVED:
            free.remove(best)
            yield was, best
