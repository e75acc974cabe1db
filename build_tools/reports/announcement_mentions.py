"""Finds the sentence of an announcement that describes a finding, and the parts that the announcement leaves out.

A finding is identified by its entry's name and its new value. A name or a value counts as mentioned where one sentence,
or the title, has all of its words, in any order; plurals and possessives count as the word itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from build_tools.changes.announcement_check import covers_finding
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding
from build_tools.model.normalization import normalize
from build_tools.model.policy import Section
from build_tools.text.html_to_text import as_plain_text
from build_tools.text.markdown import make_html

_WIDEST = 1_000_000
"""The most characters in a line of an announcement: more than a source has."""
_LONGEST = 8
"""The most words in a name or a value. A longer one is a text, which an announcement rephrases."""
_SHORTEST = 4
"""The fewest letters of a word that shows the subject of a sentence; a number may have fewer."""
_SMALL = frozenset({"and", "the", "of", "a", "an", "for", "to", "in", "is", "are", "or"})
_END = re.compile(r"[.!?…][\"”’»)]*\s+(?=(\S))|[。！？]")

_MARKS = re.compile(r"^\s*(?:(?:>|-|\d+\.)\s+)*")
"""The marks before a quotation or an item of a list."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no spaces between words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """How an announcement describes a finding."""

    sentence: str
    """The sentence, or the title, that shares most words with the finding; empty where none shares a word."""
    missing: tuple[str, ...]
    """The entry's name and the new value, if the announcement does not have them."""

    @property
    def is_doubtful(self) -> bool:
        """Whether a person has to check that the announcement describes the finding."""
        return bool(self.missing) or not self.sentence


def find_mentions(finding: Finding, announcements: Iterable[Announcement]) -> list[tuple[Announcement, Mention]]:
    """The announcements that cover a finding, each with how it describes it."""
    return [(each, find_mention(finding, each)) for each in announcements if covers_finding(each, finding)]


def find_mention(finding: Finding, announcement: Announcement) -> Mention:
    """How an announcement describes a finding. Of equally similar sentences, the first is taken."""
    terms = tuple(_terms(finding))
    before, after = _words(finding.before), _words(finding.after)
    words = _telling(" ".join((*terms, *(after - before or before - after))))
    sentences = (*_sentences(announcement.text), announcement.title)

    def rank(sentence: str) -> tuple[int, int]:
        return sum(_says(sentence, term) for term in terms), len(words & _telling(sentence))

    best = max(sentences, key=rank)
    missing = tuple(term for term in terms if not any(_says(sentence, term) for sentence in sentences))
    return Mention(best if any(rank(best)) else "", missing)


def _terms(finding: Finding) -> Iterator[str]:
    """Yield the name of the entry of a finding, and its new value, or the old value of a removed entry."""
    change = finding.change
    entry = change.after.entry or change.before.entry
    named = None if isinstance(entry, Section) else entry
    names = (getattr(named, key, None) for key in ("name", "title", "text"))
    value = finding.after or finding.before
    is_flag = isinstance(change.after.value, bool) or isinstance(change.before.value, bool)
    for term in dict.fromkeys(map(str, (next(filter(None, names), ""), "" if is_flag else value))):
        if term and "{{" not in term and len(term.split()) <= _LONGEST:
            yield term


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(_split(as_plain_text(make_html(text), _WIDEST)))


def _split(text: str) -> Iterator[str]:
    for marked in text.splitlines():
        line, start = _MARKS.sub("", marked), 0
        for end in _END.finditer(line):
            if not (end[1] or "").islower():  # an abbreviation ends no sentence
                yield line[start : end.end()].strip()
                start = end.end()
        if rest := line[start:].strip():
            yield rest


def _says(sentence: str, term: str) -> bool:
    """Whether a sentence has all words of a term; a term in a script without spaces has to be there unchanged."""
    if _UNSPACED.search(term):
        return "".join(_fold(term).split()) in "".join(_fold(sentence).split())
    wanted = _words(term)
    return bool(wanted) and wanted <= _words(sentence)


def _telling(text: str) -> set[str]:
    return {word for word in _words(text) if len(word) >= _SHORTEST or word.isdigit()}


def _words(text: str) -> set[str]:
    """The words of a text, without common ones, plural endings and possessives."""
    words = re.findall(r"\d+(?:[.,]\d+)+|\w+", re.sub(r"['’]s\b", "", _fold(text)))
    return {re.sub(r"(?<=\w{3})s$", "", word) for word in words} - _SMALL


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", normalize(text)).casefold()
