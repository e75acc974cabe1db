"""Checks whether the document still states a right after a sentence about it was removed."""

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.document_context import Context
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.same_meaning import canonical
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.stemming import stem_words
from build_tools.changes.prose.tables import is_head

_ABOUT = (Field.DATA, Field.PURPOSE, Field.PLACE, Field.TRACKER, Field.RECIPIENT)  # what a right is about


def is_right_kept(block: Block, context: Context) -> bool:
    """Whether the later version still states the rights of a removed sentence, with its links, names and subjects."""
    reading = read_sentence(block.text, block.lead_in)
    rights = _find_rights(reading.stems)
    names = {stem for name in context.names.find(block.text) for stem in stem_words(name)}
    if not rights or not names <= context.after.stems or "@" in block.text or not _has_links(block, context):
        return False
    stating = [stems for near in context.after.blocks if rights <= _find_rights(stems := _read_right(near))]
    known = set().union(*stating)
    terms = (term for field in _ABOUT for term in find_terms(field, reading.stems))
    return bool(stating) and all(set(term.split()) <= known for term in terms)


def _find_rights(stems: tuple[str, ...]) -> set[str]:
    return set(canonical(tuple(find_terms(Field.RIGHT, stems))))


def _has_links(block: Block, context: Context) -> bool:
    return not block.links or {link for near in context.after.blocks for link in near.links}.issuperset(block.links)


def _read_right(block: Block) -> tuple[str, ...]:
    """The stems of a sentence that states a right; none for any other."""
    if is_head(block.cells) or not find_terms(Field.RIGHT, stem_words(block.text)):
        return ()  # reading it would take longer
    reading = read_sentence(block.text, block.lead_in)
    return reading.stems if Claim.RIGHT in reading.claims else ()
