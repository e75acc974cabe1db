"""Pairs the blocks of a document with those of its next version: unchanged, reworded, moved, added or removed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.joined_blocks import join_blocks
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.stemming import fold, stem_words
from build_tools.changes.prose.tables import is_head, label_cells
from build_tools.changes.prose.version import Version, identify
from build_tools.changes.redline.align import find_stretches


@dataclass(frozen=True, slots=True)
class Pair:
    """A block before and after; none where it was added or removed."""

    before: Block | None
    after: Block | None
    moved: bool = False
    gap: int = 0
    """The number of the gap between unchanged blocks that it stands in; 0 for an unchanged block."""


def is_same(pair: Pair) -> bool:
    """Whether both sides have the same text, links and place."""
    before, after = pair.before, pair.after
    if not before or not after or pair.moved or before.text != after.text:
        return False
    sides = ((block.kind, block.links, block.lead_in) for block in (before, after))
    return next(sides) == next(sides) and _have_same_cells(before, after)


def is_unchanged(pair: Pair) -> bool:
    """Whether both sides are the same and are in the same section."""
    return is_same(pair) and bool(pair.before and pair.after and pair.before.section == pair.after.section)


def _have_same_cells(before: Block, after: Block) -> bool:
    return before.cells == after.cells or label_cells(before.cells) == label_cells(after.cells)


_ALIKE = 0.5  # the least similarity of a block and its reworded version in the same gap
_ALIKE_AFAR = 0.75  # the least similarity of a block and its reworded version elsewhere
_WITHIN = 0.8  # the share of a sentence's words, in order, that makes a longer sentence an extension of it
_SUBSTANCE = 5  # words: a shorter sentence may be contained in another one by chance
_MAX_PAIRS = 40_000  # in a larger gap, only blocks at similar places are compared
_MAX_WORDS = 2_000  # of a longer block, only its beginning is compared


def align_blocks(before: Version, after: Version) -> tuple[Pair, ...]:
    """Pair all blocks of both versions, in the order of the later one; removed blocks keep their place."""
    pairs: list[Pair] = []
    for gap, stretch in enumerate(find_stretches(before.identities, after.identities), 1):
        old, new = before.blocks[stretch.was : stretch.was_end], after.blocks[stretch.now : stretch.now_end]
        if stretch.same:
            pairs += (Pair(a, b) for a, b in zip(old, new, strict=True))
        else:
            old, new = join_blocks(old, new)
            mates = {b: a for a, b in _choose(old, new, _ALIKE)}
            pairs += (Pair(old[mates[b]] if b in mates else None, block, gap=gap) for b, block in enumerate(new))
            paired = set(mates.values())
            pairs += (Pair(block, None, gap=gap) for a, block in enumerate(old) if a not in paired)
    return tuple(_join_moved(pairs))


def _choose(old: Sequence[Block], new: Sequence[Block], least: float) -> Iterator[tuple[int, int]]:
    """Yield the places of blocks that belong together, the most alike first."""
    was, now = ([stem_words(block.text)[:_MAX_WORDS] for block in blocks] for blocks in (old, new))
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
    """Yield the places to compare: in a large gap, those about as far from its beginning or its end."""
    if not old or not new:
        return
    reach = max(old, new) if old * new <= _MAX_PAIRS else max(2, _MAX_PAIRS // (2 * max(old, new)))
    for a in range(old):
        near = {b for middle in (a, a + new - old) for b in range(max(0, middle - reach), min(new, middle + reach + 1))}
        yield from ((a, b) for b in near)


def _likeness(old: tuple[Block, Sequence[str]], new: tuple[Block, Sequence[str]], least: float) -> float:
    """The similarity of two blocks, from 0 (less than `least`) to 1; more for list items with the same name."""
    (before, was), (after, now) = old, new
    if (before.kind is BlockKind.HEADING) is not (after.kind is BlockKind.HEADING):
        return float(was == now)
    if before.cells and after.cells and is_head(before.cells) is not is_head(after.cells):
        return 0.0
    if before.kind is not after.kind and BlockKind.BOILERPLATE in (before.kind, after.kind):
        return 0.0
    share = _share_cells(before, after) if before.cells and after.cells else 0.0
    if before.listed and after.listed and before.key and fold(before.key) == fold(after.key):
        return 1.0 + share
    alike: float = max(Indel.normalized_similarity(was, now, score_cutoff=least), share if share >= least else 0.0)
    shorter = min(len(was), len(now))
    if alike or shorter < _SUBSTANCE:
        return alike
    common = (len(was) + len(now) - Indel.distance(was, now)) / 2
    return least if common / shorter > _WITHIN else 0.0


def _share_cells(before: Block, after: Block) -> float:
    cells, cells_now = label_cells(before.cells), label_cells(after.cells)
    return len(cells & cells_now) / max(len(cells), len(cells_now), 1)


def _join_moved(pairs: Sequence[Pair]) -> Iterator[Pair]:
    removed = [pair for pair in pairs if not pair.after]
    added = [pair for pair in pairs if not pair.before]
    mates = _match_equal(removed, added)
    taken = set(map(id, mates.values()))
    rest_removed = [pair for pair in removed if id(pair) not in mates]
    rest_added = [pair for pair in added if id(pair) not in taken]
    if len(rest_removed) * len(rest_added) <= _MAX_PAIRS:
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
    """The added pair with the same words for the id of each removed one."""
    waiting: defaultdict[tuple[bool, object], list[Pair]] = defaultdict(list)
    for pair in added:
        if pair.after:
            waiting[identify(pair.after)].append(pair)
    return {
        id(pair): waiting[words].pop(0) for pair in removed if pair.before and waiting[words := identify(pair.before)]
    }
