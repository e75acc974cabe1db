"""Finds the periods, numbers and dates of a text, and judges whether changed ones are better for the reader."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import NUMBERS, fold
from build_tools.model.rule import Direction

_WORDS = {**NUMBERS, "zero": 0, "one": 1, "a": 1, "an": 1, "half": 0.5}
_UNITS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "business day": 1.4,
    "working day": 1.4,
    "calendar day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 365 / 12,
    "quarter": 365 / 4,
    "year": 365.0,
}
_PERIOD = re.compile(
    rf"\b(\d+(?:[.,]\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})[ -]*"
    r"(?:\(\d+\)[ -]*)?(?:(?:further|additional|more|full|consecutive|whole) )?"
    r"(minute|hour|business day|working day|calendar day|day|week|fortnight|month|quarter|"
    r"year)s?\b(?!-old|s? old|s? of age)"
)
_FOREVER = re.compile(
    r"\b(?:indefinitely|indefinite|forever|perpetual(?:ly)?|permanently (?:stor|ret|kept|keep|"
    r"maintain)\w*|no time limit)\b"
)
_OPEN = re.compile(
    r"\b(?:as long as|until|so long as|no longer than (?:is )?(?:necessary|needed)|"
    r"reasonable (?:period|time)|when no longer|no longer (?:need|require)\w*)\b"
)
_NOW = re.compile(r"\b(?:immediately|promptly|without (?:undue )?delay|at once|right away|as soon as)\b")
_NUMBER = re.compile(r"(?<![\w.])[$€£]?\d+(?:[.,:]\d+)*%?(?![\w])")
_MONTH = r"(?:jan|feb|mar|apr|may(?! (?:not|be|also|only)\b)|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},?(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|"
    rf"th)?(?:,? +\d{{4}})?|{_MONTH},? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}(?:t[\d:.]+z?)?|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})\b"
)
_REFERENCE = re.compile(
    r"\b(?:section|clause|article|art\.?|paragraph|§+|chapter|annex|appendix|schedule|exhibit|module|"
    r"recital|step)\s*\(?\d+(?:[.,]\d+)*[a-z]?\)?(?:\s*\([0-9a-z]\))*|^\(?\d{1,3}[.)]\s",
    re.IGNORECASE,
)

FOREVER = 1e6
"""Days that stand for: without end."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a text states."""

    words: str
    days: float | None
    """How long it is; none where it depends on something else."""


def find_periods(text: str) -> tuple[Period, ...]:
    """The periods of a text, in their order."""
    folded = fold(text)
    return tuple(period for _, period in sorted(_find_in_folded(folded), key=lambda found: found[0]))


def _find_in_folded(folded: str) -> Iterator[tuple[int, Period]]:
    """Where periods stand, and the periods."""
    for match in _PERIOD.finditer(folded):
        yield match.start(), Period(match[0], _days(match))
    for pattern, days in ((_FOREVER, FOREVER), (_OPEN, None), (_NOW, 0.0)):
        for match in pattern.finditer(folded):
            yield match.start(), Period(match[0], days)


def _days(match: re.Match[str]) -> float:
    """How long a period is that was found."""
    number = match[1].replace(",", ".")
    return (_WORDS[number] if number in _WORDS else float(number)) * _UNITS[match[2]]


_KEEPING = re.compile(
    r"\b(?:retain|retention|retained|keep|kept|stor|hold|held|maintain|sav|archiv|preserv|backup|log|"
    r"delet|eras|purg|destroy|remov|wip|anonymi|expir|lifetime|cookie|last)\w*"
)
_ANSWERING = re.compile(
    r"\b(?:respond|reply|replies|answer|response|process (?:\w+ ){0,3}request|fulfil|comply|"
    r"notif\w+ (?:\w+ ){0,6}within|inform\w* (?:\w+ ){0,6}within|report\w* (?:\w+ ){0,6}within|"
    r"within (?:\w+ ){0,10}(?:breach|incident|notif|inform))\w*"
)
_WARNING = re.compile(r"\b(?:prior|before|in advance|advance|notice|ahead)\b")
_ACTING = re.compile(
    r"\b(?:you (?:have|must|may|can|will have)|customer (?:has|may|must)|object(?:ion)?|dispute|"
    r"appeal|refund|trial|grace|cancel)\b"
)


_READER = re.compile(
    r"\bby you\b.{0,60}\bnotice\b|\byou (?:must|may|can|shall|agree to|have to|"
    r"need to)\b.{0,60}\b(?:notice|cancel\w*|terminat\w*)\b"
)


_DEADLINE = re.compile(
    r"\b(?:you|customers?|users?|members?|visitors?|people) (?:may|can|must|have to|are able to)\b.{0,80}"
    r"\b(?:within|up to|until)\b"
)
"""What the reader may do, or has to, in so long."""


def judge_longer(text: str) -> Direction:
    """For whom a longer period would be good in a clause; neutral where nobody can say."""
    folded = fold(text)
    if _READER.search(folded):
        return Direction.LESS
    if _DEADLINE.search(folded):
        return Direction.MORE
    if _ANSWERING.search(folded):
        return Direction.LESS
    if _WARNING.search(folded) and re.search(r"\b(?:notice|notif|announc|inform|email|tell|post)", folded):
        return Direction.MORE
    if _KEEPING.search(folded):
        return Direction.LESS
    return Direction.MORE if _ACTING.search(folded) else Direction.NEUTRAL


def unify_periods(text: str) -> str:
    """A folded text in which periods that are as long are written alike: `12 months`, `one (1) year`."""
    return _PERIOD.sub(lambda match: f"{_days(match):g} day", fold(text))


def find_dates(text: str) -> tuple[str, ...]:
    """The dates that a text states."""
    return tuple(match[0] for match in _DATE.finditer(fold(text)))


def drop_dates(text: str) -> str:
    """A folded text without the dates that it states."""
    return _DATE.sub(" ", fold(text))


def find_numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text that count something: no periods, dates, or numbers of sections."""
    folded = fold(text)
    for pattern in (_REFERENCE, _PERIOD, _DATE, _ADDRESS):
        folded = pattern.sub(" ", folded)
    return tuple(match[0] for match in _NUMBER.finditer(folded))


_ADDRESS = re.compile(r"https?://\S+|[^\s@]{1,64}@\S{1,200}|\+?\d[\d ()/-]{7,20}\d")


_OPPOSITE = {Direction.LESS: Direction.MORE, Direction.MORE: Direction.LESS, Direction.NEUTRAL: Direction.NEUTRAL}


def read_numbers(before: str, after: str, clause: str) -> Iterator[Signal]:
    """Yield the periods, other numbers and dates that only one version of a sentence states."""
    yield from _periods(before, after)
    old, new = find_numbers(before), find_numbers(after)
    if Counter(old) != Counter(new):
        yield Signal(SignalName.NUMBER, _judge_numbers(old, new, clause))
    was, now = find_dates(before), find_dates(after)
    if was != now:
        yield Signal(SignalName.DATE)


_AGE = re.compile(
    r"\b(?:child|children|minors?|age|aged|years old|younger|(?:under|over|below|at least|older than) \d{1,2})\b"
)
_PRICE = re.compile(r"[$€£]|\b(?:fees?|prices?|charged?|commission|euros?|dollars?|pounds?)\b")


_BOUND = re.compile(r"\b(?:up to|at most|at least|maximum|minimum|no (?:more|less|fewer) than)\b")
"""A bound that is another one has to be read, whatever it bounds."""


def _judge_numbers(old: tuple[str, ...], new: tuple[str, ...], clause: str) -> Direction:
    """For whom other numbers are good: a lower age is bad for children, a higher price for customers."""
    folded = fold(clause)
    if _PRICE.search(folded):
        return Direction.LESS if _largest(new) >= _largest(old) else Direction.MORE
    if _AGE.search(folded):
        return Direction.LESS if _largest(new) < _largest(old) else Direction.MORE
    return Direction.LESS if _BOUND.search(folded) else Direction.NEUTRAL


def _largest(numbers: tuple[str, ...]) -> float:
    """The largest number, as far as it can be read."""
    return max(
        (
            float(digits.replace(",", "").replace(":", ""))
            for number in numbers
            if (digits := number.strip("$€£%")).count(".") <= 1
        ),
        default=0.0,
    )


def _periods(before: str, after: str) -> Iterator[Signal]:
    """A period that is another one, newly stated, or not stated any more."""
    was, now = find_periods(before), find_periods(after)
    old = [period for period in was if period.days not in {other.days for other in now}]
    new = [period for period in now if period.days not in {other.days for other in was}]
    if old:
        direction = _judge(old, new or list(now), judge_longer(f"{before} {after}"))
    elif new:
        direction = _judge_more(list(was), new, after)
    else:
        return
    yield Signal(SignalName.DURATION, direction)


def _judge(old: list[Period], new: list[Period], longer: Direction) -> Direction:
    """For whom it is good that some periods took the place of others."""
    before, after = _longest(old), _longest(new)
    if before is not None and before == after:
        return Direction.NEUTRAL
    if before is not None and after is not None:
        return longer if after > before else _OPPOSITE[longer]
    if not new:
        return Direction.MORE if before == FOREVER else Direction.LESS
    return Direction.LESS if after is None else Direction.MORE


def _judge_more(known: list[Period], new: list[Period], text: str) -> Direction:
    """For whom it is good that more periods are stated than before: by the clause that states them."""
    before, after = _longest(known), _longest(new)
    clause = next(clause for clause in _CLAUSE.split(fold(text)) if new[0].words in clause or clause == _REST)
    longer = judge_longer(clause)
    longer = judge_longer(text) if longer is Direction.NEUTRAL else longer
    if after == FOREVER:
        return Direction.LESS
    if longer is Direction.LESS:
        is_worse = known and (after is None or (before is not None and after > before))
        return Direction.LESS if is_worse else Direction.MORE
    return longer


_CLAUSE = re.compile(r"[,;:]|\band\b|\bbut\b|\Z")
_REST = ""
"""What is left after the last clause."""


def _longest(periods: list[Period]) -> float | None:
    """The longest period in days; none where no length is stated."""
    return max((period.days for period in periods if period.days is not None), default=None)
