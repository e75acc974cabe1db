"""Recognises boilerplate: lines that date a document, and text of the web page around it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.company_names import Names, find_legal_forms, lists_parties
from build_tools.changes.prose.language_detection import lists_languages
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.numbers import drop_dates, find_dates, find_periods
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.statements import states_something
from build_tools.changes.prose.stemming import KEPT, fold, reads_alike, stem_words
from build_tools.changes.prose.word_lists import load_pattern, load_words
from build_tools.changes.redline.words import Mark, redline

_DATE_WORDS = load_pattern("boilerplate-dates")
_LABELS = re.compile(rf"{_DATE_WORDS.pattern}|\b(?:prev|previous|next)\b", re.IGNORECASE)
"""Capitalised words that are not names."""
_YEARS = re.compile(r"(?:©|\(c\)|copyright).{0,40}\b(?:19|20)\d\d\b")
_AGE = load_pattern("boilerplate-age")
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


def is_date_line(text: str) -> bool:
    """Whether a line only says when the document was changed, when it applies, or where its other versions are."""
    folded = fold(text).strip("*_ :.")
    size = len(folded.split())
    if size > _MAX_VERSION_WORDS:
        return False
    idle = {Claim.POINTER, Claim.NOTICE} | ({Claim.PRACTICE} if not read_sentence(folded).about_data else set())
    if states_something(folded, idle=idle):
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


def is_boilerplate(block: Block) -> bool:
    """Whether a block looks like part of the web page; its words may still state something."""
    return is_fixed_boilerplate(block) or _is_of_page(block.text) or bool(_ASIDE.fullmatch(fold(block.section)))


@lru_cache(maxsize=KEPT)
def _is_of_page(text: str) -> bool:
    folded = fold(text)
    return bool(_PAGE_TEXT.fullmatch(folded)) or any(kind.search(folded) for kind in (_YEARS, _AGE, _BANNER))


def is_fixed_boilerplate(block: Block) -> bool:
    """Whether a block is not text of the document, or stands on any web page."""
    return block.kind is BlockKind.BOILERPLATE or _is_fixed(block.text)


@lru_cache(maxsize=KEPT)
def _is_fixed(text: str) -> bool:
    return bool(_FIXED.fullmatch(fold(text))) or lists_languages(text)


_LINKS = re.compile(
    r"(?:[\s*_|,;·•.()-]*!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s?\([^()]*(?:\([^()]*\)[^()]*)*\))+[\s*_|,;·•.()-]*|\W*https?://\S+"
)
_ADDRESS = re.compile(r"\(?(?:https?://|/)\S+(?: \"[^\"]*\")?\)?")
_PLAIN_WORD = re.compile(r"(?<!\w)[^\W\d_A-Z]\w{2,}|[^\W\d_A-Za-z]|[A-Z][a-z]{2,}")
_MAX_TITLE_LEAD = 3
_HAS_DIGIT = re.compile(r"\d")


_CONTENTS = re.compile(r"(?:[\W\d]*\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s?\(#[^()]*\))+[\W\d]*")


def is_link(block: Block) -> bool:
    """Whether a block is nothing but links of several words, which name a topic, and no company."""
    has_only_links = bool(_LINKS.fullmatch(block.source)) and len(block.text.split()) > 1
    return has_only_links and not _asserts(block) and not find_legal_forms(block.text)


_TOPIC = load_pattern("topics")
_WE = re.compile(r"^[\W\d]*we\b")
_LINK_WORDS = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\s?\(")
_SENTENCE = re.compile(r"(?:\S+\s+){2,}\w{2,}[)”\"]?\.")
_OF_A_LINK = {Claim.RIGHT, Claim.SAFEGUARD, Claim.NOTICE, Claim.POINTER}


def _asserts(block: Block) -> bool:
    """Whether the words of a link state something, as those of a topic do not: "how we use your data"."""
    texts = [link[1] for link in _LINK_WORDS.finditer(block.source)]
    return any(
        not _TOPIC.search(fold(text))
        and (
            _WE.search(fold(text)) or states_something(f"{block.lead_in} {text}", idle=_OF_A_LINK) or _is_sentence(text)
        )
        for text in texts
    )


def is_linked_sentence(block: Block) -> bool:
    """Whether a block is nothing but a link, the words of which are a sentence."""
    return bool(_LINKS.fullmatch(block.source)) and _is_sentence(block.text)


def _is_sentence(text: str) -> bool:
    """Whether words end with a full stop, and refer to no other text: a title has no stop."""
    return bool(_SENTENCE.fullmatch(text.strip())) and Claim.POINTER not in read_sentence(text).claims


def is_label(block: Block, headings: Sequence[str]) -> bool:
    """Whether a block is a label of a page, and no sentence: a menu, a link by itself, an entry of a table of contents.

    A member of a list is none, and neither is what stands in a section: few words there may be a right, a purpose or a
    kind of data. What only links to places in the same document is an entry of a table of contents. `headings` are
    those of the document, folded and without numbers, the longest first.
    """
    if _CONTENTS.fullmatch(block.source) and not _asserts(block) and not lists_parties(block):
        return True
    if block.kind in {BlockKind.HEADING, BlockKind.BOILERPLATE} or _HAS_DIGIT.search(block.text):
        return False
    is_free = not block.listed and not block.lead_in
    if (is_free or _LINKS.fullmatch(block.source)) and _lists_headings(block, headings):
        return True
    if _is_said(block) or lists_parties(block):
        return False
    if block.listed and _LINKS.fullmatch(block.source):
        return is_link(block)  # one word may be a company
    return bool(_LINKS.fullmatch(block.source)) or not _PLAIN_WORD.search(_ADDRESS.sub("", block.text))


def _is_said(block: Block) -> bool:
    """Whether a block has any word that rules know, makes a claim, or belongs to the sentence before it."""
    if len(block.lead_in.split()) > _MAX_TITLE_LEAD or _PERSONS & set(stem_words(block.lead_in)):
        return True
    is_said = _VALUE.search(block.text) or _PERSONS & set(stem_words(block.text))
    return bool(is_said) or states_something(block.text, list(Field))


_VALUE = re.compile(r"\w: \w|@")
_PERSONS = {"we", "our", "you", "your", "they", "their", "i", "not", "never", "must"}


def _lists_headings(block: Block, headings: Sequence[str]) -> bool:
    rest = fold(block.text)
    if len(rest) > _MAX_COMPARED or not any(heading in rest for heading in headings if heading):
        return False
    for heading in headings:
        rest = rest.replace(heading, " ") if heading else rest
    return not _LETTERS.search(rest)


@lru_cache(maxsize=64)  # several signals ask for those of one passage
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
    stems = stem_words(changed)
    if any(find_terms(field, stems) for field in _MEANINGFUL) or find_periods(changed):
        return True
    found = names.find(_LABELS.sub(" ", find_changed_words(before, after)))
    return any(not set(name.casefold().split()) <= load_words("english") for name in found)


def is_dated_alike(before: Block | None, after: Block | None) -> bool:
    """Whether two versions of a block differ only in dates; a missing block counts as empty."""
    return reads_alike(*(_undated(block.text) if block else "" for block in (before, after)))


def _undated(text: str) -> str:
    return _AGE.sub(" ", _YEARS.sub(" ", drop_dates(text)))


def is_history(block: Block) -> bool:
    """Whether a block is about earlier versions of the document."""
    return any(map(_is_of_history, (block.section, block.lead_in, block.text)))


@lru_cache(maxsize=KEPT)
def _is_of_history(title: str) -> bool:
    return bool(_HISTORY.search(fold(title))) and len(title.split()) <= _MAX_TITLE_WORDS
