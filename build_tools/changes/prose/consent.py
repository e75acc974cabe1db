"""Detects that consent is asked for, or no longer asked for, and that the legal basis changed."""

import re
from collections.abc import Iterator

from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import fold
from build_tools.model.rule import Direction

_ASKED = re.compile(
    r"\b(?:if|after|once|when|where|until|unless) (?:you|users?|customers?|people) (?:have |has |had )?(?:\w+ly )?"
    r"(?:agree|consent|opt(?:ed)? in|switch(?:ed)? (?:\w+ )?on|turn(?:ed)? (?:\w+ )?on|enable|allow|permit|approve|"
    r"accept|choose to|ask us to|request)\w*"
    r"|\b(?:with|on|subject to|based on|obtain|ask for|require) (?:your |their |the user's )?"
    r"(?:prior |explicit |express |informed )*(?:consent|permission|approval)\b|\bopt(?:s|ed|ing)?[- ]in\b"
)
_BASIS = re.compile(r"\b6 ?\(1\) ?\(?([a-f])\b")  # a point of GDPR article 6(1)


def read_consent(before: str, after: str) -> Iterator[Signal]:
    """Yield changes of consent and of the legal basis (GDPR articles 6 and 7)."""
    was, now = fold(before), fold(after)
    asked, asks = bool(_ASKED.search(was)), bool(_ASKED.search(now))
    if asked is not asks:
        yield Signal(SignalName.CONSENT, Direction.MORE if asks else Direction.LESS)
    old, new = set(_BASIS.findall(was)), set(_BASIS.findall(now))
    if old and new and old != new:
        worse = "a" in old - new or "f" in new - old
        yield Signal(SignalName.LEGAL_BASIS, Direction.LESS if worse else Direction.NEUTRAL)
