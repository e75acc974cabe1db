"""Where in a text do the words stand that a checklist looks for?"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.markup import read_words
from build_tools.changes.prose.words import fold
from build_tools.model.phrase import split_phrase

_GAP = 100
"""Letters: as far as the words around … may stand apart."""
_BETWEEN = r"[\W_]{1,10}"
_MAILBOX = r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"
_STARTS, _TEXT = "\x1e", "\x1f"
_ATTRIBUTES = re.compile(r"[ \t]?\{:?[ \t]?[#.][^{}\n]{0,100}\}")
"""What names a passage or styles it, and nobody reads."""
_SPELLINGS = (
    (re.compile(r"\bdo[- ]not[- ]track\b", re.IGNORECASE), "donottrack"),
    (re.compile(r"\bdo not ((?:sell|share)(?: or (?:sell|share))?) my\b", re.IGNORECASE), r"donot-\1 my"),
    (re.compile(r"\be-mail", re.IGNORECASE), "email"),
    (re.compile(r"\bsub-processor", re.IGNORECASE), "subprocessor"),
)
"""Spellings that mean the same. The name of a signal or a link says nothing about what is done."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, an item or a row of a text."""

    text: int
    """The number of the text that it stands in."""
    block: Block
    found: str
    """The words in it that were looked for, folded."""

    @property
    def whole(self) -> str:
        """All of it; an item with what it hangs on."""
        is_item = self.block.kind is BlockKind.ITEM
        return f"{self.block.lead_in} {self.block.text}".strip() if is_item else self.block.text


class Statements:
    """The sentences of some texts, ready to be searched."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._blocks = [
            (number, block)
            for number, text in enumerate(texts)
            for block in read_blocks(_ATTRIBUTES.sub("", text))
            if block.kind is not BlockKind.FURNITURE
        ]
        self._links = frozenset(link for _, block in self._blocks for link in block.links)
        lines = [_line(block) for _, block in self._blocks]
        self._whole = "".join(lines)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))

    def find(self, phrases: Iterable[str], unless: Iterable[str] = ()) -> Statement | None:
        """The first statement that holds one of the phrases, and none of those that unsay it."""
        pardons = [re.compile(compile_phrase(phrase)) for phrase in unless]
        found = (self._first(phrase, pardons) for phrase in phrases)
        return min(
            (one for one in found if one),
            key=lambda one: (one[0], len(one[1].found)),
            default=(0, None),
        )[1]

    def holds(self, words: str) -> bool:
        """Whether some words stand in the texts, in whatever markup, or are an address that they lead to."""
        return fold_words(read_words(words)) in self._whole or words in self._links

    def find_quote(self, words: str) -> Statement | None:
        """The statement that holds words as they are, whatever their typography; none where nothing does."""
        quote = fold_words(words)
        for number, (text, block) in enumerate(self._blocks):
            line = self._whole[self._starts[number] : self._starts[number + 1]]
            if quote in line[line.index(_TEXT) :]:
                return Statement(text, block, quote)
        return None

    def _first(self, phrase: str, pardons: list[re.Pattern[str]]) -> tuple[int, Statement] | None:
        for match in re.finditer(compile_phrase(phrase), self._whole):
            number = bisect_right(self._starts, match.start()) - 1
            line = self._whole[self._starts[number] : self._starts[number + 1]]
            text = self._starts[number] + line.index(_TEXT)
            lead = self._starts[number] + line.index(_STARTS)
            is_in_place = match.end() > text and (phrase.startswith("#") or match.start() >= lead)
            if is_in_place and not any(pardon.search(line[line.index(_STARTS) :]) for pardon in pardons):
                words = self._whole[max(match.start(), text + 1) : match.end()]
                return number, Statement(self._blocks[number][0], self._blocks[number][1], words)
        return None


def fold_words(text: str) -> str:
    """A text as it is searched: one spelling, one kind of quotes and dashes, lower case."""
    for pattern, one in _SPELLINGS:
        text = pattern.sub(one, text)
    return fold(text)


@lru_cache(maxsize=2048)
def compile_phrase(phrase: str) -> str:
    """The regular expression of a phrase, for text that is folded. It takes bounded time: gaps are short."""
    return "".join(_express(split_phrase(fold_words(phrase))))


def _express(pieces: list[str]) -> Iterator[str]:
    """Yield the parts of the expression: words and choices, with what stands between them."""
    before = "("
    for piece in pieces:
        if piece in {"...", "…"}:
            yield rf"\b[^\n]{{1,{_GAP}}}?"
        elif piece in {"(", "|", ")"}:
            if piece == "(" and before not in {"(", "|", "...", "…"}:
                yield _BETWEEN
            yield {"(": "(?:", "|": "|", ")": ")"}[piece]
        else:
            if before not in {"(", "|", "...", "…"}:
                yield _BETWEEN
            yield _word(piece)
        before = piece


def _word(piece: str) -> str:
    """A word, or several joined by signs, whole but where a star lets letters follow."""
    if piece == "@":
        return _MAILBOX
    words = _BETWEEN.join(re.escape(word).replace(r"\*", r"\w*") for word in re.findall(r"[\w*]+", piece))
    return rf"(?<!\w){words}(?!\w)" if words else ""


def _line(block: Block) -> str:
    """The statement with its heading and what it hangs on, in one line."""
    heading = "" if block.kind is BlockKind.HEADING else block.section
    parts = (fold_words(part).translate(_NO_SIGNS) for part in (heading, block.lead_in, block.text))
    section, lead, text = parts
    return f"{section}{_STARTS}{lead}{_TEXT}{text}\n"


_NO_SIGNS = dict.fromkeys(map(ord, (_STARTS, _TEXT, "\n")), " ")
