"""What came, went, changed or moved in a table, row by row and cell by cell?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from build_tools.changes.redline.markdown_blocks import Row
from build_tools.changes.redline.moves import ChangeKind, Likeness, Step, pair_up
from build_tools.changes.redline.words import Mark, Run, redline

_WORD = re.compile(r"\w+")
_NAMED = 0.5
"""How like two rows are at least that have the same first cell."""
_CHANGES = {Mark.SAME: ChangeKind.SAME, Mark.DELETED: ChangeKind.DELETED, Mark.INSERTED: ChangeKind.INSERTED}


@dataclass(frozen=True, slots=True)
class RedlinedCell:
    """A cell with what happened to it."""

    change: ChangeKind
    """Deleted and inserted where that happened to its whole row or column."""
    runs: tuple[Run, ...]
    """Its words; none where it is empty."""


@dataclass(frozen=True, slots=True)
class RedlinedRow:
    """A row with what happened to it. All rows of a table have as many cells, for the columns of both sides."""

    change: ChangeKind
    cells: tuple[RedlinedCell, ...]
    move: int = 0
    """Joins both places of rows that have moved; 0 where nothing has."""
    anchor: str = ""
    """The address of what it is about."""


def redline_table(before: Sequence[Row], after: Sequence[Row]) -> tuple[RedlinedRow, ...]:
    """The rows of two tables, the row of headings first. Both tables have one."""
    columns = _pair_columns(before, after)
    table = _Table(columns)
    head = table.redline(Step(ChangeKind.SAME, 0, 0), before, after)
    old, new = before[1:], after[1:]
    steps = pair_up([table.key(row, 0) for row in old], [table.key(row, 1) for row in new], table.weigh(old, new), _any)
    return head, *(table.redline(step, old, new) for step in steps)


def mark_table(rows: Sequence[Row], mark: Mark) -> tuple[RedlinedRow, ...]:
    """The rows of a table that stands here on one side alone."""
    change = _CHANGES[mark]
    return tuple(RedlinedRow(change, tuple(_mark(cell, mark) for cell in row.cells), 0, row.anchor) for row in rows)


def _pair_columns(before: Sequence[Row], after: Sequence[Row]) -> tuple[Step, ...]:
    """The columns of both tables: the same by their headings, or by what stands in them."""
    old, new = ([[row.cells[at] for row in rows] for at in range(len(rows[0].cells))] for rows in (before, after))

    def weigh(was: int, now: int) -> float:
        one, other = set(old[was][1:]) - {""}, set(new[now][1:]) - {""}
        return len(one & other) / (min(len(one), len(other)) or 1)

    return tuple(pair_up([column[0] for column in old], [column[0] for column in new], weigh, lambda _: False))


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[Step, ...]

    def key(self, row: Row, side: int) -> tuple[str, ...]:
        """What a row says in the columns that both tables have."""
        places = ((step.was, step.now)[side] for step in self.columns if None not in {step.was, step.now})
        return tuple(row.cells[place or 0] for place in places)

    def weigh(self, old: Sequence[Row], new: Sequence[Row]) -> Likeness:
        """How like two rows are: by their first cells, or else by their words."""
        keys = [self.key(row, 0) for row in old], [self.key(row, 1) for row in new]
        words = [[frozenset(_WORD.findall(" ".join(key).casefold())) for key in side] for side in keys]

        def weigh(was: int, now: int) -> float:
            one, other = words[0][was], words[1][now]
            alike = 2 * len(one & other) / (len(one) + len(other) or 1)
            named = keys[0][was][:1] == keys[1][now][:1] not in {(), ("",)}
            return _NAMED + alike * (1 - _NAMED) if named else alike

        return weigh

    def redline(self, step: Step, old: Sequence[Row], new: Sequence[Row]) -> RedlinedRow:
        """A row with its cells."""
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


def _any(_: int) -> bool:
    """Every row may move."""
    return True
