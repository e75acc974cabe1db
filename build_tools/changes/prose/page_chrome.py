"""Recognises what a crawler took from the page around a document: menus, teasers, tickers, forms.

Follows the idea of jusText (J. Pomikálek, Removing Boilerplate and Duplicate Content from Web Corpora, 2011): whether a
short text belongs to the page shows in what stands around it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from build_tools.changes.prose.blocks import Block, BlockKind
from build_tools.changes.prose.boilerplate import is_boilerplate
from build_tools.changes.prose.company_names import lists_cookies, lists_parties
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.stemming import stem_words

_SENTENCE = 6  # words: a shorter text is no sentence, unless it has a stop and states something
_LONG = 15  # words: a longer text is no label, with or without a stop
_STOP = re.compile(r"[.!:;。！。][\"'”’)\]*_]*$")
_FEWEST = 3  # labels in a row that are a menu before or after the document
_MANY = 8  # labels in a row that are a menu anywhere
_FEW = 5  # sentences next to a menu that advertise, or say who owns the page
_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([^/?#]*)", re.IGNORECASE)
_LISTED = (Field.DATA, Field.RECIPIENT, Field.RIGHT, Field.TRACKER)
_TOLD = (Field.PURPOSE, Field.PRACTICE, Field.PLACE)
_STATING = set(Claim) - {Claim.DUTY, Claim.POINTER, Claim.SAFEGUARD}


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
    core = [place for place, run in enumerate(runs) if not run.is_label and not _is_idle(run)]
    if not core:
        return tuple(blocks)
    menus = {place for place, run in enumerate(runs) if _is_menu(run, is_outer=not core[0] < place < core[-1])}
    large = [place for place in menus if len(runs[place].blocks) >= _MANY]
    start = max((place for place in large if place < core[0]), default=-1)
    end = min((place for place in large if place > core[-1]), default=len(runs))
    marked: list[Block] = []
    for place, run in enumerate(runs):
        is_chrome = place <= start or place >= end or place in menus
        marked += map(_set_aside, run.blocks) if is_chrome else run.blocks
    return tuple(marked)


def _find_runs(blocks: Sequence[Block]) -> list[_Run]:
    labels = zip(_find_labels(blocks), blocks, strict=True)
    return [
        _Run(is_label, tuple(block for _, block in run)) for is_label, run in groupby(labels, key=lambda pair: pair[0])
    ]


def _set_aside(block: Block) -> Block:
    return block if block.kind is BlockKind.HEADING else replace(block, kind=BlockKind.BOILERPLATE)


def _find_labels(blocks: Sequence[Block]) -> Iterator[bool]:
    """For each block, whether it is no sentence, and does not belong to one."""
    rows = [block.kind is BlockKind.ROW for block in blocks]
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            yield True
        elif block.lead_in or lists_parties(block) or lists_cookies(block):
            yield False
        elif rows[place]:  # a row by itself is no table, but labels between strokes
            yield not any(rows[max(0, place - 1) : place] + rows[place + 1 : place + 2])
        else:
            yield _is_label(block)


def _is_label(block: Block) -> bool:
    if is_boilerplate(block):
        return True
    words, has_stop = len(block.text.split()), bool(_STOP.search(block.text))
    if words < _SENTENCE:
        return not (has_stop and read_sentence(block.text).claims & _STATING)  # "We sell your data."
    return words <= _LONG and not has_stop and not read_sentence(block.text).claims


def _is_menu(run: _Run, *, is_outer: bool) -> bool:
    if not run.is_label or len(run.blocks) < (_FEWEST if is_outer else _MANY):
        return False
    if any(block.kind is BlockKind.HEADING and _tells(block.text) for block in run.blocks):
        return False
    hosts = {host[1] for block in run.blocks for link in block.links if (host := _HOST.match(link))}
    vendors = sum(bool(find_terms(Field.VENDOR, block.text)) for block in run.blocks)
    return max(len(hosts), vendors) * 2 < len(run.blocks)


def _tells(title: str) -> bool:
    """Whether a heading may introduce a list of kinds of data, purposes, companies or rights."""
    stems = stem_words(title)
    fields = (*_LISTED, *_TOLD) if len(stems) > 1 else _LISTED
    return any(find_terms(field, stems) for field in fields)


def _is_idle(run: _Run) -> bool:
    """Whether a few sentences state nothing about data."""
    return len(run.blocks) <= _FEW and not any(map(_states, run.blocks))


def _states(block: Block) -> bool:
    if is_boilerplate(block):
        return False
    reading = read_sentence(block.text)
    is_claim = reading.about_data or reading.negative or bool(reading.claims & _STATING)
    return is_claim or any(find_terms(field, reading.stems) for field in _LISTED)
