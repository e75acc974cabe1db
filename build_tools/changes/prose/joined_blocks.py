"""Finds sentences that were joined or split, and lists that became sentences: several blocks that one replaces."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.sentence_claims import is_negative
from build_tools.changes.prose.stemming import stem_words
from build_tools.changes.redline.align import align

_WITHIN = 0.7  # the share of a block's words, in order, that stand in the block that replaces it
_COVERED = 0.5  # the share of that block's words that stand in the blocks that it replaces
_MAX_WORDS = 4_000  # of a longer gap, nothing is joined


def join_blocks(old: Sequence[Block], new: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Both sides of a gap, with neighbours joined into one block where one block on the other side replaces them."""
    if min(len(old), len(new)) < 1 or len(old) == len(new) == 1:
        return tuple(old), tuple(new)
    was, now = ([stem_words(block.text) for block in side] for side in (old, new))
    if max(sum(map(len, side)) for side in (was, now)) > _MAX_WORDS:
        return tuple(old), tuple(new)
    shared = _count_shared(was, now)
    olds = tuple(_join(old, _find_runs(was, now, shared, old)))
    news = tuple(_join(new, _find_runs(now, was, {(a, b): count for (b, a), count in shared.items()}, new)))
    return olds, news


def _count_shared(was: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> dict[tuple[int, int], int]:
    """The number of words that a block of each side share, if all are read in order."""
    owners, owners_now = ([place for place, words in enumerate(side) for _ in words] for side in (was, now))
    words, words_now = ([word for words in side for word in words] for side in (was, now))
    return Counter(
        (owners[start + step], owners_now[target + step])
        for start, target, length in align(words, words_now)
        for step in range(length)
    )


def _find_runs(
    many: Sequence[Sequence[str]],
    single: Sequence[Sequence[str]],
    shared: dict[tuple[int, int], int],
    blocks: Sequence[Block],
) -> list[int | None]:
    """For each block, the block on the other side that replaces it and its neighbours; none for any other block."""
    found: list[int | None] = []
    totals: Counter[int] = Counter()
    for place, words in enumerate(many):
        best = max(range(len(single)), key=lambda other: shared.get((place, other), 0))
        count = shared.get((place, best), 0)
        may_join = not blocks[place].cells and blocks[place].kind not in {BlockKind.HEADING, BlockKind.BOILERPLATE}
        is_within = bool(count) and count >= _WITHIN * len(words) and may_join
        totals[best] += count if is_within else 0
        found.append(best if is_within else None)
    return [best if best is not None and totals[best] >= _COVERED * len(single[best]) else None for best in found]


def _join(blocks: Sequence[Block], runs: Sequence[int | None]) -> Iterator[Block]:
    for best, group in groupby(zip(blocks, runs, strict=True), key=lambda pair: pair[1]):
        members = [block for block, _ in group]
        denials = {is_negative(block.text) for block in members}
        if best is None or len(members) == 1 or len(denials) > 1:  # joined, a denial would seem to cover all of them
            yield from members
        else:
            yield replace(
                members[0],
                text=_join_texts([block.text for block in members]),
                links=tuple(link for block in members for link in block.links),
                source=" ".join(block.source for block in members),
            )


def _join_texts(texts: Sequence[str]) -> str:
    """The texts with a comma after each that has no mark at its end, as in a list."""
    return " ".join(
        f"{text}," if text[-1:].isalnum() and place < len(texts) - 1 else text for place, text in enumerate(texts)
    )
