"""Which changed blocks are furniture of a page, and nothing that the policy says?"""

import re
from collections.abc import Sequence

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.claims import Claim, read_sentence
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.numbers import find_dates, find_periods
from build_tools.changes.prose.words import fold, split_words

_DATE_WORDS = re.compile(
    r"\b(?:last|latest|effective|updated?|modified|revis\w+|reviewed|changed|date[ds]?|version|as of|"
    r"valid|published|in(?:to)? effect|takes? effect|posted|in force|since|copyright|amended|edited)\b|©|\(c\)"
)
_YEARS = re.compile(r"(?:©|\(c\)|copyright).{0,40}\b(?:19|20)\d\d\b")
_AGE = re.compile(
    r"\b(?:updated|edited|modified|published):? (?:over |about |almost )?(?:a|an|\d+) (?:day|week|month|"
    r"year|hour|minute)s? ago\b"
)
_FURNITURE = re.compile(
    r"^(?:skip to (?:main )?(?:content|navigation)|back to top|table of contents|contents|menu|search|"
    r"home|close|accept(?: all)?(?: cookies)?|reject all(?: cookies)?|"
    r"cookie (?:settings|preferences)|manage cookies|log ?in|sign ?(?:in|up)|subscribe|"
    r"share(?: this)?(?: page| article)?|print(?: this)?(?: page)?|download(?: as)?(?: pdf)?|next|"
    r"previous|"
    r"uh oh.*|page not found.*|404.*|access denied.*|loading.*|just a moment.*|enable javascript.*|"
    r"you need javascript enabled.*|"
    r"prev(?:ious)? .*\bnext .*|(?:only )?(?:allow|accept|decline|reject) (?:all|essential|optional|necessary)"
    r"(?: and (?:essential|optional))? cookies|"
    r"was this (?:page|article) helpful.*|.*\bfound this helpful|related (?:articles|links|content|pages).*|"
    r"follow us.*|all rights reserved.*|english|deutsch|fran[cç]ais|espa[nñ]ol|[\w]{24,}|toggle .*|\W*)$"
)
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
_SHORT = 14
"""Words: a line that states when a document was changed has no more."""
_LITTLE = 0.1
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
        bool(dates) and not re.search(r"[a-z]{3,}", rest)
    )


def _states(folded: str) -> bool:
    """Whether a line states more than when: a length of time, a right, something that is done."""
    reading = read_sentence(folded)
    quiet = {Claim.POINTER, Claim.NOTICE} if reading.about_data else {Claim.POINTER, Claim.NOTICE, Claim.PRACTICE}
    return bool(find_periods(folded)) or bool(reading.claims - quiet)


def is_furniture(block: Block) -> bool:
    """Whether a block belongs to the page and not to its text."""
    folded = fold(block.text)
    return (
        block.kind is BlockKind.FURNITURE
        or bool(_FURNITURE.match(folded))
        or bool(_ASIDE.fullmatch(fold(block.section)))
        or bool(_YEARS.search(folded))
        or bool(_AGE.search(folded))
        or bool(_BANNER.search(folded))
    )


def is_history(block: Block) -> bool:
    """Whether a block tells of earlier versions of the document."""
    return any(
        _HISTORY.search(fold(title)) and len(title.split()) <= _TITLE
        for title in (block.section, block.lead_in, block.text)
    )


def came_or_went_whole(before: Sequence[Block], after: Sequence[Block]) -> bool:
    """Whether nearly a whole document vanished or came back: no author does that, a crawler does."""
    was, now = ([word for block in side for word in split_words(block.text)] for side in (before, after))
    if max(len(was), len(now)) < _WHOLE:
        return False
    return min(len(was), len(now)) < _LITTLE * max(len(was), len(now)) or _english(was) is not _english(now)


_ENGLISH = frozenset(("the", "of", "and", "to", "you", "your", "we", "our", "is", "are", "for", "with"))
_TELLING = 60
"""Words: of a shorter text nobody can say in which language it is."""
_SHARE = 0.1
"""The share of words that are among the most frequent ones of English, in English; in other languages few are."""


def is_english(blocks: Sequence[Block]) -> bool:
    """Whether a document is English, as far as can be told: the field's words are known in no other language."""
    words = [word for block in blocks for word in split_words(block.text)]
    return len(words) < _TELLING or _english(words)


def _english(words: Sequence[str]) -> bool:
    """Whether words are English; a crawler is served other languages now and then."""
    return sum(word in _ENGLISH for word in words) >= _SHARE * len(words)
