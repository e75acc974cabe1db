"""What has to be known of two whole documents to judge one passage of them?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from build_tools.changes.prose.block_pairs import Pair
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.company_names import Names, know_names
from build_tools.changes.prose.stemming import fold, stem_words


@dataclass(frozen=True, slots=True)
class Context:
    """Both documents, as far as a passage asks for them."""

    names: Names
    was: frozenset[str]
    """The stems of the document before."""
    now: frozenset[str]
    """The stems of the document after."""
    gone: dict[int, tuple[str, ...]]
    """By gap: the texts that stood there."""
    come: dict[int, tuple[str, ...]]
    """By gap: the texts that stand there now."""
    texts_before: frozenset[str]
    texts_after: frozenset[str]
    bodies: frozenset[str]
    """Headings under which text was added or removed."""


def read_context(before: Sequence[Block], after: Sequence[Block], pairs: Iterable[Pair]) -> Context:
    """What both documents and their differences are about."""
    gone: dict[int, list[str]] = defaultdict(list)
    come: dict[int, list[str]] = defaultdict(list)
    bodies: set[str] = set()
    for pair in pairs:
        if pair.gap and pair.before:
            gone[pair.gap].append(pair.before.text)
        if pair.gap and pair.after:
            come[pair.gap].append(pair.after.text)
        for block in (pair.before, pair.after):
            if block and (not pair.before or not pair.after) and block.text != block.section:
                bodies.add(fold(block.section))
    return Context(
        know_names(before, after),
        _stems(before),
        _stems(after),
        _few(gone),
        _few(come),
        frozenset(fold(block.text) for block in before),
        frozenset(fold(block.text) for block in after),
        frozenset(bodies),
    )


_NEIGHBOURS = 40
"""Texts: in a longer gap nothing is looked for in what stands beside it."""


def _few(texts: dict[int, list[str]]) -> dict[int, tuple[str, ...]]:
    """The texts of gaps that are not too long to be read again for each passage."""
    return {gap: tuple(several) for gap, several in texts.items() if len(several) <= _NEIGHBOURS}


def _stems(blocks: Iterable[Block]) -> frozenset[str]:
    """All stems of a document."""
    return frozenset(stem for block in blocks for stem in stem_words(block.text))
