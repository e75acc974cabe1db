"""Reads places, periods and legal bases that are all that a cell of a table says, in English and German."""

import re
from functools import cache

from babel import Locale

from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.word_lists import read_replacements, read_table


@cache
def _load_german() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w)(?:{old.pattern})(?!\w)"), new) for old, new in read_replacements("german-cells")
    )


def translate(text: str) -> str:
    """A folded cell with the German words of periods and legal bases in English."""
    folded = fold(text)
    for pattern, english in _load_german():
        folded = pattern.sub(english, folded)
    return folded


@cache
def _load_places() -> dict[str, str]:
    """The codes of places by their names in English and German (Unicode CLDR)."""
    names = {fold(name): code for tag in ("en", "de") for code, name in Locale(tag).territories.items()}
    return names | read_table("place-names")


_BETWEEN = re.compile(r"[,;/\n]|(?:^|\s)(?:and|und|or|oder|&)\s")


def split_cell(text: str) -> frozenset[str]:
    """The members of a cell that lists names, folded."""
    return frozenset(part for name in _BETWEEN.split(fold(text)) if (part := name.strip(" .*")))


def find_places(text: str) -> frozenset[str]:
    """The codes of the places in a cell; other words stay as they are."""
    known, folded = _load_places(), fold(text).strip(" .")
    parts = {folded} if folded in known else split_cell(text)
    return frozenset(known.get(part, part) for part in parts)


def is_place(part: str) -> bool:
    """Whether a part of a cell is a known place, as its code."""
    return part.isupper()
