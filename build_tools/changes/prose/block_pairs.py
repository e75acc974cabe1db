"""Which block of a document became which block of its next version?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from build_tools.changes.prose.blocks import Block, BlockKind
from build_tools.changes.prose.stemming import fold, stem_words
from build_tools.changes.redline.align import find_stretches


@dataclass(frozen=True, slots=True)
class Pair:
    """A block before and after; none where it was added or removed."""

    before: Block | None
    after: Block | None
    moved: bool = False
    """Whether it stands among other blocks than before."""
    gap: int = 0
    """Pairs of one gap between equal blocks have one number."""


def is_same(pair: Pair) -> bool:
    """Whether both sides of a pair are written alike and lead to the same places."""
    before, after = pair.before, pair.after
    return bool(before and after) and not pair.moved and _written(before) == _written(after)


def _written(block: Block | None) -> tuple[object, ...]:
    """What a block is as it stands in its document."""
    return (block.kind, block.text, block.links, block.lead_in) if block else ()


_ALIKE = 0.5
"""How alike two neighbours are that are one block, reworded."""
_ALIKE_AFAR = 0.75
"""How alike two blocks are, wherever they stand, that are one block, moved."""
_PAIRS = 40_000
"""Blocks of a gap are compared one by one up to so many pairs."""
_LONG = 2_000
"""Words: of a longer block only its beginning tells whether it is alike."""


def align_blocks(before: Sequence[Block], after: Sequence[Block]) -> tuple[Pair, ...]:
    """All blocks of both versions as pairs, in the order of the version after, what was removed where it stood."""
    pairs: list[Pair] = []
    identities = list(map(_identity, before)), list(map(_identity, after))
    for number, stretch in enumerate(find_stretches(*identities)):
        old, new = before[stretch.was : stretch.was_end], after[stretch.now : stretch.now_end]
        if stretch.same:
            pairs += (Pair(a, b) for a, b in zip(old, new, strict=True))
        else:
            pairs += _pair_gap(old, new, number + 1)
    return tuple(_find_moves(pairs))


def _identity(block: Block) -> tuple[bool, str]:
    """What makes two blocks the same one, however they are typeset."""
    return block.kind is BlockKind.HEADING, fold(block.text)


def _pair_gap(old: Sequence[Block], new: Sequence[Block], gap: int) -> Iterator[Pair]:
    """Pair the blocks of a gap that are alike; the others were removed and added."""
    chosen = dict(_choose(old, new))
    partners = {place: mate for mate, place in chosen.items()}
    told: set[int] = set()
    for place, block in enumerate(new):
        mate = partners.get(place)
        if mate is None:
            yield Pair(None, block, gap=gap)
            continue
        told.add(mate)
        yield Pair(old[mate], block, gap=gap)
    yield from (Pair(block, None, gap=gap) for place, block in enumerate(old) if place not in told)


def _choose(old: Sequence[Block], new: Sequence[Block], least: float = _ALIKE) -> Iterator[tuple[int, int]]:
    """Yield the places of blocks that belong together, the most alike first."""
    if not old or not new:
        return
    was, now = [stem_words(block.text)[:_LONG] for block in old], [stem_words(block.text)[:_LONG] for block in new]
    likeness = [
        (-_likeness((old[a], was[a]), (new[b], now[b]), least), abs(a - b), a, b)
        for a, b in _candidates(len(old), len(new))
    ]
    used_old: set[int] = set()
    used_new: set[int] = set()
    for score, _, a, b in sorted(likeness):
        if score < 0 and a not in used_old and b not in used_new:
            used_old.add(a)
            used_new.add(b)
            yield a, b


def _candidates(old: int, new: int) -> Iterator[tuple[int, int]]:
    """Places that are compared: all of a small gap, of a large one those about as far from its beginning or its end."""
    reach = max(old, new) if old * new <= _PAIRS else max(2, _PAIRS // (2 * max(old, new)))
    for a in range(old):
        near = {*range(max(0, a - reach), min(new, a + reach + 1))}
        shifted = a + new - old
        near |= {*range(max(0, shifted - reach), min(new, shifted + reach + 1))}
        yield from ((a, b) for b in near)


def _likeness(old: tuple[Block, list[str]], new: tuple[Block, list[str]], least: float) -> float:
    """How alike two blocks are, from 0, which is too little, to 1; the same name in a list is enough."""
    (before, was), (after, now) = old, new
    if (before.kind is BlockKind.HEADING) is not (after.kind is BlockKind.HEADING):
        return float(was == now)
    if BlockKind.BOILERPLATE in {before.kind, after.kind} and before.kind is not after.kind:
        return 0.0
    if before.listed and after.listed and before.key and fold(before.key) == fold(after.key):
        return 1.0
    alike: float = Indel.normalized_similarity(was, now, score_cutoff=least)
    if alike:
        return alike
    contained = _contained(was, now)
    return least if contained > _WITHIN and min(len(was), len(now)) >= _SUBSTANCE else 0.0


_WITHIN = 0.8
"""The share of a sentence's words that a longer one has in the same order, when it is that sentence with more to it."""
_SUBSTANCE = 5
"""Words: a shorter sentence may stand in any other by chance."""


def _contained(was: list[str], now: list[str]) -> float:
    """Which share of the shorter block's words the longer one has in the same order."""
    least = min(len(was), len(now))
    if not least:
        return 0.0
    distance = Indel.distance(was, now)
    return (len(was) + len(now) - distance) / 2 / least


def _find_moves(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Pair what was removed with what was added elsewhere in the same or nearly the same words."""
    pairs = list(pairs)
    removed = [pair for pair in pairs if not pair.after]
    added = [pair for pair in pairs if not pair.before]
    mates = _match_equal(removed, added)
    rest_removed = [pair for pair in removed if id(pair) not in mates]
    taken = {id(mate) for mate in mates.values()}
    rest_added = [pair for pair in added if id(pair) not in taken]
    if len(rest_removed) * len(rest_added) <= _PAIRS:
        old = [pair.before for pair in rest_removed if pair.before]
        new = [pair.after for pair in rest_added if pair.after]
        mates |= {id(rest_removed[a]): rest_added[b] for a, b in _choose(old, new, _ALIKE_AFAR)}
    joined = {
        id(mate): Pair(pair.before, mate.after, moved=True, gap=mate.gap)
        for pair in removed
        if (mate := mates.get(id(pair)))
    }
    yield from (joined.get(id(pair), pair) for pair in pairs if id(pair) not in mates)


def _match_equal(removed: Iterable[Pair], added: Iterable[Pair]) -> dict[int, Pair]:
    """For removed blocks, the added ones with the same words."""
    waiting: dict[tuple[bool, str], list[Pair]] = defaultdict(list)
    for pair in added:
        if pair.after:
            waiting[_identity(pair.after)].append(pair)
    mates = {}
    for pair in removed:
        if pair.before and (found := waiting[_identity(pair.before)]):
            mates[id(pair)] = found.pop(0)
    return mates
