"""Searches texts for the phrases of checklists."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.stemming import fold
from build_tools.model.search_phrase import split_phrase

_GAP = 100  # the most characters that … stands for
_BETWEEN = r"[\W_]{1,10}"
_LEAD = 80  # the most characters of an item's lead-in that are shown with it
_MAILBOX = r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"
_PART = "\x1f"
_ATTRIBUTES = re.compile(r"[ \t]?\{:?[ \t]?[#.][^{}\n]{0,100}\}")
_SPELLINGS = (
    (re.compile(r"\bdo[- ]not[- ]track\b", re.IGNORECASE), "donottrack"),
    (re.compile(r"\bdo not ((?:sell|share)(?:,? or (?:sell|share))?) my\b", re.IGNORECASE), r"donot-\1 my"),
    (re.compile(r"\be-mail", re.IGNORECASE), "email"),
    (re.compile(r"\bsub-processor", re.IGNORECASE), "subprocessor"),
)
"""Spellings with the same meaning. The name of a signal or a link is no statement about a practice."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, an item or a row of a text."""

    text: int
    block: Block
    found: str
    """The words in it that were found, folded."""

    @property
    def whole(self) -> str:
        """All of its words; those of an item with its lead-in."""
        lead = self.block.lead_in if self.block.kind is BlockKind.ITEM else ""
        shown = lead if len(lead) <= _LEAD else f"…{lead[-_LEAD:].partition(' ')[2]}"
        return f"{shown} {self.block.text}".strip()


@dataclass(frozen=True, slots=True)
class _Line:
    """The indices in the searched text of the heading above a statement, of its lead-in, and of its words."""

    start: int
    lead: int
    text: int
    end: int


class Statements:
    """The statements of some texts, prepared for searches."""

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
            heading = "" if block.kind is BlockKind.HEADING else block.section
            section, lead, text = (
                " ".join(fold_words(part).replace(_PART, " ").split()) for part in (heading, block.lead_in, block.text)
            )
            to_lead = at + len(section) + 1
            to_text = to_lead + len(lead) + 1
            self._lines.append(_Line(at, to_lead, to_text, to_text + len(text) + 1))
            pieces += [section, _PART, lead, _PART, text, "\n"]
            at = self._lines[-1].end
        self._whole = "".join(pieces)
        self._starts = [line.start for line in self._lines]

    def find(self, phrases: Iterable[str], unless: Iterable[str] = ()) -> Statement | None:
        """The first statement with the first phrase that any statement has, and with no phrase of `unless`."""
        exceptions = [re.compile(compile_phrase(phrase)) for phrase in unless]
        return next((found for phrase in phrases if (found := self._first(phrase, exceptions))), None)

    def holds(self, words: str) -> bool:
        """Whether the texts contain some words, in any markup, or a link to them as an address."""
        sentences = [fold_words(block.text) for block in read_blocks(words)]
        return words in self._links or all(sentence in self._whole for sentence in sentences)

    def find_quote(self, words: str) -> Statement | None:
        """The statement with an exact quotation, in any typography."""
        quote, at = fold_words(words), -1
        while (at := self._whole.find(quote, at + 1)) >= 0:
            number = bisect_right(self._starts, at) - 1
            if self._lines[number].text <= at < at + len(quote) <= self._lines[number].end:
                return Statement(*self._blocks[number], quote)
        return None

    def _first(self, phrase: str, exceptions: list[re.Pattern[str]]) -> Statement | None:
        pattern, at = re.compile(compile_phrase(phrase)), 0
        while match := pattern.search(self._whole, at):
            number = bisect_right(self._starts, match.start()) - 1
            line = self._lines[number]
            in_heading = match.start() < line.lead
            is_misplaced = not in_heading if phrase.startswith("##") else in_heading and not phrase.startswith("#")
            if match.end() <= line.text or is_misplaced:
                at = match.start() + 1  # a match that begins in the heading may hide another match
            elif any(exception.search(self._whole, line.lead, line.end) for exception in exceptions):
                at = max(line.end, match.start() + 1)
            else:
                return Statement(*self._blocks[number], self._whole[max(match.start(), line.text) : match.end()])
        return None


def fold_words(text: str) -> str:
    """A text normalized for searches: uniform spelling, quotes and dashes, lower case."""
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return fold(text)


@lru_cache(maxsize=2048)
def compile_phrase(phrase: str) -> str:
    """The regular expression of a phrase, for folded text. It takes bounded time, since gaps are short."""
    return "".join(_express(split_phrase(fold_words(phrase))))


def _express(pieces: list[str]) -> Iterator[str]:
    before = "("
    for piece in pieces:
        if before not in {"(", "|", "...", "…"} and piece not in {"|", ")", "...", "…"}:
            yield _BETWEEN
        if piece in {"...", "…"}:
            yield rf"\b[^\n]{{1,{_GAP}}}?"
        else:
            yield {"(": "(?:", "|": "|", ")": ")"}.get(piece) or _word(piece)
        before = piece


def _word(piece: str) -> str:
    """A whole word, or several joined by punctuation; a star allows more letters."""
    if piece == "@":
        return _MAILBOX
    words = _BETWEEN.join(re.escape(word).replace(r"\*", r"\w*") for word in re.findall(r"[\w*]+", piece))
    return rf"(?<!\w){words}(?!\w)" if words else ""
