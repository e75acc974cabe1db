"""Which changed blocks are furniture of a page, and nothing that the policy says?"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from build_tools.changes.prose.blocks import Block, BlockKind
from build_tools.changes.prose.company_names import Names
from build_tools.changes.prose.language_detection import is_foreign, lists_languages
from build_tools.changes.prose.lexicon import Field, load_lexicon, load_words
from build_tools.changes.prose.numbers import drop_dates, find_dates, find_periods
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.stemming import fold, reads_alike, split_words, stem_words
from build_tools.changes.redline.words import Mark, redline

_DATE_WORDS = re.compile(
    r"\b(?:last|latest|effective|updated?|modified|revis\w+|reviewed|changed|date[ds]?|version|as of|"
    r"valid|published|in(?:to)? effect|takes? effect|posted|in force|since|copyright|amended|edited)\b|©|\(c\)"
)
_LABELS = re.compile(rf"{_DATE_WORDS.pattern}|\b(?:prev|previous|next)\b", re.IGNORECASE)
"""Words that are written with a capital and name nobody."""
_YEARS = re.compile(r"(?:©|\(c\)|copyright).{0,40}\b(?:19|20)\d\d\b")
_AGE = re.compile(
    r"\b(?:updated|edited|modified|published):? (?:over |about |almost )?(?:a|an|\d+) (?:day|week|month|"
    r"year|hour|minute)s? ago\b"
)
_FIXED = re.compile(
    r"^(?:skip to (?:main )?(?:content|navigation)|back to top|table of contents|contents|menu|search|"
    r"home|close|accept(?: all)?(?: cookies)?|reject all(?: cookies)?|"
    r"cookie (?:settings|preferences)|manage cookies|log ?in|sign ?(?:in|up)|subscribe|"
    r"share(?: this)?(?: page| article)?|print(?: this)?(?: page)?|download(?: as)?(?: pdf)?|next|"
    r"previous|you need javascript enabled.?|enable javascript.?|just a moment.{0,3}|loading.{0,3}|"
    r"(?:only )?(?:allow|accept|decline|reject) (?:all|essential|optional|necessary)"
    r"(?: and (?:essential|optional))? cookies|"
    r"(?:\d+ out of \d+ )?found this helpful|all rights reserved.?|english|deutsch|fran[cç]ais|espa[nñ]ol|"
    r"[a-z0-9_]{24,}|\W*)$"
)
"""Words that say the same on any page."""
_FURNITURE = re.compile(
    r"^(?:uh oh.*|page not found.*|404.*|access denied.*|loading.*|just a moment.*|enable javascript.*|"
    r"prev(?:ious)? .*\bnext .*|was this (?:page|article) helpful.*|.*\bfound this helpful|"
    r"related (?:articles|links|content|pages).*|follow us.*|all rights reserved.*|toggle .*)$"
)
"""Words that open what belongs to a page, whatever it says."""
_BANNER = re.compile(
    r"\b(?:this (?:web)?site uses cookies|we use cookies to (?:improve|enhance|give you)|"
    r"by continuing to (?:use|browse)).{0,300}\b(?:accept|agree|ok|got it|consent)\b"
)
_PLACEHOLDER = re.compile(r"\[?(?:date|yyyy-mm-dd|tbd)\]?")
_VERSIONS = re.compile(
    r"\b(?:previous|prior|earlier|updated|new|current|archived|past) (?:\w+ ){0,3}?"
    r"(?:version|policy|terms|notice|agreement)\b"
    r"|\bwe are updating our (?:\w+ ){0,3}?(?:policy|terms|notice|agreement)\b|\bversion effective\b"
)
_OPEN = re.compile(r"\bwe (?:may|can|might|will|reserve)\b")
"""What may still happen to the document is a term of it."""
_LETTERS = re.compile(r"[a-z]{3,}|[^\W\d_a-z]")
"""Words, of which one letter is enough where a script writes words with one."""
_TELLING = (Field.DATA, Field.PURPOSE, Field.PLACE, Field.VENDOR, Field.NEGATION)
_TALK = 30
_ASIDE = re.compile(
    r"(?:related|more|popular|recommended) (?:articles?|links?|content|pages?|topics?)|see also|footer|share this"
)
"""Sections of a page that hold no text of the document."""
_HISTORY = re.compile(
    r"\b(?:change ?log|revision history|history of (?:changes|revisions)|version history|"
    r"document history|release notes|previous versions|changes? history|update history|"
    r"summary of changes)\b"
)
_TITLE = 6
_LONGEST = 20_000
"""Letters: of longer words all count as changed."""
_SHORT = 14
"""Words: a line that states when a document was changed has no more."""
_LITTLE = 0.1
"""What is left of a document that vanished whole is less than this share of its words."""
_WHOLE = 150
"""Words: a document that comes or goes whole has at least so many."""


def is_date_line(text: str) -> bool:
    """Whether a line only says when the document was changed, when it applies, or where its other versions are."""
    folded = fold(text).strip("*_ :.")
    if _VERSIONS.search(folded) and not _OPEN.search(folded) and len(folded.split()) <= _TALK and not _states(folded):
        return True
    if len(folded.split()) > _SHORT or _states(folded):
        return False
    dates = find_dates(folded)
    rest = folded
    for date in dates:
        rest = rest.replace(date, " ")
    undated = bool(_PLACEHOLDER.search(rest)) or bool(re.search(r"\b\d{4}\b|\d", rest))
    return bool(_DATE_WORDS.search(rest) and (dates or undated or not rest.split()[3:])) or (
        bool(dates) and not _LETTERS.search(rest)
    )


def _states(folded: str) -> bool:
    """Whether a line states more than when: a length of time, a right, something that is done."""
    reading = read_sentence(folded)
    quiet = {Claim.POINTER, Claim.NOTICE} if reading.about_data else {Claim.POINTER, Claim.NOTICE, Claim.PRACTICE}
    return bool(find_periods(folded)) or bool(reading.claims - quiet)


def is_boilerplate(block: Block) -> bool:
    """Whether a block belongs to the page, as far as its form tells: its words may still state something."""
    folded = fold(block.text)
    return is_fixed_boilerplate(block) or bool(
        _FURNITURE.match(folded)
        or _ASIDE.fullmatch(fold(block.section))
        or _YEARS.search(folded)
        or _AGE.search(folded)
        or _BANNER.search(folded)
    )


def is_fixed_boilerplate(block: Block) -> bool:
    """Whether a block is no text of the document, or says what any page says."""
    return block.kind is BlockKind.BOILERPLATE or bool(_FIXED.match(fold(block.text))) or lists_languages(block.text)


def find_changed_words(before: str, after: str) -> str:
    """The words that only one version of a text has."""
    if max(len(before), len(after)) > _LONGEST:
        return f"{before} {after}"
    return " ".join(run.text for run in redline(before, after) if run.mark is not Mark.SAME)


def names_something(before: str, after: str, names: Names) -> bool:
    """Whether the words that changed name a company, data, a purpose, a place or a period, or deny something.

    Then they are no furniture. Only one of both texts may be empty.
    """
    changed = find_changed_words(_undated(before), _undated(after))
    found = names.find(_LABELS.sub(" ", find_changed_words(before, after)))
    stems = stem_words(changed)
    return (
        any(load_lexicon(field).among(stems) for field in _TELLING)
        or bool(find_periods(changed))
        or any(not set(name.casefold().split()) <= load_words("english") for name in found)
    )


def is_dated_alike(before: Block | None, after: Block | None) -> bool:
    """Whether two versions of a block are the same but for dates, and one that comes or goes is nothing else."""
    return reads_alike(*(_undated(block.text) if block else "" for block in (before, after)))


def _undated(text: str) -> str:
    """A folded text without what dates the page."""
    return _AGE.sub(" ", _YEARS.sub(" ", drop_dates(text)))


def is_history(block: Block) -> bool:
    """Whether a block tells of earlier versions of the document."""
    return any(
        _HISTORY.search(fold(title)) and len(title.split()) <= _TITLE
        for title in (block.section, block.lead_in, block.text)
    )


def came_or_went_whole(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether nearly a whole document vanished or came back, and what stands in its place states nothing.

    No author does that: a crawler that was served an error page, or the entrance of a site, does.
    """
    sizes = [sum(len(split_words(block.text)) for block in side) for side in (before, after)]
    if max(sizes) < _WHOLE or min(sizes) >= _LITTLE * max(sizes):
        return False
    rest, idle = (before, _ENTRANCE) if sizes[0] < sizes[1] else (after, {Claim.POINTER})
    return not any(_is_statement(block, idle) for block in rest)


_ENTRANCE = {Claim.POINTER, Claim.SAFEGUARD, Claim.DUTY}
"""What the entrance of a site may claim, in its own praise."""


def _is_statement(block: Block, idle: AbstractSet[Claim]) -> bool:
    """Whether a block claims something else, or is in words that nobody here can read."""
    if is_fixed_boilerplate(block):
        return False
    return is_foreign(block) or bool(read_sentence(block.text, block.lead_in).claims - idle)
