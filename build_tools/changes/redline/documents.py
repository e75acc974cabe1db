"""Compares two Markdown texts block by block and word by word, and finds moved blocks."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock, read_blocks
from build_tools.changes.redline.moves import ChangeKind, Similarity, Step, pair_up
from build_tools.changes.redline.tables import RedlinedRow, mark_table, read_vocabulary, redline_table
from build_tools.changes.redline.words import Mark, Run, redline

_ENOUGH_TO_KNOW = 3  # words: a shorter passage cannot be recognized at another place
_ENOUGH_TO_GROW = 6
"""Words: a passage of this length has grown into a longer one that has nearly all of its words."""
_GROWN = 0.8

Lines = tuple[int, int]
"""The first and the last line of a block, from 1; zeros if the text does not have it."""
_NOWHERE: Lines = (0, 0)


@dataclass(frozen=True, slots=True)
class RedlinedBlock:
    """A block with its change."""

    change: ChangeKind
    block: TextBlock
    """The new block, or the old one if it was deleted or moved away."""
    runs: tuple[Run, ...]
    """Its words. A moved block has its other changes at its new place."""
    rows: tuple[RedlinedRow, ...] = ()
    move: int = 0
    """The number of a move, the same at both places of a passage of one or more blocks; 0 if it has not moved."""
    was_at: Lines = _NOWHERE
    """Its lines in the first text, if it is read here as part of that."""
    stands_at: Lines = _NOWHERE
    was: TextBlock | None = None
    """The old block, if both texts have it here: its form may have been different."""


def redline_documents(before: str, after: str) -> tuple[RedlinedBlock, ...]:
    """All blocks of both texts in an order in which both can be read."""
    old, new = read_blocks(before), read_blocks(after)
    keys = list(map(_key, old)), list(map(_key, new))
    steps = pair_up(*keys, _compare(old, new), lambda at: _can_move(old[at]), _is_heading)
    return tuple(_redline(old, new, step) for step in steps)


def _redline(old: Sequence[TextBlock], new: Sequence[TextBlock], step: Step) -> RedlinedBlock:
    if step.was is not None and (step.now is None or step.change is ChangeKind.MOVED_AWAY):
        return _one_sided(step, old[step.was], Mark.SAME if step.move else Mark.DELETED)
    block = new[step.now or 0]
    if step.was is None:
        return _one_sided(step, block, Mark.INSERTED)
    was = old[step.was]
    runs = (Run(Mark.SAME, block.text),) if was.text == block.text else redline(was.text, block.text)
    rows = redline_table(was.rows, block.rows) if block.rows else ()
    return RedlinedBlock(step.change, block, runs, rows, step.move, was.lines, block.lines, was)


def _one_sided(step: Step, block: TextBlock, mark: Mark) -> RedlinedBlock:
    places = (_NOWHERE, block.lines) if step.change is ChangeKind.INSERTED else (block.lines, _NOWHERE)
    runs = (Run(mark, block.text),)
    return RedlinedBlock(step.change, block, runs, mark_table(block.rows, mark), step.move, *places)


def _key(block: TextBlock) -> tuple[str, object]:
    """The words that identify a block. Paragraphs and items differ only in form."""
    if block.kind is BlockKind.TABLE:
        return "table", tuple(row.cells for row in block.rows)
    return "heading" if block.kind is BlockKind.HEADING else "text", block.text


def _is_heading(key: Hashable) -> bool:
    return isinstance(key, tuple) and key[0] == "heading"


def _can_move(block: TextBlock) -> bool:
    return block.kind is BlockKind.HEADING or len(re.findall(r"\w+", block.text)) >= _ENOUGH_TO_KNOW


def _compare(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Similarity:
    words = [[read_vocabulary(block.text) for block in side] for side in (old, new)]

    def compare(was: int, now: int) -> float:
        before, after = words[0][was], words[1][now]
        shared = len(before & after)
        if not shared or _key(old[was])[0] != _key(new[now])[0]:
            return 0.0
        fewer = min(len(before), len(after))
        if old[was].kind is BlockKind.TABLE:
            return shared / fewer
        grown = shared / fewer if fewer >= _ENOUGH_TO_GROW else 0.0
        return max(2 * shared / (len(before) + len(after)), grown / 2 if grown >= _GROWN else 0.0)

    return compare
