"""Collects what is known about two versions of a document as a whole, to judge a single passage."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from build_tools.changes.prose.block_pairs import Pair
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.company_names import Names, learn_names
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.new_rights import find_new_rights
from build_tools.changes.prose.stemming import fold, stem_words

_MAX_GAP = 40  # texts: a longer gap is not searched for each of its passages


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the document."""

    stems: frozenset[str]
    texts: frozenset[str]
    whole: str
    """All its texts, folded, in order."""
    gaps: dict[int, tuple[str, ...]]
    """The texts in each gap between unchanged blocks."""
    blocks: tuple[Block, ...]
    titles: tuple[str, ...]
    """Its headings of several capitalised words that name nobody and no data, the longest first."""


@dataclass(frozen=True, slots=True)
class Context:
    """Both versions of a document."""

    names: Names
    before: Version
    after: Version
    rare: frozenset[str]
    """The stems that only one of the versions has."""
    bodies: frozenset[str]
    """Headings under which text was added or removed."""
    headings: tuple[str, ...] = ()
    """All headings of both versions, folded and without their numbers, the longest first."""
    new_rights: frozenset[int] = frozenset()
    """The gaps where a new passage gives rights."""


def read_context(before: Sequence[Block], after: Sequence[Block], pairs: Sequence[Pair]) -> Context:
    """Collect the context of two versions, given as blocks and as pairs of them."""
    was = _read_version(before, ((pair.gap, pair.before) for pair in pairs))
    now = _read_version(after, ((pair.gap, pair.after) for pair in pairs))
    lone = (pair.before or pair.after for pair in pairs if not pair.before or not pair.after)
    bodies = frozenset(fold(block.section) for block in lone if block and block.text != block.section)
    titles = {_NUMBER.sub("", fold(block.text)) for block in (*before, *after) if block.kind is BlockKind.HEADING}
    headings = tuple(sorted(titles, key=lambda title: (-len(title), title)))
    rights = find_new_rights(pairs, was.stems)
    return Context(learn_names(before, after), was, now, was.stems ^ now.stems, bodies, headings, rights)


_NUMBER = re.compile(r"^[\W\d]+")


def _read_version(blocks: Sequence[Block], placed: Iterable[tuple[int, Block | None]]) -> Version:
    gaps: defaultdict[int, list[str]] = defaultdict(list)
    for gap, block in placed:
        if gap and block:
            gaps[gap].append(block.text)
    texts = [fold(block.text) for block in blocks]
    return Version(
        frozenset(chain.from_iterable(stem_words(block.text) for block in blocks)),
        frozenset(texts),
        " ".join(texts),
        {gap: tuple(texts) for gap, texts in gaps.items() if len(texts) <= _MAX_GAP},
        tuple(blocks),
        tuple(sorted({block.text for block in blocks if _is_title(block)}, key=lambda title: (-len(title), title))),
    )


def _is_title(block: Block) -> bool:
    is_long = block.kind is BlockKind.HEADING and len(re.findall(r"\b[A-Z]\w", block.text)) > 1
    return is_long and not any(find_terms(field, block.text) for field in _TELLING)


_TELLING = (Field.RECIPIENT, Field.VENDOR, Field.DATA, Field.PLACE, Field.NEGATION)
