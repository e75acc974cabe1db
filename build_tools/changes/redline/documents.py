"""What came, went, changed or moved from one text in Markdown to another, block by block and word by word?"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock, read_blocks
from build_tools.changes.redline.moves import ChangeKind, Likeness, Step, pair_up
from build_tools.changes.redline.tables import RedlinedRow, mark_table, redline_table
from build_tools.changes.redline.words import Mark, Run, redline

_WORD = re.compile(r"\w+")
_ENOUGH_TO_KNOW = 3
"""Words: a shorter passage that stands elsewhere too need not be the same one."""
_ENOUGH_TO_GROW = 6
"""Words: a passage of so many that are all in a longer one has grown into it."""
_GROWN = 0.8

Lines = tuple[int, int]
"""The first and the last line of a block, from 1; 0 twice where it does not stand."""
_NOWHERE: Lines = (0, 0)


@dataclass(frozen=True, slots=True)
class RedlinedBlock:
    """A block with what happened to it."""

    change: ChangeKind
    block: TextBlock
    """As it stands now; as it stood, where it stands here no more."""
    runs: tuple[Run, ...]
    """Its words. A block that has moved has at its new place what has changed in it besides."""
    rows: tuple[RedlinedRow, ...] = ()
    """Of a table, its rows."""
    move: int = 0
    """Joins both places of a passage that has moved, which may be several blocks in a row; 0 where nothing has."""
    was_at: Lines = _NOWHERE
    """Where it stands in the first text, if it is read here as of that."""
    stands_at: Lines = _NOWHERE
    """Where it stands in the second text."""
    was: TextBlock | None = None
    """As it stood, where it stands here in both texts: its form may have been another."""


def redline_documents(before: str, after: str) -> tuple[RedlinedBlock, ...]:
    """All blocks of both texts in an order in which both can be read.

    What is not inserted, and did not move here, makes the one; what is not deleted, and did not move away, the other.
    """
    old, new = read_blocks(before), read_blocks(after)
    keys = list(map(_key, old)), list(map(_key, new))
    steps = pair_up(*keys, _weigh(old, new), lambda at: _is_known(old[at]), _opens)
    return tuple(_redline(old, new, step) for step in steps)


def _redline(old: Sequence[TextBlock], new: Sequence[TextBlock], step: Step) -> RedlinedBlock:
    if step.was is not None and (step.now is None or step.change is ChangeKind.MOVED_AWAY):
        return _stands_alone(step, old[step.was], Mark.SAME if step.move else Mark.DELETED)
    block = new[step.now or 0]
    if step.was is None:
        return _stands_alone(step, block, Mark.INSERTED)
    was = old[step.was]
    runs = (Run(Mark.SAME, block.text),) if was.text == block.text else redline(was.text, block.text)
    rows = redline_table(was.rows, block.rows) if block.rows else ()
    return RedlinedBlock(step.change, block, runs, rows, step.move, was.lines, block.lines, was)


def _stands_alone(step: Step, block: TextBlock, mark: Mark) -> RedlinedBlock:
    """A block that is read here on one side alone."""
    places = (_NOWHERE, block.lines) if step.change is ChangeKind.INSERTED else (block.lines, _NOWHERE)
    runs = (Run(mark, block.text),)
    return RedlinedBlock(step.change, block, runs, mark_table(block.rows, mark), step.move, *places)


def _key(block: TextBlock) -> tuple[str, object]:
    """What makes a block the same: its words. Whether they are a paragraph or an item is their form alone."""
    if block.kind is BlockKind.TABLE:
        return "table", tuple(row.cells for row in block.rows)
    return "heading" if block.kind is BlockKind.HEADING else "text", block.text


def _opens(key: Hashable) -> bool:
    """Whether a block begins a section."""
    return isinstance(key, tuple) and key[0] == "heading"


def _is_known(block: TextBlock) -> bool:
    return block.kind is BlockKind.HEADING or len(_WORD.findall(block.text)) >= _ENOUGH_TO_KNOW


def _weigh(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Likeness:
    """How like a block is another one, by the words that they share."""
    words = [[frozenset(_WORD.findall(block.text.casefold())) for block in side] for side in (old, new)]

    def weigh(was: int, now: int) -> float:
        if _key(old[was])[0] != _key(new[now])[0]:
            return 0.0
        one, other = words[0][was], words[1][now]
        fewer, shared = min(len(one), len(other)), len(one & other)
        if not shared:
            return 0.0
        if old[was].kind is BlockKind.TABLE:
            return shared / fewer
        grown = shared / fewer if fewer >= _ENOUGH_TO_GROW else 0.0
        return max(2 * shared / (len(one) + len(other)), grown / 2 if grown >= _GROWN else 0.0)

    return weigh
