"""Recognises the names of companies and products in a text."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.stemming import KEPT, fold, stem, stem_words
from build_tools.changes.prose.version import KEPT_VERSIONS, Version
from build_tools.changes.prose.word_lists import load_pattern, load_words

_TOKEN = re.compile(
    r"[\"“(]?(?<![\w@/.-])(?:[A-Z][\w'’&+-]*|[a-z]{1,2}[A-Z]\w*|\d+[a-z]*[A-Z]\w*)(?:\.(?:com|io|ai|"
    r"ly|co|net|org|js|app|dev))?(?![\w@/])"
)
_TERMS = load_pattern("company-terms")
_DEVICES = load_pattern("company-devices")
_BEFORE_DEVICES = re.compile(r"[\"“'‘’]|\b[io]n (?:the |an? |your )?[A-Zi]")  # quick to look for
_LEGAL = load_pattern("company-forms", r"\b((?:[A-Z0-9][\w&.'’-]{0,40},? ){1,5}?)(%s)\b\.?")
_RELATION = load_pattern("company-relation", r"\b(?:%s)\b")
_LISTED = load_pattern("company-lists", r"\b(?:%s)\b")
_COOKIES = re.compile(r"\b(?:cookies?|trackers?|tracking technolog\w+|pixels?|local storage|beacons?)\b")

_AHEAD = 8  # characters to look back for the end of a sentence
_OFTEN = 6


class _Token(NamedTuple):
    """A capitalised word of a text."""

    word: str
    folded: str
    first: bool
    """Whether it begins a sentence."""
    follows: bool
    """Whether only a space separates it from the token before it."""
    is_common: bool | None
    """Whether it is no name; none where that depends on whether the document has it in lower case, too."""


@lru_cache(maxsize=KEPT)
def _read_tokens(text: str) -> tuple[_Token, ...]:
    """The capitalised words of a text; none where none of them can be a name."""
    patterns = (_TERMS, _DEVICES) if _BEFORE_DEVICES.search(text) else (_TERMS,)
    for pattern in patterns:
        text = pattern.sub(lambda term: term[0].lower(), text)
    tokens: list[_Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        word = match[0].strip('"“(')
        ahead = text[max(0, match.start() - _AHEAD) : match.start()].rstrip()
        first = not ahead or ahead[-1] in ".:!?;•|-–"
        folded = fold(word).removesuffix("'s")
        start = match.end() - len(word)
        tokens.append(_Token(word, folded, first, text[end:start] == " ", _is_common(word, folded, first=first)))
        end = match.end()
    return () if all(token.is_common for token in tokens) else tuple(tokens)


@lru_cache(maxsize=KEPT)
def _is_common(word: str, folded: str, *, first: bool) -> bool | None:
    stems = [stem(folded)]
    if folded in load_words("common") or find_terms(Field.PLACE, stems) or find_terms(Field.REGIME, stems):
        return True
    if "." in word or (any(map(str.isupper, word[1:])) and not word.isupper()):
        return False
    if find_terms(Field.VENDOR, word):
        return None
    opens = folded.endswith(("ing", "ly", "ed", "ion")) or folded in load_words("openers")
    return True if word.isupper() or (first and len(folded) > 1 and opens) else None


@dataclass(frozen=True, slots=True)
class Names:
    """What both versions of a document show about names."""

    common: frozenset[str]
    """Words that also occur in lower case, so they are not names."""
    author: frozenset[str] = frozenset()
    """The words in the names of the author and its products."""

    def find(self, text: str) -> tuple[str, ...]:
        """The names in a text as they are written, in their order."""
        if not (tokens := _read_tokens(text)):
            return ()
        found: list[str] = []
        firsts: dict[str, bool] = {}
        follows = False
        for token in tokens:
            word = token.word
            if token.is_common or (token.is_common is None and token.folded in self.common):
                follows = False
                continue
            if found and follows and token.follows:
                found[-1] += " " + word
            else:
                found.append(word)
            follows = True
            if found[-1] == word:
                firsts[word] = token.first
        return tuple(
            name
            for name in found
            if not self._is_author(name)
            and not _is_place_or_law(name)
            and not (firsts.get(name) and name[1:].islower() and not find_terms(Field.VENDOR, name))
        )

    def _is_author(self, name: str) -> bool:
        words = [word.removesuffix("'s").strip("'") for word in fold(name).split()]
        is_product = words[0] in self.author and not find_legal_forms(name)
        return is_product or (bool(set(words) & self.author) and not set(words) - self.author - load_words("forms"))


@lru_cache(maxsize=KEPT)
def _is_place_or_law(name: str) -> bool:
    stems = " ".join(stem_words(name))
    return any(stems in find_terms(field, stems.split()) for field in (Field.PLACE, Field.REGIME))


def learn_names(before: Version, after: Version) -> Names:
    """Learn from both versions which capitalised words are names, and which of them are the author's."""
    blocks = [*before.blocks, *after.blocks]
    common = _list_lower_case(before) | _list_lower_case(after)
    find = Names(common).find
    counts: Counter[str] = Counter()
    for text, times in (_count_capitalised(before) + _count_capitalised(after)).items():
        for name in find(text):
            counts[name] += times
    frequent = {name for name, count in counts.most_common(2) if count >= _OFTEN and count * 8 > len(blocks)}
    sides = [" ".join(block.text for block in side.blocks) for side in (before, after)] if frequent else []
    frequent = {name for name in frequent if all(name in side for side in sides)}  # a new company may be named often
    title = next((title for block in blocks if (title := fold(block.title))), "")
    author = {fold(name) for name in {*frequent, *find(title.title())} if not find_terms(Field.VENDOR, name)}
    return Names(common, frozenset(word for name in author & set(map(fold, counts)) for word in name.split()))


@lru_cache(maxsize=KEPT_VERSIONS)
def _count_capitalised(version: Version) -> Counter[str]:
    """How often each running text occurs that may hold names."""
    return Counter({text: times for text, times in version.running.items() if _read_tokens(text)})


@lru_cache(maxsize=KEPT_VERSIONS)
def _list_lower_case(version: Version) -> frozenset[str]:
    """The words of a version that occur in lower case."""
    return frozenset(chain.from_iterable(_find_lower_case(block.text) for block in version.blocks))


@lru_cache(maxsize=KEPT)
def _find_lower_case(text: str) -> tuple[str, ...]:
    words = (word for word in text.split() if word[:1].islower() and word.islower())
    return tuple(word.strip(".,;:()\"“”'!?*") for word in words)


def lists_parties(block: Block) -> bool:
    """Whether a block is a member of a list or a table of companies."""
    where = fold(f"{block.lead_in} {block.section} {block.title}")
    return block.listed and bool(_LISTED.search(where)) and not lists_cookies(block)


def lists_cookies(block: Block) -> bool:
    """Whether a block is a member of a list or a table of cookies."""
    return block.listed and bool(_COOKIES.search(fold(f"{block.lead_in} {block.section}")))


def relates_party(text: str) -> bool:
    """Whether a sentence may involve another company."""
    return bool(_RELATION.search(fold(text)))


def drop_legal_names(text: str) -> str:
    """The text without the names of legal persons, whose words mean nothing by themselves, and without post boxes."""
    return _LEGAL.sub(" ", _POST_BOX.sub(" ", text))


_POST_BOX = re.compile(r"\bP\.? ?O\.? Box \d+", re.IGNORECASE)


@lru_cache(maxsize=KEPT)
def find_legal_forms(text: str) -> tuple[tuple[str, str], ...]:
    """The legal persons in a text: name and legal form."""
    return tuple((fold(match[1]).strip(" ,"), fold(match[2]).replace(".", "")) for match in _LEGAL.finditer(text))
