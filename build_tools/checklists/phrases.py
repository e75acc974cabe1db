"""Where in a text do the words stand that a checklist looks for?"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from build_tools.changes.prose.blocks import Block, BlockKind, read_blocks
from build_tools.changes.prose.stemming import fold
from build_tools.model.phrase import split_phrase

_GAP = 100
"""Letters: as far as the words around … may stand apart."""
_BETWEEN = r"[\W_]{1,10}"
_LEAD = 80
"""Letters of what an item hangs on that are shown with it."""
_MAILBOX = r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"
_PART = "\x1f"
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
        lead = self.block.lead_in if self.block.kind is BlockKind.ITEM else ""
        shown = lead if len(lead) <= _LEAD else f"…{lead[-_LEAD:].partition(' ')[2]}"
        return f"{shown} {self.block.text}".strip()


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a statement stands in what is searched, as indices: the heading above it, what it hangs on, its words."""

    start: int
    lead: int
    text: int
    end: int


class Statements:
    """The sentences of some texts, ready to be searched."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._blocks = [
            (number, block)
            for number, text in enumerate(texts)
            for block in read_blocks(_ATTRIBUTES.sub("", text))
            if block.kind is not BlockKind.BOILERPLATE
        ]
        self._links = frozenset(link for _, block in self._blocks for link in block.links)
        self._lines: list[_Line] = []
        pieces: list[str] = []
        at = 0
        for _, block in self._blocks:
            section, lead, text = _fold_block(block)
            self._lines.append(_Line(at, at + len(section), at + len(section + lead), at + len(section + lead + text)))
            pieces += [section, lead, text]
            at = self._lines[-1].end
        self._whole = "".join(pieces)
        self._starts = [line.start for line in self._lines]

    def find(self, phrases: Iterable[str], unless: Iterable[str] = ()) -> Statement | None:
        """The first statement that holds the first of the phrases that any holds, and none of those that unsay it."""
        pardons = [re.compile(compile_phrase(phrase)) for phrase in unless]
        return next((one for phrase in phrases if (one := self._first(phrase, pardons))), None)

    def holds(self, words: str) -> bool:
        """Whether some words stand in the texts, in whatever markup, or are an address that they lead to."""
        sentences = [fold_words(block.text) for block in read_blocks(words)]
        return words in self._links or all(sentence in self._whole for sentence in sentences)

    def find_quote(self, words: str) -> Statement | None:
        """The statement that holds words as they are, whatever their typography; none where nothing does."""
        quote, at = fold_words(words), -1
        while (at := self._whole.find(quote, at + 1)) >= 0:
            number = bisect_right(self._starts, at) - 1
            if self._lines[number].text <= at < at + len(quote) <= self._lines[number].end:
                return Statement(*self._blocks[number], quote)
        return None

    def _first(self, phrase: str, pardons: list[re.Pattern[str]]) -> Statement | None:
        pattern, at = re.compile(compile_phrase(phrase)), 0
        while match := pattern.search(self._whole, at):
            number = bisect_right(self._starts, match.start()) - 1
            line = self._lines[number]
            if match.end() <= line.text or (match.start() < line.lead and not phrase.startswith("#")):
                at = match.start() + 1  # one that begins in the heading may hide one that does not
            elif any(pardon.search(self._whole, line.lead, line.end) for pardon in pardons):
                at = max(line.end, match.start() + 1)
            else:
                return Statement(*self._blocks[number], self._whole[max(match.start(), line.text) : match.end()])
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


def _fold_block(block: Block) -> tuple[str, str, str]:
    """The heading above a block, what it hangs on, and its words, each with a sign at its end."""
    heading = "" if block.kind is BlockKind.HEADING else block.section
    section, lead, text = (
        " ".join(fold_words(part).translate(_SIGNS).split()) for part in (heading, block.lead_in, block.text)
    )
    return f"{section}{_PART}", f"{lead}{_PART}", f"{text}\n"


_SIGNS = {ord(_PART): " "}
