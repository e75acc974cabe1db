"""Judges the changed cells of a table or a labelled list by what their columns hold."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from build_tools.changes.prose.added_or_removed import read_added_or_removed
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.cell_values import find_places, is_place, split_cell, translate
from build_tools.changes.prose.company_changes import is_respelt
from build_tools.changes.prose.document_context import Context
from build_tools.changes.prose.inline_markup import read_links
from build_tools.changes.prose.lexicon import Field, find_terms, load_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.numbers import drop_periods, find_periods, judge_kept
from build_tools.changes.prose.same_meaning import prove_same
from build_tools.changes.prose.sentence_claims import is_negative
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import fold, stem_words
from build_tools.changes.prose.tables import (
    ASIDE,
    BASIS,
    COMPANY,
    COOKIE,
    PERIOD,
    PLACES,
    Cell,
    is_head,
    match_cells,
    read_column,
)
from build_tools.changes.prose.word_lists import load_words
from build_tools.model.rule import Direction

_SAME = Signal(SignalName.FORMAT_ONLY)
_RENAMED = Signal(SignalName.HEADING_RENAMED, in_any_language=True)
_ANSWERS = frozenset(("yes", "no", "ja", "nein", "x", "✓", "✔", "✗", "✘", "●", "•"))
_MAX_NAME = 8  # words
_NOS = frozenset(("no", "nein", "✗", "✘"))
CellReader = Callable[..., Iterable[Signal]]
Sides = tuple[Block | None, Block | None]


def read_rows(before: Block, after: Block, context: Context, read_cell: CellReader) -> tuple[Signal, ...] | None:
    """The signals of two rows, cell by cell; none where their columns do not match.

    `read_cell` reads two cells whose column does not say how to judge them.
    """
    if not (cells := match_cells(before.cells, after.cells)):
        return None
    are_heads = is_head(before.cells) and is_head(after.cells)
    is_elsewhere = before.kind is after.kind is BlockKind.ROW and _swaps(before.section, after.section, context)
    found: list[Signal] = [Signal(SignalName.MOVED_UNDER_OTHER_LEAD_IN)] * is_elsewhere
    intro, intro_now = map(_find_intro, (before, after))
    for old, new in cells:
        sides = _take(before, old, intro) if old else None, _take(after, new, intro_now) if new else None
        if are_heads:
            found += _read_headings(old, new, sides, read_cell)
        elif old and new and old.text and new.text:
            found += _read_filled(old, new, sides, context, read_cell)
        else:
            found += _read_lone(old, new, sides, context)
    is_other = before.text != after.text or before.kind is not after.kind
    return tuple(found) or ((_SAME,) if is_other else ())


def _read_filled(old: Cell, new: Cell, sides: Sides, context: Context, read_cell: CellReader) -> Iterator[Signal]:
    if _crosses(old, new, context):
        yield Signal(SignalName.MOVED_UNDER_OTHER_LEAD_IN)
    if fold(old.text) != fold(new.text):
        yield from _read_purposes(old, new)
        yield from _read_typed(old, new) or read_cell(*filter(None, sides))


def _read_purposes(old: Cell, new: Cell) -> Iterator[Signal]:
    """The signal of a purpose that is new in a column of purposes; of a long text only if nobody expects it."""
    purposes = find_terms(Field.PURPOSE, new.text) - find_terms(Field.PURPOSE, old.text)
    is_grave = purposes & load_terms("grave") or (purposes and len(new.text.split()) <= _MAX_NAME)
    is_worse = is_grave and not is_negative(new.text) and not prove_same(old.text, new.text)
    if "purpose" in {old.column, new.column} and is_worse:
        yield Signal(SignalName.PURPOSE_TERM, Direction.LESS)


def _find_intro(row: Block) -> str:
    """The sentences that introduce the table of a row."""
    return row.lead_in.removesuffix(" | ".join(cell.heading for cell in row.cells if cell.heading))


def _take(row: Block, cell: Cell, intro: str) -> Block:
    """A cell as a block by itself, introduced by its heading."""
    text, links = cell.text, read_links(cell.source)
    return replace(row, text=text, source=cell.source, links=links, lead_in=f"{intro}{cell.heading}", cells=())


def _crosses(old: Cell, new: Cell, context: Context) -> bool:
    """Whether a cell came under another heading, and the one that it had is still there."""
    known = {read_column(cell.heading) or cell.heading for cell in (old, new) if cell.heading and cell.column[0] != "#"}
    return len(known) > 1 and _swaps(old.heading, new.heading, context)


def _swaps(old: str, new: str, context: Context) -> bool:
    is_there = fold(old) in context.after.whole and fold(new) in context.before.whole
    return old != new and is_there and not prove_same(old, new)


def _read_headings(old: Cell | None, new: Cell | None, sides: Sides, read_cell: CellReader) -> Iterator[Signal]:
    if not old or not new:
        yield _RENAMED  # its cells say what it means
    elif fold(old.text) != fold(new.text):
        units = _UNIT.findall(old.text), _UNIT.findall(new.text)
        if old.column == new.column and units[0] == units[1]:
            yield _RENAMED
            return
        if old.column == new.column == PERIOD and all(units):
            yield from _read_periods(*(translate(f"1 {unit[0]}") for unit in units))
        if is_negative(old.text) is not is_negative(new.text):
            yield Signal(SignalName.NEGATION)
        yield from read_cell(*filter(None, sides))


def _read_typed(old: Cell, new: Cell) -> tuple[Signal, ...]:
    """The signals of two cells whose kind is known, in any language; none where that does not say enough."""
    column = old.column if old.column == new.column else ""
    was, now = (translate(_add_unit(cell) if column == PERIOD else cell.text) for cell in (old, new))
    if was == now or column == "number" or {was, now} & _ANSWERS:
        return (_sure(SignalName.NEGATION) if {was, now} & _ANSWERS else _SAME,)
    places, places_now = find_places(old.text), find_places(new.text)
    if column in PLACES or all(map(is_place, places | places_now)):
        return _read_places(places, places_now, is_same=prove_same(old.text, new.text) is not None)
    if column == PERIOD:
        return _read_periods(was, now)
    if judge_kept(was, now) is Direction.LESS and not drop_periods(f"{was} {now}").strip(" .,/"):
        return (_sure(SignalName.DURATION, Direction.LESS),)  # a shorter one may be for acting
    if column == BASIS and set(_BASIS.findall(was)) != set(_BASIS.findall(now)):
        return (_sure(SignalName.LEGAL_BASIS),)
    is_name = column in {COMPANY, COOKIE}
    return _read_names(old.text, new.text, _NAMED[column]) if is_name else ()


_NAMED = {COMPANY: SignalName.VENDOR, COOKIE: SignalName.TRACKER_TERM}
_BASIS = re.compile(r"\b6 ?\(1\) ?\(?[a-f]\b|\b(?:consent|legitimate interests?|contract|legal obligation)\b")


def _sure(name: SignalName, direction: Direction = Direction.NEUTRAL) -> Signal:
    return Signal(name, direction, in_any_language=True)


def _read_places(was: frozenset[str], now: frozenset[str], *, is_same: bool) -> tuple[Signal, ...]:
    if was == now or (is_same and not any(map(is_place, was ^ now))):  # another mark of a footnote
        return (_SAME,)
    is_less = now < was and all(map(is_place, was))
    return (_sure(SignalName.PLACE, Direction.MORE if is_less else Direction.LESS),)


def _read_periods(was: str, now: str) -> tuple[Signal, ...]:
    """The signals of two periods for which something is kept; none where other words changed, too."""
    periods, periods_now = find_periods(was), find_periods(now)
    if periods != periods_now and set(periods) == set(periods_now):
        return (_sure(SignalName.DURATION),)  # in another order
    direction = judge_kept(was, now)
    if drop_periods(was) == drop_periods(now) or direction is Direction.LESS:
        return (_sure(SignalName.DURATION, direction) if direction else _SAME,)
    return ()


def _add_unit(cell: Cell) -> str:
    """A period that is a bare number, with the unit that its heading states: `Retention (months)`."""
    unit = _UNIT.search(cell.heading)
    return f"{cell.text} {unit[1] if unit else 'days'}" if cell.text.isdigit() else cell.text


_UNIT = re.compile(r"\((?:in )?(\w+)\)")


def _read_names(old: str, new: str, name: SignalName) -> tuple[Signal, ...]:
    was, now = map(split_cell, (old, new))
    gone, come = was - now, now - was
    if max(len(old.split()), len(new.split())) > _MAX_NAME or {*stem_words(old)} & {*stem_words(new)}:
        return ()
    if come and all(is_respelt(one, gone) for one in come):
        return (_sure(name),)
    return (_sure(name, Direction.LESS if come else Direction.MORE),)


def _read_lone(old: Cell | None, new: Cell | None, sides: Sides, context: Context) -> Iterator[Signal]:
    """The signals of a cell that is filled on one side only, or whose column only one version has."""
    is_added, is_column = bool(new and new.text), not (old and new)
    cell, block = (new, sides[1]) if is_added else (old, sides[0])
    if not cell or not block or not cell.text:
        return
    stated = SignalName.STATEMENT_ADDED if is_added else SignalName.STATEMENT_REMOVED
    if cell.column in ASIDE and cell.text.count(" ") < _MAX_NAME:
        yield Signal(SignalName.POINTER)
    elif translate(cell.text) in _ANSWERS:
        does = is_added and translate(cell.text) not in _NOS and find_terms(Field.PRACTICE, cell.heading)
        yield _sure(stated, Direction.LESS if does else Direction.NEUTRAL) if is_column else _sure(SignalName.NEGATION)
    elif cell.column in PLACES:
        is_new = is_added and not {*stem_words(cell.text)} <= context.before.stems
        is_far = not (is_column and find_places(cell.text) <= load_words("eea"))
        yield _sure(SignalName.PLACE, Direction.LESS) if is_new and is_far else _sure(stated)
    elif cell.column == PERIOD:
        direction = judge_kept("", translate(cell.text)) if is_added else Direction.LESS
        yield _sure(SignalName.DURATION, direction) if direction else Signal(stated)
    else:
        yield from read_added_or_removed(replace(block, kind=BlockKind.PARAGRAPH), context, 0, is_added=is_added)
