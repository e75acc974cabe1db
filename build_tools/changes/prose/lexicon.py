"""Which words of the field does a text hold?"""

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "lexicons"


def find_terms(lexicon: str, text: str) -> frozenset[str]:
    """The terms of a lexicon that stand in a text, as they stand there, in lower case."""
    return frozenset(match[0].casefold() for match in _pattern(lexicon).finditer(text))


@cache
def _pattern(lexicon: str) -> re.Pattern[str]:
    """A lexicon as one pattern. `*` stands for any ending, and letters in brackets for one of them."""
    lines = (_FOLDER / f"{lexicon}.txt").read_text(encoding="utf-8").splitlines()
    terms = sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True)
    written = ("".join(r"\w*" if sign == "*" else sign for sign in term) for term in terms)
    return re.compile(rf"\b(?:{'|'.join(written)})\b", re.IGNORECASE)
