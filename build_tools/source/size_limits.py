"""Bounds what a text may hold, so that every text is read in a few seconds or refused.

Python-Markdown takes time in proportion to the square of some shapes: brackets that are not closed, long paragraphs,
headings or rules without an empty line between them, many abbreviations. No legal text comes near these bounds.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from build_tools.model.problem import Problem

LARGEST_TEXT = 200_000
"""How many characters a text of the source may have."""
MOST_PROBLEMS = 100
"""How many problems of one kind are listed for one text: finding the place of each takes time."""
LONGEST_LINE = 20_000
_LONGEST_BLOCK = 100_000
_MOST_WORK = 2_000_000
"""How many characters may lie between brackets and their ends in total."""
_MOST_MARKED = 200
_MARKED = re.compile(r"(?m)^[ \t>]*(?:#|[-*_=](?:[ \t]*[-*_=])*[ \t]*$)")
"""A line that is a heading, a rule, or the underline of a heading."""
_ABBREVIATION = re.compile(r"(?m)^[ \t>]*\*\[")
_BRACKET = re.compile(r"\\.|[\[\]()]")

Excess = tuple[int, str, str]
"""Start of the excess in the text, what is wrong, and the remedy."""


@lru_cache(maxsize=4096)
def find_excess(text: str, *, is_past: bool = False, most: int = LARGEST_TEXT) -> Excess | None:
    """The first reason why a text cannot be read in bounded time. Length only counts today, up to `most` characters."""
    if len(text) < _MOST_MARKED:
        return None
    if len(text) > most and not is_past:
        return 0, f"the text has {len(text):,} characters; the limit is {most:,}", "Divide it into several texts."
    return next(_excesses(text, is_past=is_past), None)


def limit_problems(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first problems; where there are more, the last one says so."""
    found = iter(problems)
    yield from islice(found, MOST_PROBLEMS)
    for more in islice(found, 1):
        remedy = f"Only the first {MOST_PROBLEMS} are listed. Correct them first."
        yield Problem(more.location, "there are more problems of this kind from here on", remedy, more.check)


def _excesses(text: str, *, is_past: bool) -> Iterator[Excess]:
    defined = list(islice(_ABBREVIATION.finditer(text), _MOST_MARKED + 1))
    if len(defined) > _MOST_MARKED:
        what = f"the text explains more than {_MOST_MARKED} abbreviations"
        yield defined[-1].start(), what, "Explain fewer abbreviations."
    blocks = list(_blocks(text))
    may_be_much = sum((words.count("[") + words.count("(")) * len(words) for _, words in blocks) > _MOST_WORK
    work = 0
    for start, words in blocks:
        if not is_past:
            yield from _long_parts(start, words)
        # each line can match once
        marked = list(islice(_MARKED.finditer(words), _MOST_MARKED + 1)) if words.count("\n") >= _MOST_MARKED else []
        if len(marked) > _MOST_MARKED:
            what = f"there are more than {_MOST_MARKED} headings or rules in a row"
            yield start + marked[-1].start(), what, "Leave an empty line between them, or remove them."
        work += _bracket_work(words) if may_be_much else 0
        if work > _MOST_WORK:
            yield start, "too many brackets are open at once", "Close each bracket, or put a \\ before it."


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start = at = 0
    for line in (*text.split("\n"), ""):
        if not line or line.isspace():
            if at > start:
                yield start, text[start : at - 1]
            start = at + len(line) + 1
        at += len(line) + 1


def _long_parts(start: int, block: str) -> Iterator[Excess]:
    if len(block) > _LONGEST_BLOCK:
        what = f"the paragraph has {len(block):,} characters; the limit is {_LONGEST_BLOCK:,}"
        yield start, what, "Divide it with empty lines."
    at = start
    for line in block.split("\n") if len(block) > LONGEST_LINE else ():
        if len(line) > LONGEST_LINE:
            what = f"the line has {len(line):,} characters; the limit is {LONGEST_LINE:,}"
            yield at, what, "Divide it into several paragraphs."
        at += len(line) + 1


def _bracket_work(block: str) -> int:
    """How many characters lie between the brackets of a block and their ends, or the end of the block."""
    if "[" not in block and "(" not in block:
        return 0
    open_: dict[str, list[int]] = {"[": [], "(": []}
    work = 0
    for match in _BRACKET.finditer(block):
        bracket, at = match[0], match.start()
        if bracket in open_:
            open_[bracket].append(at)
        elif bracket in {"]", ")"} and (starts := open_["[" if bracket == "]" else "("]):
            work += at - starts.pop()
    return work + sum(len(block) - at for starts in open_.values() for at in starts)
