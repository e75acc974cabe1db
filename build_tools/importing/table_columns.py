"""Finds which column of a table holds which field of a fact: by its heading, in several languages, or by its cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_tools.changes.prose.cell_values import find_places, is_place
from build_tools.changes.prose.tables import read_kinds
from build_tools.importing.blocks import Block
from build_tools.importing.column_map import fields_for
from build_tools.importing.dates import find_period
from build_tools.importing.facts import Context
from build_tools.importing.ids import plain
from build_tools.importing.page_marks import without_marks

_MOST = 0.7  # this part of the cells of a column says what the column holds
_WEB = re.compile(r"(?:https?://|www\.)\S+|\[[^\]]+\]\(https?://[^)]+\)")
_COMPANY = re.compile(
    r"(?:\b(?:inc|llc|ltd|limited|gmbh|corp|corporation|sarl|sas|bv|nv|plc|pty|ag|oy|srl)\b|b\.v\.|s\.a\.)\.?$",
    re.IGNORECASE,
)
_NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "/"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table."""

    heads: tuple[str, ...]  # in plain words
    kinds: tuple[tuple[str, ...], ...]
    fields: Mapping[str, int]  # the column of each field that was found
    mapped: frozenset[str]  # the fields that a person has named

    @property
    def rest(self) -> tuple[int, ...]:
        """The columns without a field."""
        return tuple(place for place in range(len(self.heads)) if place not in self.fields.values())

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The cells of a row by their fields; a cell that says nothing is empty."""
        return {field: "" if is_nothing(row[place]) else row[place] for field, place in self.fields.items()}


def is_nothing(cell: str) -> bool:
    """Whether a cell is empty, or says that there is nothing."""
    return plain(cell).casefold() in _NOTHING


def find_columns(block: Block, context: Context, key: str, wanted: Mapping[str, tuple[str, ...]]) -> Columns:
    """The columns of a table. `wanted` gives the kinds of columns that may hold a field, the likeliest first."""
    heads = tuple(without_marks(plain(cell)).strip() for cell in block.rows[0])
    columns = [[row[place] for row in block.rows[1:]] for place in range(len(heads))]
    kinds = tuple(_read_heading(head) or _guess(cells) for head, cells in zip(heads, columns, strict=True))
    given = fields_for(key, list(heads), context.columns)
    fields = {field: place for place, field in given.items() if field != "note"}
    free = [place for place in range(len(heads)) if place not in given]
    for field, accepted in wanted.items():
        if field in fields:
            continue
        named = (place for kind in accepted for place in free if kind in kinds[place])
        if (found := next(named, None)) is not None:
            fields[field] = found
            free.remove(found)
    return Columns(heads, kinds, fields, frozenset(given.values()))


def _read_heading(head: str) -> tuple[str, ...]:
    """What a heading names; one of several words, such as "Service / Purpose", names what each of them does."""
    parts = re.split(r"\s*(?:/|&|\band\b|\bund\b)\s*", head)
    return read_kinds(head) or tuple(dict.fromkeys(kind for part in parts for kind in read_kinds(part)))


def _guess(cells: Sequence[str]) -> tuple[str, ...]:
    """What a column without a known heading holds, by its cells."""
    filled = [plain(cell) if not _WEB.fullmatch(cell) else cell for cell in cells if not is_nothing(cell)]
    tests = (
        ("link", lambda cell: bool(_WEB.fullmatch(cell))),
        ("place", lambda cell: all(map(is_place, find_places(cell)))),
        ("period", lambda cell: find_period(cell) is not None and len(cell.split()) <= 4),  # noqa: PLR2004 - `3 years`
        ("company", lambda cell: bool(_COMPANY.search(cell))),
    )
    for kind, test in tests:
        if len(filled) > 1 and sum(map(test, filled)) >= len(filled) * _MOST:
            return (kind,)
    return ()
