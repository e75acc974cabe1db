"""Shortens a redline to the changed words and a few words around them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from build_tools.changes.redline.words import Mark, Run, redline
from build_tools.model.finding import Finding
from build_tools.model.text import Prose

_AROUND = 8  # the number of words shown before and after a change
_GAP = " … "


def passage(finding: Finding) -> tuple[Run, ...]:
    """The redline of the text that a finding is about; empty if no text changed."""
    change = finding.change
    is_text = isinstance(change.before.value, Prose) and isinstance(change.after.value, Prose)
    return redline(finding.before, finding.after) if is_text and finding.before != finding.after else ()


def shorten(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the changed words and the words around them, without line breaks."""
    last = len(runs) - 1
    for number, run in enumerate(runs):
        if run.mark is Mark.SAME:
            yield Run(Mark.SAME, _shorten(run.text, is_first=number == 0, is_last=number == last))
        else:
            yield Run(run.mark, re.sub(r"\s+", " ", run.text) if run.text.strip() else "¶")


def has_unchanged_words(runs: Sequence[Run]) -> bool:
    """Whether a passage has unchanged words, so that it shows more than the texts before and after."""
    return any(run.mark is Mark.SAME and run.text.strip() for run in runs) and any(
        run.mark is not following.mark for run, following in pairwise(runs)
    )


def _shorten(text: str, *, is_first: bool, is_last: bool) -> str:
    words = text.split()
    start, end = " " * text[:1].isspace(), " " * text[-1:].isspace()
    if is_first and len(words) > _AROUND:
        return _GAP.lstrip() + " ".join(words[-_AROUND:]) + end
    if is_last and len(words) > _AROUND:
        return start + " ".join(words[:_AROUND]) + _GAP.rstrip()
    if len(words) > 2 * _AROUND:
        return start + " ".join(words[:_AROUND]) + _GAP + " ".join(words[-_AROUND:]) + end
    return start + " ".join(words) + end * bool(words)
