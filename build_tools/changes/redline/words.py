"""Which words of a text were deleted, and which inserted, so that a lawyer can read it?

Whole words; and no confetti: what little stays between two rewritten passages is shown with them, as one deletion and
one insertion.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from build_tools.changes.redline.align import align, common_start

_WORD = re.compile(r"\w+(?:['’.,:/@-]\w+)*|[^\w\s]|\s+")
"""A word with what joins it (`e-mail`, `1.3`, `a@b.c`), a sign, or the space between."""
_LONG = 5
"""An island of so many words is one, whatever stands around it."""


class Mark(StrEnum):
    """What happened to words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other and share a fate."""

    mark: Mark
    text: str


@dataclass(slots=True)
class _Stretch:
    """Words that both texts have, and what was deleted and inserted before them."""

    deleted: list[str]
    inserted: list[str]
    same: list[str]

    @property
    def is_rewritten(self) -> bool:
        """Whether anything was deleted or inserted."""
        return bool(self.deleted or self.inserted)

    @property
    def size(self) -> int:
        """How many words were rewritten before the words that stay."""
        return max(_count(self.deleted), _count(self.inserted))


def redline(before: str, after: str) -> tuple[Run, ...]:
    """The runs of two texts. Those that are not inserted make the one, those that are not deleted the other."""
    stretches: list[_Stretch] = []
    for stretch in _compare(before, after):
        stretches.append(stretch)
        while len(stretches) > 1 and _belong_together(*stretches[-2:]):
            last = stretches.pop()
            _merge(stretches[-1], last)
    return tuple(_runs(stretches))


def _compare(before: str, after: str) -> Iterator[_Stretch]:
    """The stretches of two texts: line by line, and word by word where lines differ."""
    start, end = _same_lines(before, after)
    yield from _stay(before[:start])
    yield from _compare_lines(before[start : len(before) - end], after[start : len(after) - end])
    yield from _stay(before[len(before) - end :])


def _same_lines(before: str, after: str) -> tuple[int, int]:
    """How many letters of whole lines both texts have at the beginning, and at the end."""
    start = before.rfind("\n", 0, _same_letters(before, after)) + 1
    end = _same_letters(before[start:][::-1], after[start:][::-1])
    line = before.find("\n", len(before) - end)
    return start, 0 if line < 0 else len(before) - line - 1


def _same_letters(before: str, after: str) -> int:
    """How many letters both texts have at the beginning, found by halves: slices are compared at once."""
    least, most = 0, min(len(before), len(after))
    while least < most:
        middle = (least + most + 1) // 2
        if before[least:middle] == after[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _stay(text: str) -> Iterator[_Stretch]:
    """Words that both texts have; whole lines part what is around them, and are not looked into."""
    if text:
        yield _Stretch([], [], [text] if "\n" in text else _WORD.findall(text))


def _compare_lines(before: str, after: str) -> Iterator[_Stretch]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for start, target, length in _with_gaps(old, new):
        deleted, inserted = "".join(old[start[0] : start[1]]), "".join(new[target[0] : target[1]])
        yield from _compare_words(_WORD.findall(deleted), _WORD.findall(inserted))
        yield from _stay("".join(old[start[1] : start[1] + length]))


def _compare_words(old: Sequence[str], new: Sequence[str]) -> Iterator[_Stretch]:
    for start, target, length in _with_gaps(old, new):
        words = list(old[start[1] : start[1] + length])
        yield _Stretch(list(old[start[0] : start[1]]), list(new[target[0] : target[1]]), words)


def _with_gaps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
    """The gap on each side before each run that both have, and the length of the run; zero after the last gap."""
    at = to = 0
    for start, target, length in (*align(old, new), (len(old), len(new), 0)):
        yield (at, start), (to, target), length
        at, to = start + length, target + length


def _belong_together(stretch: _Stretch, following: _Stretch) -> bool:
    """Whether too little stays after one rewritten passage to part it from the next: less than is rewritten."""
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
            start, end = _edges(stretch.deleted, stretch.inserted)
            same += stretch.deleted[:start]
            if same:
                yield Run(Mark.SAME, "".join(same))
            for mark, words in ((Mark.DELETED, stretch.deleted), (Mark.INSERTED, stretch.inserted)):
                if told := words[start : len(words) - end]:
                    yield Run(mark, "".join(told))
            same = stretch.deleted[len(stretch.deleted) - end :]
        else:
            same += stretch.deleted
        same += stretch.same
    if same:
        yield Run(Mark.SAME, "".join(same))


def _edges(deleted: Sequence[str], inserted: Sequence[str]) -> tuple[int, int]:
    """How many words of a rewritten passage are the same at its beginning, and at its end."""
    start = common_start(deleted, inserted)
    return start, common_start(deleted[start:][::-1], inserted[start:][::-1])


def _count(words: Sequence[str]) -> int:
    """How many words there are, without signs and spaces; nobody asks how many more than make an island."""
    count = 0
    for word in words:
        count += word[0].isalnum()
        if count == _LONG:
            break
    return count
