"""Marks the whole words of a text that were deleted and inserted.

The few unchanged words between two rewritten passages are marked with them, as one deletion and one insertion.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from rapidfuzz.distance import Postfix, Prefix

from build_tools.changes.redline.align import find_stretches

_WORD = re.compile(r"\w+(?:['’.,:/@-]\w+)*|[^\w\s]|\s+")
"""A word, also a joined one (`e-mail`, `1.3`, `a@b.c`); another character; or white space."""
_LONG = 5  # so many unchanged words always separate the passages around them


class Mark(StrEnum):
    """What happened to words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Run:
    """Adjacent words with the same mark."""

    mark: Mark
    text: str


@dataclass(slots=True)
class _Stretch:
    """Unchanged words, with the words that were deleted and inserted before them."""

    deleted: list[str]
    inserted: list[str]
    same: list[str]

    @property
    def is_rewritten(self) -> bool:
        return bool(self.deleted or self.inserted)

    @property
    def size(self) -> int:
        return max(_count(self.deleted), _count(self.inserted))


def redline(before: str, after: str) -> tuple[Run, ...]:
    """The runs of two texts. Without the insertions they are the first text, without the deletions the second."""
    stretches: list[_Stretch] = []
    for stretch in _compare(before, after):
        stretches.append(stretch)
        while len(stretches) > 1 and _belong_together(*stretches[-2:]):
            last = stretches.pop()
            _merge(stretches[-1], last)
    return tuple(_runs(stretches))


def _compare(before: str, after: str) -> Iterator[_Stretch]:
    start = before.rfind("\n", 0, Prefix.similarity(before, after)) + 1
    line = before.find("\n", len(before) - Postfix.similarity(before[start:], after[start:]))
    end = 0 if line < 0 else len(before) - line - 1
    yield from _unchanged(before[:start])
    yield from _compare_lines(before[start : len(before) - end], after[start : len(after) - end])
    yield from _unchanged(before[len(before) - end :])


def _unchanged(text: str) -> Iterator[_Stretch]:
    """Unchanged words; whole unchanged lines always separate the passages around them."""
    if text:
        yield _Stretch([], [], [text] if "\n" in text else _WORD.findall(text))


def _compare_lines(before: str, after: str) -> Iterator[_Stretch]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for stretch in find_stretches(old, new):
        deleted, inserted = "".join(old[stretch.was : stretch.was_end]), "".join(new[stretch.now : stretch.now_end])
        if stretch.same:
            yield from _unchanged(deleted)
        else:
            yield from _compare_words(_WORD.findall(deleted), _WORD.findall(inserted))


def _compare_words(old: list[str], new: list[str]) -> Iterator[_Stretch]:
    for stretch in find_stretches(old, new):
        deleted, inserted = old[stretch.was : stretch.was_end], new[stretch.now : stretch.now_end]
        yield _Stretch([], [], deleted) if stretch.same else _Stretch(deleted, inserted, [])


def _belong_together(stretch: _Stretch, following: _Stretch) -> bool:
    """Whether fewer words are unchanged between two rewritten passages than are rewritten in each."""
    if not stretch.same or not following.is_rewritten:
        return True
    if not stretch.is_rewritten or (kept := _count(stretch.same)) == _LONG:
        return False
    return kept < max(1, min(stretch.size, following.size)) and "\n" not in "".join(stretch.same)


def _merge(stretch: _Stretch, following: _Stretch) -> None:
    if following.is_rewritten:
        stretch.deleted += [*stretch.same, *following.deleted]
        stretch.inserted += [*stretch.same, *following.inserted]
        stretch.same = following.same
    else:
        stretch.same += following.same


def _runs(stretches: Sequence[_Stretch]) -> Iterator[Run]:
    same: list[str] = []
    for stretch in stretches:
        if stretch.deleted != stretch.inserted:
            start = Prefix.similarity(stretch.deleted, stretch.inserted)
            end = Postfix.similarity(stretch.deleted[start:], stretch.inserted[start:])
            same += stretch.deleted[:start]
            if same:
                yield Run(Mark.SAME, "".join(same))
            for mark, words in ((Mark.DELETED, stretch.deleted), (Mark.INSERTED, stretch.inserted)):
                if marked := words[start : len(words) - end]:
                    yield Run(mark, "".join(marked))
            same = stretch.deleted[len(stretch.deleted) - end :]
        else:
            same += stretch.deleted
        same += stretch.same
    if same:
        yield Run(Mark.SAME, "".join(same))


def _count(words: Sequence[str]) -> int:
    """The number of words without punctuation and spaces, at most `_LONG`."""
    return sum(1 for _ in islice((word for word in words if word[0].isalnum()), _LONG))
