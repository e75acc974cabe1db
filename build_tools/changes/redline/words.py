"""Marks the whole words of a text that were deleted and inserted.

The few unchanged words between two rewritten passages are marked with them, as one deletion and one insertion.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Postfix, Prefix

from build_tools.changes.redline.align import align, find_stretches

_WORD = re.compile(r"\w++(?:['’.,:/@-]\w++)*+|\s++|[^\w\s]")
"""A word, also a joined one (`e-mail`, `1.3`, `a@b.c`); white space; or another character."""
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
    """Unchanged words, with the words that were deleted and inserted before them, and the numbers of each."""

    deleted: list[str]
    inserted: list[str]
    same: list[str]
    deletions: int
    insertions: int
    kept: int
    """`_LONG` also for fewer words with a line break, since it always separates the passages around it."""

    @property
    def is_rewritten(self) -> bool:
        return bool(self.deleted or self.inserted)

    @property
    def size(self) -> int:
        return max(self.deletions, self.insertions)


def redline(before: str, after: str) -> tuple[Run, ...]:
    """The runs of two texts. Without the insertions they are the first text, without the deletions the second."""
    stretches: list[_Stretch] = []
    for following in _compare(before, after):
        last = following
        while stretches and _belong_together(stretches[-1], last):
            _merge(stretches[-1], last)
            last = stretches.pop()
        stretches.append(last)
    return tuple(_runs(stretches))


def _compare(before: str, after: str) -> Iterator[_Stretch]:
    start = before.rfind("\n", 0, Prefix.similarity(before, after)) + 1
    line = before.find("\n", len(before) - Postfix.similarity(before[start:], after[start:]))
    end = 0 if line < 0 else len(before) - line - 1
    yield from _unchanged(before[:start])
    yield from _compare_lines(before[start : len(before) - end], after[start : len(after) - end])
    yield from _unchanged(before[len(before) - end :])


def _unchanged(text: str) -> Iterator[_Stretch]:
    """Unchanged words, as one text if they always separate the passages around them; whole lines do."""
    if text:
        kept = _LONG if "\n" in text else _count(word[0] for word in _WORD.finditer(text))
        yield _Stretch([], [], [text] if kept == _LONG else _WORD.findall(text), 0, 0, kept)


def _compare_lines(before: str, after: str) -> Iterator[_Stretch]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for stretch in find_stretches(old, new):
        deleted = "".join(old[stretch.was : stretch.was_end])
        if stretch.same:
            yield from _unchanged(deleted)
        else:
            yield from _compare_passages(deleted, "".join(new[stretch.now : stretch.now_end]))


def _compare_passages(before: str, after: str) -> Iterator[_Stretch]:
    """Compare the words of two passages, without those before the first and after the last difference.

    A long passage often has few changes. It is cut at white space, so that no word is split.
    """
    same = Prefix.similarity(before, after)
    start = len(before[:same].rpartition(" ")[0].rstrip())
    same = Postfix.similarity(before[same:], after[same:])
    end = len(before[len(before) - same :].partition(" ")[2].lstrip())
    yield from _unchanged(before[:start])
    yield from _compare_words(*(_WORD.findall(text[start : len(text) - end]) for text in (before, after)))
    yield from _unchanged(before[len(before) - end :])


def _compare_words(old: list[str], new: list[str]) -> Iterator[_Stretch]:
    at = to = 0
    for start, target, length in (*align(old, new), (len(old), len(new), 0)):
        deleted, inserted, same = old[at:start], new[to:target], old[start : start + length]
        kept = _LONG if "\n" in "".join(same) else _count(same)
        yield _Stretch(deleted, inserted, same, _count(deleted), _count(inserted), kept)
        at, to = start + length, target + length


def _belong_together(stretch: _Stretch, following: _Stretch) -> bool:
    """Whether fewer words are unchanged between two rewritten passages than are rewritten in each."""
    if not stretch.same or not following.is_rewritten:
        return True
    return stretch.is_rewritten and stretch.kept < max(1, min(stretch.size, following.size))


def _merge(stretch: _Stretch, following: _Stretch) -> None:
    if following.is_rewritten:
        stretch.deleted += [*stretch.same, *following.deleted]
        stretch.inserted += [*stretch.same, *following.inserted]
        stretch.deletions = min(_LONG, stretch.deletions + stretch.kept + following.deletions)
        stretch.insertions = min(_LONG, stretch.insertions + stretch.kept + following.insertions)
        stretch.same, stretch.kept = following.same, following.kept
    else:
        stretch.same += following.same
        stretch.kept = min(_LONG, stretch.kept + following.kept)


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


def _count(words: Iterable[str]) -> int:
    """The number of words without punctuation and spaces, at most `_LONG`."""
    count = 0
    for word in words:
        if word[0].isalnum():
            count += 1
            if count == _LONG:
                break
    return count
