"""Recognises passages that give new rights, and sentences in them that only say how readers make a request."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from build_tools.changes.prose.block_pairs import Pair
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.company_names import Names
from build_tools.changes.prose.lexicon import Field, find_terms, load_stems, load_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.word_lists import load_pattern

_GAP = attrgetter("gap")
_HANDLING = load_pattern("request-handling")
_GRAVER = (Field.RECIPIENT, Field.VENDOR, Field.TRACKER, Field.PLACE, Field.DUTY)


def find_new_rights(pairs: Iterable[Pair], known: frozenset[str]) -> frozenset[int]:
    """The numbers of the gaps where an added passage gives rights by a law or in a region that is new in the document.

    `known` are the stems of the earlier version. Where it gave rights in the same place, a condition may be new.
    """
    changed = groupby(sorted(pairs, key=_GAP), key=_GAP)
    return frozenset(gap for gap, members in changed if _gives_rights(list(members), known))


def _gives_rights(pairs: Iterable[Pair], known: frozenset[str]) -> bool:
    added = [pair.after.text for pair in pairs if pair.after and not pair.before]
    terms = (term for text in added for field in (Field.REGIME, Field.PLACE) for term in find_terms(field, text))
    is_new = any(not known.issuperset(term.split()) for term in terms)
    return (
        is_new and any(map(_is_right, added)) and not any(_is_right(pair.before.text) for pair in pairs if pair.before)
    )


def _is_right(text: str) -> bool:
    return Claim.RIGHT in read_sentence(text).claims


def handles_request(block: Block, names: Names) -> bool:
    """Whether a sentence only says how readers make a request, and how it is checked and answered."""
    if block.kind is BlockKind.HEADING or not _HANDLING.search(fold(block.text)):
        return False
    reading = read_sentence(block.text)
    terms = {term for field in _GRAVER for term in find_terms(field, reading.stems)} - load_terms("request-terms")
    graver = load_stems("harmful") & {*reading.stems} or load_terms("grave") & find_terms(Field.PURPOSE, reading.stems)
    return not terms and not graver and Claim.RETENTION not in reading.claims and not names.find(block.text)
