"""Recognises what a sentence claims: a practice, a promise, a right or a duty."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.same_meaning import plain_words
from build_tools.changes.prose.stemming import KEPT, fold, stem_words
from build_tools.changes.prose.word_lists import load_pattern, read_list


class Claim(StrEnum):
    """A kind of statement that a sentence makes."""

    PRACTICE = "practice"
    """Data is collected, used, shared or kept."""
    COMMITMENT = "commitment"
    """Something is not done with data, or only within limits."""
    RIGHT = "right"
    SAFEGUARD = "safeguard"
    DUTY = "duty"
    """The reader must do something, pay, or bear a risk."""
    NOTICE = "notice"
    """The reader is informed of something."""
    RETENTION = "retention"
    DELETION = "deletion"
    TRANSFER = "transfer"
    POINTER = "pointer"
    """The sentence only refers to another text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says by itself."""

    stems: tuple[str, ...]
    claims: frozenset[Claim]
    negative: bool
    about_data: bool


_VERBS = rf"(?:{'|'.join(read_list('verbs'))})\w*"
_NEGATIVE = load_pattern("negative", verbs=_VERBS)
_LIMITED = load_pattern("limited")
_PATTERNS: tuple[tuple[Claim, re.Pattern[str]], ...] = tuple(
    (claim, load_pattern(f"claim-{claim}"))
    for claim in Claim
    if claim not in {Claim.PRACTICE, Claim.COMMITMENT, Claim.SAFEGUARD}
)
_REFUSING = load_pattern("practice-refused")
_DATAISH = load_pattern("about-data")
_THEM = load_pattern("practice-pronoun")
_COLLECTING = load_pattern("practice-passive")
_IMPLYING = load_pattern("practice-implied")
_ACTOR = load_pattern("practice-actor", verbs=_VERBS)
_EXPLAINED = load_pattern("explained")


@lru_cache(maxsize=KEPT)
def read_sentence(text: str, lead_in: str = "") -> Reading:
    """The claims of a sentence; a list item is read together with its lead-in."""
    folded = fold(f"{lead_in} {text}" if lead_in else text).replace("e-mail", "email")
    stems = tuple(plain_words(text))
    negative = bool(_NEGATIVE.search(re.sub(r"\([^()]{0,200}\)", " ", folded)))
    claims = frozenset(_claims(folded, stems, negative=negative, leading=bool(lead_in)))
    return Reading(stems, claims, negative, bool(_DATAISH.search(folded)))


@lru_cache(maxsize=KEPT)
def is_negative(lead_in: str) -> bool:
    """Whether a lead-in or a heading negates what follows: "We do not use your data to:"."""
    folded = fold(lead_in)
    return bool(_NEGATIVE.search(folded) or re.search(r"\b(?:not|never|prohibited|forbidden|don't|no(?!\.))\b", folded))


def _claims(folded: str, stems: tuple[str, ...], *, negative: bool, leading: bool) -> set[Claim]:
    found = {claim for claim, pattern in _PATTERNS if pattern.search(folded)}
    practice, limited = _practises(folded, stems, leading=leading), bool(_LIMITED.search(folded))
    if _REFUSING.search(folded) or (practice and (negative or limited)):
        found.add(Claim.COMMITMENT)
    if practice and not negative and (limited or Claim.POINTER not in found):
        found.add(Claim.PRACTICE)
    if find_terms(Field.SAFEGUARD, stems) - {"request", "record"}:
        found.add(Claim.SAFEGUARD)
    if not find_terms(Field.PLACE, stems):
        found.discard(Claim.TRANSFER)
    return found


def _practises(folded: str, stems: tuple[str, ...], *, leading: bool) -> bool:
    if _EXPLAINED.search(folded):  # "this notice explains how we use your data" is about the notice
        folded = _EXPLAINED.sub(" ", folded)
        stems = stem_words(folded)
    if _IMPLYING.search(folded):
        return True
    about = _DATAISH.search(folded) or _THEM.search(folded)
    if not (about or find_terms(Field.DATA, stems) or find_terms(Field.TRACKER, stems)):
        return False
    verbs = find_terms(Field.PRACTICE, stem_words(folded) if leading else stems)
    return bool(verbs) and bool(_ACTOR.search(folded) or _COLLECTING.search(folded))
