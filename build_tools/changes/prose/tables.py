"""Reads tables as cells with their columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import takewhile

from build_tools.changes.prose.cell_values import find_places, is_place, translate
from build_tools.changes.prose.inline_markup import read_words
from build_tools.changes.prose.lines import BlockKind, Line
from build_tools.changes.prose.numbers import find_periods
from build_tools.changes.prose.stemming import KEPT, fold
from build_tools.changes.prose.word_lists import read_list

COMPANY, COOKIE, PERIOD, BASIS = "company", "cookie", "period", "basis"
ASIDE = {"link", "number"}
PLACES = {"place", "processing-place", "seat"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or a labelled part of a list item."""

    column: str
    """What it holds: a kind of `columns.txt`, or else its heading, or its place: `#0`."""
    heading: str
    text: str
    source: str = ""


@cache
def load_columns(name: str = "columns") -> dict[str, str]:
    """The patterns of the headings of each kind of column."""
    found: dict[str, str] = {}
    for line in read_list(name):
        kind, _, pattern = line.partition(": ")
        found[kind] = f"{found[kind]}|{pattern}" if kind in found else pattern
    return found


@cache
def _compile_columns(name: str = "columns") -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in load_columns(name).items())


_ASIDE = re.compile(r"\([^()]*\)|[*:†]+$|^[*†]+")
_LONGEST_HEADING = 80  # characters


@lru_cache(maxsize=KEPT)
def read_column(heading: str) -> str:
    """The kind of a column by its heading in plain words; empty where it is not known."""
    if len(heading) > _LONGEST_HEADING:
        return ""
    folded = _ASIDE.sub("", fold(heading)).strip()
    return next((kind for kind, pattern in _compile_columns() if pattern.fullmatch(folded)), "")


def read_kinds(heading: str) -> tuple[str, ...]:
    """All kinds that the heading of a column may name, the likeliest first; with those of `column-details.txt`."""
    if len(heading) > _LONGEST_HEADING:
        return ()
    folded = _ASIDE.sub("", fold(heading)).strip()
    patterns = (*_compile_columns(), *_compile_columns("column-details"))
    return tuple(dict.fromkeys(kind for kind, pattern in patterns if pattern.fullmatch(folded)))


def _read_head(cells: Sequence[str], *, is_head: bool) -> tuple[Cell, ...]:
    """The head of a table; what is none by its words, and has no line below, names no columns."""
    headings = [read_words(cell) for cell in cells]
    kinds = list(map(read_column, headings))
    is_named = is_head or sum(map(bool, kinds)) * 2 > len(kinds)
    names = [
        kind if kind and kinds.count(kind) == 1 else fold(text) for kind, text in zip(kinds, headings, strict=True)
    ]
    columns = [
        name if is_named and name and names.count(name) == 1 else f"#{place}" for place, name in enumerate(names)
    ]
    return tuple(map(Cell, columns, headings, headings, cells))


def rebuild_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with tables whose cells a crawler wrote as one paragraph each as rows again.

    The paragraphs are known headings, and then as many cells for each row, places and periods in their columns.
    """
    end = 0
    for place, line in enumerate(lines):
        if place < end:
            continue
        if line.kind is not BlockKind.PARAGRAPH:
            yield line
            continue
        rows = _find_rows(lines, place) if read_column(line.text) else []
        end = place + sum(map(len, rows))
        yield from [replace(row[0], kind=BlockKind.ROW, text=_join_cells(row)) for row in rows] or [line]


def _join_cells(row: Sequence[Line]) -> str:
    return " | ".join(cell.text.replace("|", "/") for cell in row)


def _find_rows(lines: Sequence[Line], place: int) -> list[Sequence[Line]]:
    head = takewhile(lambda line: line.kind is BlockKind.PARAGRAPH, lines[place : place + _MAX_COLUMNS])
    columns = list(takewhile(bool, (read_column(line.text) for line in head)))
    size = len(columns)
    if size < _FEWEST or len(set(columns)) < size or not {PERIOD, *PLACES} & set(columns):
        return []
    rows = (lines[at : at + size] for at in range(place + size, len(lines) - size + 1, size))
    body = list(takewhile(lambda row: all(map(_may_hold, columns, row)), rows))
    return [lines[place : place + size], *body] if len(body) >= _FEWEST else []


def _may_hold(column: str, line: Line) -> bool:
    if line.kind is not BlockKind.PARAGRAPH:
        return False
    text = read_words(line.text)
    if column in PLACES:
        return any(map(is_place, find_places(text)))
    return bool(find_periods(translate(text))) if column == PERIOD else len(text.split()) <= MAX_VALUE


_MAX_COLUMNS = 8
MAX_VALUE = 30  # words: a longer one is running text
_FEWEST = 2  # columns, and rows below the head


def read_tables(lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[Cell, ...]]]:
    """Each line with its cells; a line that is no row and has no labels has none."""
    head: tuple[Cell, ...] = ()
    above = 0  # the line of a ruler without a head above it
    for place, line in enumerate(lines):
        if line.kind is not BlockKind.ROW:
            head, above = (), 0
            yield line, ()
            continue
        if not line.text:
            is_below = (
                place > 0 and lines[place - 1].kind is BlockKind.ROW and lines[place - 1].number == line.number - 1
            )
            head, above = (head, 0) if is_below and lines[place - 1].text else ((), line.number)
            continue
        ruler = lines[place + 1] if place + 1 < len(lines) else None
        is_ruled = bool(ruler and ruler.kind is BlockKind.ROW and not ruler.text and ruler.number == line.number + 1)
        cells = line.text.split(" | ")
        if not head or is_ruled:
            head = _read_head(cells, is_head=is_ruled or bool(above))
            yield line, head
        else:
            yield line, _fill(head, cells)


def _fill(head: Sequence[Cell], cells: Sequence[str]) -> tuple[Cell, ...]:
    columns = [(cell.column, cell.heading) for cell in head]
    columns += [(f"#{place}", "") for place in range(len(head), len(cells))]
    texts = [*cells, *[""] * (len(columns) - len(cells))]
    texts = ["" if text in _NOTHING else text for text in texts]
    return tuple(Cell(*column, read_words(text), text) for column, text in zip(columns, texts, strict=True))


_NOTHING = {"-", "–", "—"}


def find_key(cells: Sequence[Cell]) -> str:
    """The name of a row: its company or cookie, or else its first cell."""
    named = (cell.text for kind in (COMPANY, COOKIE) for cell in cells if cell.column == kind)
    return next(filter(None, (*named, *(cell.text for cell in cells))), "")


def is_head(cells: Sequence[Cell]) -> bool:
    """Whether cells are the head of a table, and it is known what they mean."""
    return all(cell.text == cell.heading for cell in cells) and any(cell.column[0] != "#" for cell in cells)


@lru_cache(maxsize=KEPT)
def label_cells(cells: tuple[Cell, ...]) -> frozenset[tuple[str, str]]:
    """What the filled cells of a row say, in any order of the columns."""
    return frozenset((cell.column, fold(cell.text)) for cell in cells if cell.text)


def match_cells(was: Sequence[Cell], now: Sequence[Cell]) -> list[tuple[Cell | None, Cell | None]]:
    """The cells of two rows by columns; unknown ones that are left over by their places. Empty if hardly any match."""
    if len(was) != len(now) and any(cell.column.startswith("#") for cell in (*was, *now)):
        return []  # it is not known which column is new
    columns, columns_now = ({cell.column: cell for cell in row} for row in (was, now))
    lone = [cell for cell in was if cell.column not in columns_now]
    come = [cell for cell in now if cell.column not in columns]
    spare = list(lone) if len(lone) == len(come) else []
    pairs: list[tuple[Cell | None, Cell | None]] = []
    for cell in now:
        old = columns.get(cell.column)
        if not old and spare:
            other = spare.pop(0)
            old = other if _may_be_same(other, cell) else None
        pairs.append((old, cell))
    used = {id(old) for old, _ in pairs}
    pairs += [(cell, None) for cell in was if id(cell) not in used]
    return pairs if sum(bool(old and new) for old, new in pairs) * 2 >= min(len(was), len(now)) else []


def _may_be_same(old: Cell, new: Cell) -> bool:
    """Whether columns with other headings may be one: at most one of them is of a known kind, or it names the row."""
    known = load_columns().keys()
    return "name" in {old.column, new.column} or not (old.column in known and new.column in known)
