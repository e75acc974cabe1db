"""Recognises a text that was fetched in part, or another text in its place."""

import re
from collections.abc import Sequence

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.boilerplate import is_fixed_boilerplate
from build_tools.changes.prose.language_detection import is_foreign
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.signal import SignalName
from build_tools.changes.prose.version import Version

_REMNANT = 0.1  # a document has vanished if less than this share of its words is left
_DOCUMENT = 150  # words: a shorter text is not taken for a document
_CUT = 0.8  # the most of a document that a crawler has left; an editor may have shortened the end of a longer rest
_CUT_WORDS = 3  # words that are missing from the last sentence; an editor may have taken fewer
_KNOWN = 10  # blocks that two different texts of one site may share
_RUN = 4  # words
_ANOTHER = 0.03  # the most runs of words that two different texts share; a text that is written anew shares 0.07
_ENTRY_PAGE = {Claim.POINTER, Claim.SAFEGUARD, Claim.DUTY}  # claims that may advertise the site
_ADDRESS = re.compile(r"[@/.][\w-]+/?$")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]*]*$")


def judge_whole(before: Version, after: Version) -> SignalName | None:
    """The signal of two fetched texts that cannot be compared passage by passage; none if they can.

    One may end within a sentence or have vanished, or be another text: an error page, the entry page of a site.
    """
    if _is_cut(before.blocks, after.blocks):
        return SignalName.CUT
    sizes = len(before.words), len(after.words)
    if max(sizes) < _DOCUMENT:
        return None
    if min(sizes) >= _REMNANT * max(sizes):
        known = {block.text for block in before.blocks} & {block.text for block in after.blocks}
        if len(known) > _KNOWN or min(sizes) < _DOCUMENT:
            return None
        is_other = _share(before.words, after.words) < _ANOTHER
        return SignalName.WHOLE if is_other else None
    left, idle = (before, _ENTRY_PAGE) if sizes[0] < sizes[1] else (after, {Claim.POINTER})
    rest = (block for block in left.blocks if not is_fixed_boilerplate(block))
    if any(is_foreign(block) or read_sentence(block.text, block.lead_in).claims - idle for block in rest):
        return None
    return SignalName.WHOLE


def _share(was: Sequence[str], now: Sequence[str]) -> float:
    """The share of the runs of words of the longer text that the other one has, too."""
    runs, runs_now = ({tuple(side[at : at + _RUN]) for at in range(len(side) - _RUN + 1)} for side in (was, now))
    return len(runs & runs_now) / max(len(runs), len(runs_now), 1)


def _is_cut(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether one version is the other one up to a place within a sentence, where the rest was not fetched."""
    short, long = sorted((before, after), key=len)
    last = len(short) - 1
    if last < 1 or len(short) > _CUT * len(long):
        return False
    if any(one.text != other.text for one, other in zip(short[:last], long[:last], strict=True)):
        return False
    end, whole = short[last], long[last]
    return end.kind is whole.kind is BlockKind.PARAGRAPH and _breaks_off(end.text, whole.text)


def _breaks_off(text: str, whole: str) -> bool:
    """Whether a text is the beginning of a sentence, and not a title, a name or an address without a stop."""
    is_open = not _SENTENCE_END.search(text) and not _ADDRESS.search(text) and bool(_SENTENCE_END.search(whole))
    return is_open and whole.startswith(text) and len(whole.removeprefix(text).split()) >= _CUT_WORDS
