"""Collects what is known about two versions of a document as a whole, to judge a single passage."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from build_tools.changes.prose.block_pairs import Pair
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.company_names import Names, learn_names
from build_tools.changes.prose.new_rights import find_new_rights
from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.version import Version, sort_longest

_MAX_GAP = 40  # texts: a longer gap is not searched for each of its passages
_Gaps = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Context:
    """Both versions of a document."""

    names: Names
    before: Version
    after: Version
    gone: _Gaps
    """The texts of the earlier version in each gap between unchanged blocks."""
    come: _Gaps
    """Those of the later version."""
    rare: frozenset[str]
    """The stems that only one of the versions has."""
    bodies: frozenset[str]
    """Headings under which text was added or removed."""
    headings: tuple[str, ...] = ()
    """All headings of both versions, folded and without their numbers, the longest first."""
    new_rights: frozenset[int] = frozenset()
    """The gaps where a new passage gives rights."""


def read_context(before: Version, after: Version, pairs: Sequence[Pair]) -> Context:
    """Collect the context of two versions, given with the pairs of their blocks."""
    changed = [pair for pair in pairs if pair.gap]
    gone = _read_gaps((pair.gap, pair.before) for pair in changed)
    come = _read_gaps((pair.gap, pair.after) for pair in changed)
    lone = (pair.before or pair.after for pair in changed if not pair.before or not pair.after)
    bodies = frozenset(fold(block.section) for block in lone if block and block.text != block.section)
    rare = before.stems ^ after.stems
    headings = sort_longest(before.headings | after.headings)
    rights = find_new_rights(changed, before.stems)
    return Context(learn_names(before, after), before, after, gone, come, rare, bodies, headings, rights)


def _read_gaps(placed: Iterable[tuple[int, Block | None]]) -> _Gaps:
    gaps: defaultdict[int, list[str]] = defaultdict(list)
    for gap, block in placed:
        if block:
            gaps[gap].append(block.text)
    return {gap: tuple(texts) for gap, texts in gaps.items() if len(texts) <= _MAX_GAP}
