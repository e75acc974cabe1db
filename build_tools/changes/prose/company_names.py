"""Recognises the names of companies and products in a text."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from build_tools.changes.prose.blocks import Block, BlockKind
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.stemming import fold, stem
from build_tools.changes.prose.word_lists import load_pattern, load_words

_TOKEN = re.compile(
    r"[\"“(]?(?<![\w@/.-])(?:[A-Z][\w'’&+-]*|[a-z]{1,2}[A-Z]\w*|\d+[a-z]*[A-Z]\w*)(?:\.(?:com|io|ai|"
    r"ly|co|net|org|js|app|dev))?(?![\w@/])"
)
_TERMS = load_pattern("company-terms")
_LEGAL = load_pattern("company-forms", r"\b((?:[A-Z0-9][\w&.'’-]{0,40},? ){1,5}?)(%s)\b\.?")
_RELATION = load_pattern("company-relation", r"\b(?:%s)\b")
_LISTED = load_pattern("company-lists", r"\b(?:%s)\b")
_COOKIES = re.compile(r"\b(?:cookies?|trackers?|tracking technolog\w+|pixels?|local storage|beacons?)\b")

_AHEAD = 8  # characters to look back for the end of a sentence
_OFTEN = 6


@dataclass(frozen=True, slots=True)
class Names:
    """What both versions of a document show about names."""

    common: frozenset[str]
    """Words that also occur in lower case, so they are not names."""
    author: frozenset[str] = frozenset()
    """The words in the names of the author and its products."""

    def find(self, text: str) -> tuple[str, ...]:
        """The names in a text as they are written, in their order."""
        found: list[str] = []
        firsts: dict[str, bool] = {}
        end = -1
        text = _TERMS.sub(lambda term: term[0].lower(), text)
        for match in _TOKEN.finditer(text):
            word = match[0].strip('"“(')
            ahead = text[max(0, match.start() - _AHEAD) : match.start()].rstrip()
            first = not ahead or ahead[-1] in ".:!?;•|-–"
            if self._is_common(word, first=first):
                end = -1
                continue
            start = match.end() - len(word)
            if found and end >= 0 and text[end:start] == " ":
                found[-1] += " " + word
            else:
                found.append(word)
            end = match.end()
            if found[-1] == word:
                firsts[word] = first
        return tuple(
            name
            for name in found
            if not self._is_author(name)
            and not (firsts.get(name) and name[1:].islower() and not find_terms(Field.VENDOR, name))
        )

    def _is_common(self, word: str, *, first: bool) -> bool:
        folded = fold(word).removesuffix("'s")
        stems = [stem(folded)]
        if folded in load_words("common") or find_terms(Field.PLACE, stems) or find_terms(Field.REGIME, stems):
            return True
        if "." in word or (any(map(str.isupper, word[1:])) and not word.isupper()):
            return False
        known = bool(find_terms(Field.VENDOR, word))
        if folded in self.common or (word.isupper() and not known):
            return True
        opens = folded.endswith(("ing", "ly", "ed", "ion")) or folded in load_words("openers")
        return first and not known and len(folded) > 1 and opens

    def _is_author(self, name: str) -> bool:
        words = set(fold(name).split())
        return bool(words & self.author) and not words - self.author - load_words("forms")


def learn_names(before: Iterable[Block], after: Iterable[Block]) -> Names:
    """Learn from both versions which capitalised words are names, and which of them are the author's."""
    blocks = [*before, *after]
    words = (word for block in blocks for word in block.text.split() if word[:1].islower() and word.islower())
    common = frozenset(word.strip(".,;:()\"“”'!?*") for word in words)
    names = Names(common)
    counts = Counter(
        name
        for block in blocks
        if not block.listed and block.kind is not BlockKind.HEADING
        for name in names.find(block.text)
    )
    frequent = {name for name, count in counts.most_common(2) if count >= _OFTEN and count * 8 > len(blocks)}
    title = next((title for block in blocks if (title := fold(block.title))), "")
    author = {fold(name) for name in {*frequent, *names.find(title.title())} if not find_terms(Field.VENDOR, name)}
    return Names(common, frozenset(word for name in author & set(map(fold, counts)) for word in name.split()))


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


def find_legal_forms(text: str) -> tuple[tuple[str, str], ...]:
    """The legal persons in a text: name and legal form."""
    return tuple((fold(match[1]).strip(" ,"), fold(match[2]).replace(".", "")) for match in _LEGAL.finditer(text))
