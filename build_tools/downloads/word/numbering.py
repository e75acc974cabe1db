"""Finds the numbers of headings and items that Word can count itself, in both texts of a redline.

Numbers change with their neighbours. Numbers that Word counts are right whichever changes are accepted; numbers that it
cannot count are written out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_tools.changes.redline.documents import RedlinedBlock
from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock
from build_tools.changes.redline.moves import ChangeKind

_NUMBER = re.compile(r"([^\d%]{0,10})(\d{1,6})([^\d%]{0,10})")

_Series = tuple[BlockKind, int, str, str]
"""A series of numbers: the kind and depth of its blocks, and the characters around the numbers."""


@dataclass(frozen=True, slots=True)
class Count:
    """A list whose numbers Word counts."""

    number: int
    """The number of the list in the file, from 1."""
    before: str
    after: str
    """The characters around each number."""
    start: int
    is_flat: bool
    """Whether it is a list of headings."""


@dataclass(slots=True)
class _Open:
    count: Count
    next: list[int]
    """The next number, in the earlier and in the new text."""


def count_blocks(blocks: Sequence[RedlinedBlock]) -> Iterator[Count | None]:
    """Yield for each block the list that counts it; none without a number, or if the number must be written out."""
    open_lists: dict[_Series, _Open] = {}
    made = 0
    for block in blocks:
        sides = tuple(map(_read, sides_of(block)))
        found = list(filter(None, sides))
        lacks_one = any(side and not read for side, read in zip(sides_of(block), sides, strict=True))
        if not found or len({series for series, _ in found}) > 1 or lacks_one:
            yield None
            continue
        series = found[0][0]
        numbers = [side[1] if side else None for side in sides]
        if not ((known := open_lists.get(series)) and _goes_on(known, numbers)):
            starts = {number for _, number in found}
            if len(starts) > 1:
                open_lists.pop(series, None)
                yield None
                continue
            made += 1
            start = starts.pop()
            known = _Open(Count(made, *series[2:], start, series[0] is BlockKind.HEADING), [start, start])
            open_lists[series] = known
        pairs = zip(numbers, known.next, strict=True)
        known.next = [due if number is None else number + 1 for number, due in pairs]
        yield known.count


def sides_of(block: RedlinedBlock) -> tuple[TextBlock | None, TextBlock | None]:
    """A block at this place in the earlier and in the new text."""
    match block.change:
        case ChangeKind.DELETED | ChangeKind.MOVED_AWAY:
            return block.block, None
        case ChangeKind.INSERTED | ChangeKind.MOVED_HERE:
            return None, block.block
        case ChangeKind.SAME | ChangeKind.CHANGED:
            return block.was or block.block, block.block


def _read(block: TextBlock | None) -> tuple[_Series, int] | None:
    """The series and the number of a block; none where it has no number that Word can count."""
    match = _NUMBER.fullmatch(block.marker) if block else None
    if block is None or match is None or match[2] != str(int(match[2])):
        return None
    return (block.kind, block.depth, match[1], match[3]), int(match[2])


def _goes_on(known: _Open, numbers: Sequence[int | None]) -> bool:
    return all(number in {None, due} for number, due in zip(numbers, known.next, strict=True))
