"""Finds the periods, numbers and dates of a text, and judges whether changed ones are better for the reader."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from build_tools.changes.prose.signal import Signal, SignalName, opposite
from build_tools.changes.prose.stemming import KEPT, NUMBERS, fold
from build_tools.changes.prose.word_lists import load_pattern
from build_tools.model.rule import Direction

_WORDS = {**NUMBERS, "zero": 0, "one": 1, "a": 1, "an": 1, "half": 0.5}
_DAYS = {"day": 1.0, "calendar day": 1.0, "business day": 1.4, "working day": 1.4}
_UNITS = _DAYS | {"minute": 1 / 1440, "hour": 1 / 24, "week": 7.0, "fortnight": 14.0, "month": 365 / 12}
_UNITS |= {"quarter": 365 / 4, "year": 365.0}
_PERIOD = re.compile(
    rf"\b(\d+(?:[.,]\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})[ -]*"
    r"(?:\(\d+\)[ -]*)?(?:(?:further|additional|more|full|consecutive|whole) )?(minute|hour|business day|working day|"
    r"calendar day|day|week|fortnight|month|quarter|year)s?\b(?!-old|s? old|s? of age)"
)
_FOREVER = load_pattern("period-without-end", r"\b(?:%s)\b")
_OPEN = load_pattern("period-of-open-length", r"\b(?:%s)\b")
_NOW = re.compile(r"\b(?:immediately|promptly|without (?:undue )?delay|at once|right away|as soon as)\b")
_NUMBER = re.compile(r"(?<![\w.])[$€£]?\d+(?:[.,:]\d+)*%?(?![\w])")
_MONTH = r"(?:jan|feb|mar|apr|may(?! (?:not|be|also|only)\b)|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},?(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|"
    rf"th)?(?:,? +\d{{4}})?|{_MONTH},? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}(?:t[\d:.]+z?)?|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})\b"
)
_REFERENCE = load_pattern("section-numbers", "(?i:%s)")
_KEEPING = load_pattern("period-of-keeping", r"\b(?:%s)\w*")
_ANSWERING = load_pattern("period-of-answering", r"\b(?:%s)\w*")
_NOTICE = re.compile(r"\b(?:notice|notif|announc|inform|email|tell|post)")
_WARNING = re.compile(r"\b(?:prior|before|in advance|advance|notice|ahead)\b")
_ACTING = load_pattern("period-of-acting", r"\b(?:%s)\b")
_READER = load_pattern("period-of-reader")
_DEADLINE = load_pattern("period-of-deadline")
_ADDRESS = re.compile(r"https?://\S+|[^\s@]{1,64}@\S{1,200}|\+?\d[\d ()/-]{7,20}\d")
_AGE = load_pattern("ages")
_PRICE = re.compile(r"[$€£]|\b(?:fees?|prices?|charged?|commission|euros?|dollars?|pounds?)\b")
_BOUND = re.compile(r"\b(?:up to|at most|at least|maximum|minimum|no (?:more|less|fewer) than)\b")
"""A changed bound needs to be read, whatever it bounds."""
_CLAUSE = re.compile(r"[,;:]|\band\b|\bbut\b|\Z")  # splits a text into clauses; the last one is empty

FOREVER = 1e6  # days


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a text states."""

    words: str
    days: float | None
    """Its length; none where it depends on something else."""


@lru_cache(maxsize=KEPT)
def find_periods(text: str) -> tuple[Period, ...]:
    """The periods of a text, in their order."""
    folded = fold(text)
    found = [(match.start(), Period(match[0], _days(match))) for match in _PERIOD.finditer(folded)]
    for pattern, days in ((_FOREVER, FOREVER), (_OPEN, None), (_NOW, 0.0)):
        found += ((match.start(), Period(match[0], days)) for match in pattern.finditer(folded))
    return tuple(period for _, period in sorted(found, key=lambda pair: pair[0]))


def _days(match: re.Match[str]) -> float:
    number = match[1].replace(",", ".")
    return float(_WORDS.get(number, number)) * _UNITS[match[2]]


def unify_periods(text: str) -> str:
    """A folded text in which equal periods are written alike: `12 months`, `one (1) year`."""
    return _PERIOD.sub(lambda match: f"{_days(match):g} day", fold(text))


def find_dates(text: str) -> tuple[str, ...]:
    """The dates that a text states."""
    return tuple(match[0] for match in _DATE.finditer(fold(text)))


def drop_dates(text: str) -> str:
    """A folded text without its dates."""
    return _DATE.sub(" ", fold(text))


def _find_numbers(text: str) -> tuple[str, ...]:
    folded = fold(text)
    for pattern in (_REFERENCE, _PERIOD, _DATE, _ADDRESS):
        folded = pattern.sub(" ", folded)
    return tuple(match[0] for match in _NUMBER.finditer(folded))


def read_numbers(before: str, after: str) -> Iterator[Signal]:
    """Yield the changed periods, other numbers and dates of a sentence."""
    yield from _read_periods(before, after)
    old, new = _find_numbers(before), _find_numbers(after)
    if Counter(old) != Counter(new):
        yield _judge_numbers(_largest(old), _largest(new), fold(f"{before} {after}"))
    if find_dates(before) != find_dates(after):
        yield Signal(SignalName.DATE)


def _judge_numbers(old: float, new: float, folded: str) -> Signal:
    """A changed number: a higher price is worse for customers, and a lower age for children."""
    if _PRICE.search(folded):
        return Signal(SignalName.PRICE, Direction.LESS if new >= old else Direction.MORE)
    if _AGE.search(folded):
        return Signal(SignalName.AGE, Direction.LESS if new < old else Direction.MORE)
    return Signal(SignalName.NUMBER, Direction.LESS if _BOUND.search(folded) else Direction.NEUTRAL)


def _largest(numbers: tuple[str, ...]) -> float:
    digits = (number.strip("$€£%") for number in numbers)
    return max((float(re.sub("[,:]", "", number)) for number in digits if number.count(".") <= 1), default=0.0)


def judge_kept(before: str, after: str) -> Direction | None:
    """The direction of changed periods of keeping data; none where no period is another one."""
    if not find_periods(before) and find_periods(after):
        return Direction.NEUTRAL if before else Direction.MORE
    return next((signal.direction for signal in _read_periods(before, after, Direction.LESS)), None)


def drop_periods(text: str) -> str:
    """A folded text without its periods."""
    return _PERIOD.sub(" ", fold(text))


def _read_periods(before: str, after: str, longer: Direction | None = None) -> Iterator[Signal]:
    was, now = find_periods(before), find_periods(after)
    old = [period for period in was if period.days not in {other.days for other in now}]
    new = [period for period in now if period.days not in {other.days for other in was}]
    if old:
        longer = longer or _judge_longer(fold(f"{before} {after}"))
        yield Signal(SignalName.DURATION, _judge_replaced(old, new or now, longer))
    elif new and longer:
        yield Signal(SignalName.DURATION, longer)
    elif new:
        yield Signal(SignalName.DURATION, _judge_added(was, new, fold(after)))


def _judge_replaced(old: Iterable[Period], new: Collection[Period], longer: Direction) -> Direction:
    before, after = _longest(old), _longest(new)
    if before is not None and before == after:
        return Direction.NEUTRAL
    if before is not None and after is not None:
        return longer if after > before else opposite(longer)
    if not new:
        return Direction.MORE if before == FOREVER else Direction.LESS
    return Direction.LESS if after is None else Direction.MORE


def _judge_added(known: Collection[Period], new: list[Period], folded: str) -> Direction:
    before, after = _longest(known), _longest(new)
    if after == FOREVER:
        return Direction.LESS
    clause = next(clause for clause in _CLAUSE.split(folded) if new[0].words in clause or not clause)
    longer = _judge_longer(clause)
    longer = _judge_longer(folded) if longer is Direction.NEUTRAL else longer
    if longer is Direction.LESS:
        is_worse = known and (after is None or (before is not None and after > before))
        return Direction.LESS if is_worse else Direction.MORE
    return longer


def _longest(periods: Iterable[Period]) -> float | None:
    return max((period.days for period in periods if period.days is not None), default=None)


def _judge_longer(folded: str) -> Direction:
    if _READER.search(folded):
        return Direction.LESS
    if _DEADLINE.search(folded):
        return Direction.MORE
    if _ANSWERING.search(folded):
        return Direction.LESS
    if _WARNING.search(folded) and _NOTICE.search(folded):
        return Direction.MORE
    if _KEEPING.search(folded):
        return Direction.LESS
    return Direction.MORE if _ACTING.search(folded) else Direction.NEUTRAL
