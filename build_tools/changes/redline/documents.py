"""Compares two Markdown texts block by block, table by table and word by word, and finds moved blocks and rows."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from build_tools.changes.redline.markdown_blocks import BlockKind, Row, TextBlock, read_blocks
from build_tools.changes.redline.moves import ChangeKind, Similarity, Step, pair_up
from build_tools.changes.redline.words import Mark, Run, redline

_ENOUGH_TO_KNOW = 3  # words: a shorter passage cannot be recognized at another place
_ENOUGH_TO_GROW = 6
"""Words: a passage of this length has grown into a longer one that has nearly all of its words."""
_GROWN = 0.8
_NAMED = 0.5  # the least similarity of two rows with the same first cell
_CHANGES = {Mark.SAME: ChangeKind.SAME, Mark.DELETED: ChangeKind.DELETED, Mark.INSERTED: ChangeKind.INSERTED}

Lines = tuple[int, int]
"""The first and the last line of a block, from 1; zeros if the text does not have it."""
_NOWHERE: Lines = (0, 0)


@dataclass(frozen=True, slots=True)
class RedlinedCell:
    """A cell with its change."""

    change: ChangeKind
    """Deleted or inserted only with its whole row or column."""
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class RedlinedRow:
    """A row with its change. All rows of a table have the same number of cells, for the columns of both sides."""

    change: ChangeKind
    cells: tuple[RedlinedCell, ...]
    move: int = 0
    """The number of a move, the same at both places of a moved row; 0 if it has not moved."""
    anchor: str = ""


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
    is_at: Lines = _NOWHERE
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
    rows = _redline_table(was.rows, block.rows) if block.rows else ()
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
    words = [[_read_vocabulary(block.text) for block in side] for side in (old, new)]

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


def _redline_table(before: Sequence[Row], after: Sequence[Row]) -> tuple[RedlinedRow, ...]:
    table = _Table(_pair_columns(before, after))
    head = table.redline(Step(ChangeKind.SAME, 0, 0), before, after)
    old, new = before[1:], after[1:]
    keys = [table.key(row, 0) for row in old], [table.key(row, 1) for row in new]
    steps = pair_up(*keys, _compare_rows(*keys), lambda _: True)
    return head, *(table.redline(step, old, new) for step in steps)


def _read_vocabulary(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def mark_table(rows: Sequence[Row], mark: Mark) -> tuple[RedlinedRow, ...]:
    """The rows of a table that only one side has here."""
    change = _CHANGES[mark]
    return tuple(RedlinedRow(change, tuple(_mark(cell, mark) for cell in row.cells), 0, row.anchor) for row in rows)


def _pair_columns(before: Sequence[Row], after: Sequence[Row]) -> tuple[Step, ...]:
    old, new = ([[row.cells[at] for row in rows] for at in range(len(rows[0].cells))] for rows in (before, after))

    def compare(was: int, now: int) -> float:
        before, after = set(old[was][1:]) - {""}, set(new[now][1:]) - {""}
        return len(before & after) / (min(len(before), len(after)) or 1)

    return tuple(pair_up([column[0] for column in old], [column[0] for column in new], compare, lambda _: False))


def _compare_rows(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Similarity:
    words = [[_read_vocabulary(" ".join(key)) for key in side] for side in (old, new)]

    def compare(was: int, now: int) -> float:
        before, after = words[0][was], words[1][now]
        alike = 2 * len(before & after) / (len(before) + len(after) or 1)
        is_named = old[was][:1] == new[now][:1] not in {(), ("",)}
        return _NAMED + alike * (1 - _NAMED) if is_named else alike

    return compare


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[Step, ...]

    def key(self, row: Row, side: int) -> tuple[str, ...]:
        places = ((step.was, step.now)[side] for step in self.columns if None not in {step.was, step.now})
        return tuple(row.cells[place or 0] for place in places)

    def redline(self, step: Step, old: Sequence[Row], new: Sequence[Row]) -> RedlinedRow:
        was = old[step.was] if step.was is not None else None
        row = new[step.now] if step.now is not None and step.change is not ChangeKind.MOVED_AWAY else None
        cells = tuple(self._cell(column, was, row, step) for column in self.columns)
        is_changed = step.change is ChangeKind.SAME and any(cell.change is not ChangeKind.SAME for cell in cells)
        anchor = row.anchor if row else was.anchor if was else ""
        return RedlinedRow(ChangeKind.CHANGED if is_changed else step.change, cells, step.move, anchor)

    def _cell(self, column: Step, was: Row | None, row: Row | None, step: Step) -> RedlinedCell:
        before = was.cells[column.was] if was and column.was is not None else ""
        after = row.cells[column.now] if row and column.now is not None else ""
        if step.change is ChangeKind.MOVED_AWAY:
            return _mark(before, Mark.SAME)
        if was is None or column.was is None:
            return _mark(after, Mark.INSERTED)
        if row is None or column.now is None:
            return _mark(before, Mark.DELETED)
        if before == after:
            return _mark(after, Mark.SAME)
        return RedlinedCell(ChangeKind.CHANGED, redline(before, after))


def _mark(text: str, mark: Mark) -> RedlinedCell:
    return RedlinedCell(_CHANGES[mark], (Run(mark, text),) if text else ())
