"""Compares two tables row by row and cell by cell, and finds moved rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from build_tools.changes.redline.markdown_blocks import Row
from build_tools.changes.redline.moves import ChangeKind, Similarity, Step, pair_up
from build_tools.changes.redline.words import Mark, Run, redline

_NAMED = 0.5  # the least similarity of two rows with the same first cell
_CHANGES = {Mark.SAME: ChangeKind.SAME, Mark.DELETED: ChangeKind.DELETED, Mark.INSERTED: ChangeKind.INSERTED}


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


def redline_table(before: Sequence[Row], after: Sequence[Row]) -> tuple[RedlinedRow, ...]:
    """The rows of two tables, the row of headings first. Both tables have one."""
    table = _Table(_pair_columns(before, after))
    head = table.redline(Step(ChangeKind.SAME, 0, 0), before, after)
    old, new = before[1:], after[1:]
    keys = [table.key(row, 0) for row in old], [table.key(row, 1) for row in new]
    steps = pair_up(*keys, _compare(*keys), lambda _: True)
    return head, *(table.redline(step, old, new) for step in steps)


def read_vocabulary(text: str) -> frozenset[str]:
    """The different words of a text, in lower case."""
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


def _compare(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Similarity:
    words = [[read_vocabulary(" ".join(key)) for key in side] for side in (old, new)]

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
        """The cells of a row in the columns that both tables have."""
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
