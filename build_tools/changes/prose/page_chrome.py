"""Recognises what a crawler took from the page around a document: menus, teasers, tickers, forms.

Follows the idea of jusText (J. Pomikálek, Removing Boilerplate and Duplicate Content from Web Corpora, 2011): whether a
short text belongs to the page shows in what stands around it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.boilerplate import is_boilerplate
from build_tools.changes.prose.company_names import lists_cookies, lists_parties, relates_party
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.sentence_claims import read_sentence
from build_tools.changes.prose.statements import OF_A_PAGE, states_by_itself, states_something
from build_tools.changes.prose.stemming import stem_words

_SENTENCE = 6  # words: a shorter text is no sentence
_LONG = 15  # words: a longer text is no label, with or without a stop
_STOP = re.compile(r"[.!:;。！。][\"'”’)\]*_]*$")
_SHORT_STOP = re.compile(r"[^\W_]{2}[.!。！]$")  # "Loading ..." is no sentence
_FEWEST = 3  # labels in a row that are a menu before or after the document
_MANY = 8  # labels in a row that are a menu anywhere
_FEW = 5  # sentences next to a menu that advertise, or say who owns the page
_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([^/?#]*)", re.IGNORECASE)
_LISTED = (Field.DATA, Field.RECIPIENT, Field.RIGHT, Field.TRACKER)
_OF_ROW = (Field.PURPOSE, Field.PLACE)
_TOLD = (Field.PURPOSE, Field.PRACTICE, Field.PLACE)


class _Run(NamedTuple):
    """Blocks that follow each other and are all labels, or all sentences."""

    is_label: bool
    blocks: tuple[Block, ...]


def mark_chrome(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those of the page around the document as boilerplate.

    A menu is a long run of labels, or a short one before the first or after the last sentence about data. What lies
    between a long one and that end of the text belongs to the page as well. A list that a sentence or a telling heading
    introduces is no menu, and neither are links to as many sites: the members may be companies or kinds of data.
    """
    runs = _find_runs(blocks)
    first, last = _find_core(runs)
    if first > last:
        return tuple(blocks)
    menus = {place for place, run in enumerate(runs) if _is_menu(run, is_outer=not first < place < last)}
    large = [place for place in menus if len(runs[place].blocks) >= _MANY]
    start = max((place for place in large if place < first), default=-1)
    end = min((place for place in large if place > last), default=len(runs))
    marked: list[Block] = []
    for place, run in enumerate(runs):
        is_chrome = place <= start or place >= end or place in menus
        marked += map(_set_aside, run.blocks) if is_chrome else run.blocks
    return tuple(marked)


def _find_core(runs: Sequence[_Run]) -> tuple[int, int]:
    """The places of the first and the last sentences about data; the first is after the last if there are none."""
    places = range(len(runs))
    first = next((place for place in places if _is_core(runs[place])), len(runs))
    return first, next((place for place in reversed(places) if _is_core(runs[place])), -1)


def _is_core(run: _Run) -> bool:
    """Whether sentences are many, or any of them states something."""
    return not run.is_label and (len(run.blocks) > _FEW or any(map(_states, run.blocks)))


def _find_runs(blocks: Sequence[Block]) -> list[_Run]:
    labels = zip(_find_labels(blocks), blocks, strict=True)
    return [
        _Run(is_label, tuple(block for _, block in run)) for is_label, run in groupby(labels, key=lambda pair: pair[0])
    ]


def _set_aside(block: Block) -> Block:
    is_kept = block.kind is BlockKind.HEADING or _claims(block)
    return block if is_kept else replace(block, kind=BlockKind.BOILERPLATE)


def _claims(block: Block) -> bool:
    """Whether a label states something by itself, in a few words and without a stop."""
    cells = block.text.split(" | ") if block.kind is BlockKind.ROW else [block.text]
    return not is_boilerplate(block) and any(map(states_by_itself, cells))


def _find_labels(blocks: Sequence[Block]) -> Iterator[bool]:
    """For each block, whether it is no sentence, and does not belong to one."""
    rows = [block.kind is BlockKind.ROW for block in blocks]
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            yield True
        elif block.lead_in:
            yield False
        elif rows[place]:  # a row by itself is no table, but labels between strokes
            is_table = any(rows[max(0, place - 1) : place] + rows[place + 1 : place + 2])
            states = is_table or any(find_terms(field, block.text) for field in _OF_ROW)
            yield not states and not _is_member(block)
        else:
            yield _is_label(block) and not _is_member(block)


def _is_member(block: Block) -> bool:
    return lists_parties(block) or lists_cookies(block)


def _is_label(block: Block) -> bool:
    words = block.text.count(" ") + 1
    if words > _LONG:
        return False
    if (_STOP if words >= _SENTENCE else _SHORT_STOP).search(block.text):
        return is_boilerplate(block)
    return words < _SENTENCE or not read_sentence(block.text).claims


def _is_menu(run: _Run, *, is_outer: bool) -> bool:
    if not run.is_label or len(run.blocks) < (_FEWEST if is_outer else _MANY):
        return False
    headings = [block for block in run.blocks if block.kind is BlockKind.HEADING]
    if any(_tells(block.text) for block in headings) or _is_section(run.blocks, headings):
        return False
    hosts = {host[1] for block in run.blocks for link in block.links if (host := _HOST.match(link))}
    named = (sum(bool(find_terms(field, block.text)) for block in run.blocks) for field in (Field.VENDOR, Field.DATA))
    return max(len(hosts), *named) * 2 < len(run.blocks)


def _is_section(blocks: Sequence[Block], headings: Sequence[Block]) -> bool:
    """Whether labels are a section of the document: one heading with a list, a footer has more."""
    return len(headings) == 1 and blocks[0] is headings[0] and all(block.kind is BlockKind.ITEM for block in blocks[1:])


def _tells(title: str) -> bool:
    """Whether a heading may introduce a list of kinds of data, purposes, companies or rights."""
    stems = stem_words(title)
    fields = (*_LISTED, *_TOLD) if len(stems) > 1 else _LISTED
    return any(find_terms(field, stems) for field in fields)


def _states(block: Block) -> bool:
    if is_boilerplate(block):
        return False
    if any(map(str.isdigit, block.text)):
        return True
    reading = read_sentence(block.text)
    acts = bool({"we", "our"} & set(reading.stems) and find_terms(Field.PRACTICE, reading.stems))
    joins = relates_party(block.text) and bool(find_terms(Field.VENDOR, reading.stems))
    fields = (*_LISTED, *_OF_ROW) if block.kind is BlockKind.ROW else _LISTED
    is_about_data = reading.about_data or reading.negative
    return is_about_data or acts or joins or states_something(block.text, fields, OF_A_PAGE)
