"""What does running text promise that the source keeps as a fact: a deadline for requests, a way to tell changes?"""

import re
from collections.abc import Sequence

from build_tools.importing.company import Guess
from build_tools.importing.dates import find_period
from build_tools.importing.ids import plain
from build_tools.importing.outline import Outline

_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_ANSWERS = re.compile(
    r"\b(?:respond|reply|answer|antworten|beantworten)\b.*\b(?:requests?|inquir\w+|anfragen|anträge)\b|"
    r"\b(?:requests?|anfragen|anträge)\b.*\b(?:responded|answered|beantwortet|antworten)\b", re.IGNORECASE,
)  # fmt: skip
_TELLS = re.compile(
    r"\b(?:notify|inform|tell|alert|e-?mail|informieren|benachrichtigen)\b.*\b(?:chang|updat|material|änder)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:chang|updat|material|änder).*\b(?:notify|inform|tell|alert|e-?mail|informieren|benachrichtigen)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\b(?:via|by|through|per|an?|send\w*)\s+(?:an?\s+)?e-?mails?\b", re.IGNORECASE)


def find_deadline(outlines: Sequence[Outline]) -> Guess:
    """By when requests are answered (ISO 8601), where one sentence says so and no other says otherwise."""
    found = {
        str(period[0]): line
        for line, sentence in _sentences(outlines)
        if _ANSWERS.search(sentence) and (period := find_period(sentence))
    }
    return Guess(*next(iter(found.items()))) if len(found) == 1 else Guess()


def find_mail_channel(outlines: Sequence[Outline]) -> Guess:
    """`email` where a sentence says that customers are told of changes so."""
    for line, sentence in _sentences(outlines):
        if (_TELLS.search(sentence) or _TOLD.search(sentence)) and _MAIL.search(sentence):
            return Guess("email", line)
    return Guess()


def _sentences(outlines: Sequence[Outline]) -> list[tuple[int, str]]:
    return [
        (block.line, sentence)
        for outline in outlines
        for part in outline.parts
        for block in part.blocks
        for sentence in _SENTENCE.findall(plain(block.text))
    ]
