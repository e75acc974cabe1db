"""Decides whether a text is in English, the language whose words of the field are known.

A text counts as English only where its words show it, however short it is: in any other language a change means what
nobody here can read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, localedata

from build_tools.changes.prose.blocks import Block, BlockKind
from build_tools.changes.prose.lexicon import Field, load_stems
from build_tools.changes.prose.stemming import stem
from build_tools.changes.prose.word_lists import load_words

_ENGLISH = "en"
_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w|\.\w)")
_LATIN = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿＡ-Ｚａ-ｚµμΩ]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_SHARE = 0.5
"""More than this share of words is known in English: in policies 0.7 at least, in other languages 0.45 at most."""
_SURELY = 0.2
"""Or this share connects others as in no other language: `the`, `which`."""
_SHARED = frozenset(
    ("we", "us", "of", "is", "be", "as", "or", "any", "by", "at", "an", "to", "for", "on", "in", "over", "was", "has")
)
"""Words of English that some other languages have too."""
_FOREIGN = 0.25
"""Words of other languages for each one of English: names of people and streets bring some."""
_OTHER_SCRIPTS = 0.1
"""The share of letters of other scripts, which a list of languages or of names may bring."""
_SURE = 2
"""Words of another language that make sure of a single passage; names have one at times."""
_SENTENCE = 4
"""Words: in a shorter passage of a document in English none need be known."""
_FEW = 0.25
_MENU = 1_000
"""Letters: no menu of languages is longer."""
_CODE_LENGTH = 3
_CODE = re.compile(r"\b[a-z]{2,3}(?:-[a-z]{2,4})?\b")
"""The tag of a language (BCP 47)."""


@dataclass(frozen=True, slots=True)
class _Count:
    """How many words of a text tell its language."""

    words: int = 0
    """All but those with a capital that are not known: they may be names."""
    connecting: int = 0
    """Words of English that connect others."""
    sure: int = 0
    """Those of them that no other language has."""
    known: int = 0
    """Others of English."""
    foreign: int = 0
    """Words of other languages that connect others."""
    letters: int = 0
    others: int = 0
    """Letters of other scripts."""

    @property
    def english(self) -> int:
        """All words of English."""
        return self.connecting + self.known

    def __add__(self, other: "_Count") -> "_Count":
        return _Count(
            self.words + other.words,
            self.connecting + other.connecting,
            self.sure + other.sure,
            self.known + other.known,
            self.foreign + other.foreign,
            self.letters + other.letters,
            self.others + other.others,
        )


def is_english(blocks: Iterable[Block], language: str = "") -> bool:
    """Whether a document is English: by its language (BCP 47) where that is stated, and else by its words."""
    if language:
        return language.partition("-")[0] == _ENGLISH
    count = sum((_count(block.text) for block in blocks), _Count())
    is_known = count.english > _SHARE * count.words
    is_sure = count.sure > _SURELY * count.words and not count.foreign
    return (
        count.others <= _OTHER_SCRIPTS * count.letters
        and (is_known or is_sure)
        and count.foreign <= max(1, _FOREIGN * count.english)
    )


def is_foreign(block: Block) -> bool:
    """Whether a passage of an English document is evidently in another language. The words of a row may be names."""
    count = _count(block.text)
    least = _SENTENCE if count.english else _SENTENCE - 1
    return (
        count.others > _OTHER_SCRIPTS * count.letters
        or (count.foreign >= _SURE and count.foreign > count.connecting + count.known / 2)
        or (block.kind is not BlockKind.ROW and count.words >= least and count.english <= _FEW * count.words)
    )


def has_other_script(text: str) -> bool:
    """Whether a text has letters of another script than that of English."""
    return not text.isascii() and _count(text).others > 0


def lists_languages(text: str) -> bool:
    """Whether a text only names languages, as the menu of a page does: `Deutsch | 日本語 | pt-BR`."""
    rest = text.casefold()
    if len(text) > _MENU or not has_other_script(text):
        return False
    for name in _language_names():
        rest = rest.replace(name, " ")
    return not _CODE.sub(" ", rest).strip(" ,;|/·•–-()")


@lru_cache(maxsize=16384)
def _count(text: str) -> _Count:
    words = connecting = sure = known = foreign = 0
    plain = _ADDRESS.sub(" ", text)
    for word in _WORD.findall(plain):
        folded = word.casefold().replace("’", "'").partition("'")[0]
        is_known = folded in load_words("english") or stem(folded) in _vocabulary()
        is_other = not is_known and folded in load_words("foreign")
        words += is_known or is_other or word[:1].islower()
        connecting += folded in load_words("english")
        sure += folded in load_words("english") - _SHARED
        known += is_known and folded not in load_words("english")
        foreign += is_other
    letters = [sign for sign in plain if sign.isalpha()]
    return _Count(
        words, connecting, sure, known, foreign, len(letters), sum(not _LATIN.match(sign) for sign in letters)
    )


_FILES = (
    *(field.value for field in Field if field is not Field.VENDOR),
    *("common", "openers", "synonyms", "harmful", "weak", "binding", "possible", "universal", "protective"),
    *("access", "lax", "narrow", "exception"),
)


@cache
def _language_names() -> tuple[str, ...]:
    """The names of languages and scripts in English and in themselves (Unicode CLDR), the longest first."""
    english = Locale("en")
    names = {"简体", "繁體", *(english.languages[tag].casefold() for tag in english.languages)}
    for tag in localedata.locale_identifiers():
        if "_" not in tag:
            names.add((Locale(tag).get_language_name(tag) or "").casefold())
    return tuple(sorted((name for name in names if len(name) > _CODE_LENGTH or not name.isascii()), key=len)[::-1])


@cache
def _vocabulary() -> frozenset[str]:
    """The stems of all words that are known in English, without those that other languages connect with."""
    stems = frozenset(stem for name in _FILES for stem in load_stems(name))
    return stems - load_words("foreign") - {stem(word) for word in load_words("foreign")}
