"""Which periods, numbers and dates changed in a sentence, and for whom is that good?"""

import re
from collections import Counter
from collections.abc import Iterator

from build_tools.changes.prose.numbers import FOREVER, Period, find_dates, find_numbers, find_periods, judge_longer
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import fold
from build_tools.model.rule import Direction

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
