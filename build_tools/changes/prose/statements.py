"""Recognises whether a few words state something: a title, a link, a label of a page or a line with a date may not."""

from collections.abc import Collection

from build_tools.changes.prose.company_names import find_legal_forms
from build_tools.changes.prose.lexicon import Field, find_terms, load_terms
from build_tools.changes.prose.numbers import find_periods
from build_tools.changes.prose.sentence_claims import Claim, read_sentence

OF_A_PAGE = frozenset({Claim.DUTY, Claim.POINTER, Claim.SAFEGUARD})
"""Claims that the words of a page around a document may make: `Sign up`, `Learn more`, `Secure payment`."""
_FIELDS = (Field.DUTY, Field.DATA, Field.PRACTICE, Field.PURPOSE)
_PERSONS = {"we", "our", "your"}


def states_something(text: str, fields: Collection[Field] = (), idle: Collection[Claim] = ()) -> bool:
    """Whether words name a period, a legal person or a term of some fields, or make a claim that is not idle."""
    reading = read_sentence(text)
    is_claim = not reading.claims.issubset(idle) or any(find_terms(field, reading.stems) for field in fields)
    return is_claim or bool(find_periods(text) or find_legal_forms(text))


def states_by_itself(text: str) -> bool:
    """Whether words without a stop name a duty, a grave purpose or a practice of ours, or state something else."""
    reading = read_sentence(text)
    duties, data, practices, purposes = (find_terms(field, reading.stems) for field in _FIELDS)
    is_duty = Claim.DUTY in reading.claims and bool(duties)
    is_practice = bool(_PERSONS & set(reading.stems) and data and practices)
    is_grave = bool(purposes & (load_terms("grave") - {"sell"}))  # a sale of goods
    return is_duty or is_grave or is_practice or states_something(text, idle=OF_A_PAGE)
