"""Draws the versions of a document on a timeline, as SVG."""

from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from itertools import groupby

from build_tools.model.version import Standing, Versions

_WIDTH, _HEIGHT, _EDGE, _LINE = 640, 72, 28, 38
_NAME = 64
"""The width of the name of a year."""
_CLASSES = {Standing.IN_FORCE: "now", Standing.COMING: "coming", Standing.ENDED: "ended"}


def draw_timeline(versions: Versions, today: date, label: str, today_label: str) -> str:
    """A timeline with a mark at today, and a dot at the first day of each version that was, is or will be in force.

    The dot of the version in force is filled. `label` describes the picture, `today_label` is next to the mark.
    """
    on = versions.on(today)
    shown = [version for version in versions if on.standing(version) is not Standing.NEVER_APPLIED]
    days = [version.start.first for version in shown]
    first, last = min((*days, today)), max((*days, today))

    def place(day: date) -> int:
        return _EDGE + round((_WIDTH - 2 * _EDGE) * (day - first).days / ((last - first).days or 1))

    dots = "".join(
        f'<circle class="{_CLASSES[on.standing(version)]}" cx="{place(day)}" cy="{_LINE}" r="5"/>'
        for version, day in zip(shown, days, strict=True)
    )
    years = "".join(f'<text x="{left}" y="{_HEIGHT - 8}">{year}</text>' for left, year in _years(days, place))
    here = place(today)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<path d="M{_EDGE} {_LINE}H{_WIDTH - _EDGE}"/><path class="today" d="M{here} {_LINE - 14}V{_LINE + 14}"/>'
        f'<text x="{here}" y="16">{escape(today_label)}</text>{dots}{years}</svg>'
    )


def _years(days: list[date], place: Callable[[date], int]) -> Iterator[tuple[int, int]]:
    """Yield the years at the places of their first versions, where there is room for them."""
    free = 0
    for year, group in groupby(days, key=lambda day: day.year):
        left = place(next(group))
        if left >= free:
            yield left, year
            free = left + _NAME
