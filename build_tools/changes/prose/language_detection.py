"""Decides whether a text is in English, the only language that the lexicons cover, by its words."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, localedata

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.lexicon import Field, load_stems
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.stemming import KEPT, stem
from build_tools.changes.prose.word_lists import load_words

_ENGLISH = "en"
_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w|\.\w)")
_LATIN = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿＡ-Ｚａ-ｚµμΩ]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_SHARE = 0.5  # the least share of known words: English policies have 0.7 or more, other languages 0.45 or less
_SURELY = 0.2  # or the least share of function words that no other language has: `the`, `which`
_SHARED = frozenset(
    ("we", "us", "of", "is", "be", "as", "or", "any", "by", "at", "an", "to", "for", "on", "in", "over", "was", "has")
)
_FOREIGN = 0.25  # the most foreign words per English word: names of people and streets contain some
_OTHER_SCRIPTS = 0.1  # the most letters of other scripts: lists of languages or names contain some
_SURE = 2  # the least foreign words that make a passage foreign; names may contain one
_SENTENCE = 4  # words: a shorter passage of an English document may have no known words
_FEW = 0.25
_MAX_MENU = 1_000  # characters: a longer text is not a menu of languages
_CODE_LENGTH = 3
_CODE = re.compile(r"\b[a-z]{2,3}(?:-[a-z]{2,4})?\b")  # a language tag (BCP 47)


class _Count(NamedTuple):
    words: int
    """All words except unknown capitalised ones, which may be names."""
    connecting: int
    sure: int
    """Those of them that no other language has."""
    known: int
    foreign: int
    letters: int
    others: int

    @property
    def english(self) -> int:
        return self.connecting + self.known


def is_english(blocks: Iterable[Block], language: str = "") -> bool:
    """Whether a document is English: by its language tag (BCP 47) if there is one, otherwise by its words."""
    if language:
        return language.partition("-")[0] == _ENGLISH
    counts = [_count(block.text) for block in blocks]
    count = _Count(*map(sum, zip(*counts, strict=True))) if counts else _count("")
    is_known = count.english > _SHARE * count.words
    is_sure = count.sure > _SURELY * count.words and not count.foreign
    return (
        count.others <= _OTHER_SCRIPTS * count.letters
        and (is_known or is_sure)
        and count.foreign <= max(1, _FOREIGN * count.english)
    )


def is_foreign(block: Block) -> bool:
    """Whether a passage of an English document is clearly in another language. The words of a row may be names."""
    count = _count(block.text)
    least = _SENTENCE if count.english else _SENTENCE - 1
    return (
        count.others > _OTHER_SCRIPTS * count.letters
        or (count.foreign >= _SURE and count.foreign > count.connecting + count.known / 2)
        or (block.kind is not BlockKind.ROW and count.words >= least and count.english <= _FEW * count.words)
    )


def has_other_script(text: str) -> bool:
    """Whether a text has letters of a script other than Latin."""
    return not text.isascii() and _count(text).others > 0


def lists_languages(text: str) -> bool:
    """Whether a text is only a menu of languages: `Deutsch | 日本語 | pt-BR`."""
    rest = text.casefold()
    if len(text) > _MAX_MENU or not has_other_script(text):
        return False
    for name in _language_names():
        rest = rest.replace(name, " ")
    return not _CODE.sub(" ", rest).strip(" ,;|/·•–-()")


@lru_cache(maxsize=KEPT)
def _count(text: str) -> _Count:
    words = connecting = sure = known = foreign = 0
    plain = _ADDRESS.sub(" ", text) if "@" in text or "://" in text or "www." in text else text
    for word in _WORD.findall(plain):
        is_connecting, is_sure, is_known, is_other = _read_word(word.casefold().replace("’", "'").partition("'")[0])
        words += is_connecting or is_known or is_other or word[:1].islower()
        connecting += is_connecting
        sure += is_sure
        known += is_known
        foreign += is_other
    letters = sum(map(str.isalpha, plain))
    others = 0 if plain.isascii() else sum(not char.isascii() and _is_of_other_script(char) for char in plain)
    return _Count(words, connecting, sure, known, foreign, letters, others)


@lru_cache(maxsize=KEPT)
def _read_word(folded: str) -> tuple[bool, bool, bool, bool]:
    """Whether a word is an English function word, one that no other language has, a term, and a foreign word."""
    is_connecting = folded in load_words("english")
    is_known = not is_connecting and stem(folded) in _vocabulary()
    is_other = not is_connecting and not is_known and folded in load_words("foreign")
    return is_connecting, is_connecting and folded not in _SHARED, is_known, is_other


def _is_of_other_script(char: str) -> bool:
    return char.isalpha() and not _LATIN.match(char)


_FILES = (
    *(field.value for field in Field if field is not Field.VENDOR),
    *("common", "openers", "synonyms", "harmful", "weak", "binding", "possible", "universal", "protective"),
    *("access", "lax", "narrow", "exception"),
)


@cache
def _language_names() -> tuple[str, ...]:
    """The names of languages, in English and in the language itself (Unicode CLDR), the longest first."""
    english = Locale("en")
    names = {"简体", "繁體", *(english.languages[tag].casefold() for tag in english.languages)}
    for tag in localedata.locale_identifiers():
        if "_" not in tag:
            names.add((Locale(tag).get_language_name(tag) or "").casefold())
    return tuple(sorted((name for name in names if len(name) > _CODE_LENGTH or not name.isascii()), key=len)[::-1])


@cache
def _vocabulary() -> frozenset[str]:
    stems = frozenset(stem for name in _FILES for stem in load_stems(name))
    return stems - load_words("foreign") - {stem(word) for word in load_words("foreign")}
