"""Holds what is known of one version of a document, whatever it is compared with: each fact is read once."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.stemming import fold, stem_words
from build_tools.changes.prose.tables import label_cells

KEPT_VERSIONS = 4
"""How many versions are remembered: each is compared with the one before and the one after."""
_TELLING = (Field.RECIPIENT, Field.VENDOR, Field.DATA, Field.PLACE, Field.NEGATION)
_NUMBER = re.compile(r"^[\W\d]+")


@dataclass(frozen=True, eq=False)
class Version:
    """One version of a document; two are the same only if they are one object."""

    blocks: tuple[Block, ...]
    is_english: bool = True

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The stems of all its words, in order."""
        return tuple(chain.from_iterable(stem_words(block.text) for block in self.blocks))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The different stems of its words."""
        return frozenset(self.words)

    @cached_property
    def whole(self) -> str:
        """All its texts, folded, in order."""
        return " ".join(fold(block.text) for block in self.blocks)

    @cached_property
    def identities(self) -> tuple[tuple[bool, object], ...]:
        """The identities of its blocks, in order."""
        return tuple(map(identify, self.blocks))

    @cached_property
    def running(self) -> Counter[str]:
        """The texts that are neither headings nor members of a list, and how often each occurs."""
        return Counter(block.text for block in self.blocks if not block.listed and block.kind is not BlockKind.HEADING)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Its headings, folded and without their numbers."""
        return frozenset(_NUMBER.sub("", fold(block.text)) for block in self.blocks if block.kind is BlockKind.HEADING)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Its headings of several capitalised words that name nobody and no data, the longest first."""
        return sort_longest({block.text for block in self.blocks if _is_title(block)})


def identify(block: Block) -> tuple[bool, object]:
    """Equal for two blocks that differ only in typography; for two rows, also in the order of columns."""
    return block.kind is BlockKind.HEADING, (block.cells and label_cells(block.cells)) or fold(block.text)


def sort_longest(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts, the longest first."""
    return tuple(sorted(texts, key=lambda text: (-len(text), text)))


def _is_title(block: Block) -> bool:
    is_long = block.kind is BlockKind.HEADING and len(re.findall(r"\b[A-Z]\w", block.text)) > 1
    return is_long and not any(find_terms(field, block.text) for field in _TELLING)
