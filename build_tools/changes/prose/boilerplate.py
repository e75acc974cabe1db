"""Recognises boilerplate: lines that date a document, and text of the web page around it."""

import re
from collections.abc import Sequence

from build_tools.changes.prose.blocks import Block, BlockKind
from build_tools.changes.prose.company_names import Names
from build_tools.changes.prose.language_detection import is_foreign, lists_languages
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.numbers import drop_dates, find_dates, find_periods
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.stemming import fold, reads_alike, stem_words
from build_tools.changes.prose.word_lists import load_pattern, load_words
from build_tools.changes.redline.words import Mark, redline

_DATE_WORDS = load_pattern("boilerplate-dates")
_LABELS = re.compile(rf"{_DATE_WORDS.pattern}|\b(?:prev|previous|next)\b", re.IGNORECASE)
"""Capitalised words that are not names."""
_YEARS = re.compile(r"(?:©|\(c\)|copyright).{0,40}\b(?:19|20)\d\d\b")
_AGE = re.compile(
    r"\b(?:updated|edited|modified|published):? (?:over |about |almost )?(?:a|an|\d+) (?:day|week|month|"
    r"year|hour|minute)s? ago\b"
)
_FIXED = load_pattern("boilerplate-fixed")  # text that is the same on any page
_PAGE_TEXT = load_pattern("boilerplate")  # text that belongs to a page, whatever it says
_BANNER = load_pattern("boilerplate-banner")
_PLACEHOLDER = re.compile(r"\[?(?:date|yyyy-mm-dd|tbd)\]?")
_VERSIONS = load_pattern("boilerplate-versions")
_OPEN = re.compile(r"\bwe (?:may|can|might|will|reserve)\b")
"""A sentence about future changes of the document is one of its terms."""
_LETTERS = re.compile(r"[a-z]{3,}|[^\W\d_a-z]")  # a word; in scripts other than Latin, one letter may be a word
_MEANINGFUL = (Field.DATA, Field.PURPOSE, Field.PLACE, Field.VENDOR, Field.NEGATION)
_MAX_VERSION_WORDS = 30
_ASIDE = load_pattern("boilerplate-sections")  # sections of a page that hold no text of the document
_HISTORY = load_pattern("boilerplate-history", r"\b(?:%s)\b")
_MAX_TITLE_WORDS = 6
_MAX_COMPARED = 20_000  # characters: in a longer text all words count as changed
_MAX_DATE_WORDS = 14
_REMNANT = 0.1  # a document has vanished if less than this share of its words is left
_DOCUMENT = 150  # words: a shorter text is not taken for a document


def is_date_line(text: str) -> bool:
    """Whether a line only says when the document was changed, when it applies, or where its other versions are."""
    folded = fold(text).strip("*_ :.")
    size = len(folded.split())
    if size > _MAX_VERSION_WORDS or _states(folded):
        return False
    if _VERSIONS.search(folded) and not _OPEN.search(folded):
        return True
    if size > _MAX_DATE_WORDS:
        return False
    dates = find_dates(folded)
    rest = folded
    for date in dates:
        rest = rest.replace(date, " ")
    if _DATE_WORDS.search(rest):
        return bool(dates) or bool(_PLACEHOLDER.search(rest) or re.search(r"\d", rest)) or not rest.split()[3:]
    return bool(dates) and not _LETTERS.search(rest)


def _states(folded: str) -> bool:
    reading = read_sentence(folded)
    quiet = {Claim.POINTER, Claim.NOTICE} if reading.about_data else {Claim.POINTER, Claim.NOTICE, Claim.PRACTICE}
    return bool(find_periods(folded)) or bool(reading.claims - quiet)


def is_boilerplate(block: Block) -> bool:
    """Whether a block looks like part of the web page; its words may still state something."""
    folded = fold(block.text)
    return is_fixed_boilerplate(block) or bool(
        _PAGE_TEXT.fullmatch(folded)
        or _ASIDE.fullmatch(fold(block.section))
        or _YEARS.search(folded)
        or _AGE.search(folded)
        or _BANNER.search(folded)
    )


def is_fixed_boilerplate(block: Block) -> bool:
    """Whether a block is not text of the document, or stands on any web page."""
    is_fixed = block.kind is BlockKind.BOILERPLATE or bool(_FIXED.fullmatch(fold(block.text)))
    return is_fixed or lists_languages(block.text)


def find_changed_words(before: str, after: str) -> str:
    """The words that only one version of a text has."""
    if not before or not after:
        return before or after
    if max(len(before), len(after)) > _MAX_COMPARED:
        return f"{before} {after}"
    return " ".join(run.text for run in redline(before, after) if run.mark is not Mark.SAME)


def names_something(before: str, after: str, names: Names) -> bool:
    """Whether the changed words name a company, data, a purpose, a place or a period, or negate."""
    changed = find_changed_words(_undated(before), _undated(after))
    found = names.find(_LABELS.sub(" ", find_changed_words(before, after)))
    stems = stem_words(changed)
    return (
        any(find_terms(field, stems) for field in _MEANINGFUL)
        or bool(find_periods(changed))
        or any(not set(name.casefold().split()) <= load_words("english") for name in found)
    )


def is_dated_alike(before: Block | None, after: Block | None) -> bool:
    """Whether two versions of a block differ only in dates; a missing block counts as empty."""
    return reads_alike(*(_undated(block.text) if block else "" for block in (before, after)))


def _undated(text: str) -> str:
    return _AGE.sub(" ", _YEARS.sub(" ", drop_dates(text)))


def is_history(block: Block) -> bool:
    """Whether a block is about earlier versions of the document."""
    return any(
        _HISTORY.search(fold(title)) and len(title.split()) <= _MAX_TITLE_WORDS
        for title in (block.section, block.lead_in, block.text)
    )


def came_or_went_whole(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether one version is only an error page, or the entry page of a site, that a crawler was served."""
    sizes = [sum(len(stem_words(block.text)) for block in side) for side in (before, after)]
    if max(sizes) < _DOCUMENT or min(sizes) >= _REMNANT * max(sizes):
        return False
    left, idle = (before, _ENTRY_PAGE) if sizes[0] < sizes[1] else (after, {Claim.POINTER})
    rest = (block for block in left if not is_fixed_boilerplate(block))
    return not any(is_foreign(block) or read_sentence(block.text, block.lead_in).claims - idle for block in rest)


_ENTRY_PAGE = {Claim.POINTER, Claim.SAFEGUARD, Claim.DUTY}  # claims that may advertise the site
