"""Draws the versions of a document on a timeline, as SVG."""

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby

from build_tools.model.version import Standing, Versions

_WIDTH, _HEIGHT, _EDGE, _LINE = 640, 72, 28, 38
_NAME = 64
"""The width of the name of a year."""
_CLASSES = {Standing.IN_FORCE: "now", Standing.COMING: "coming", Standing.ENDED: "ended"}


def draw_timeline(versions: Versions, today: date, label: str, today_label: str) -> str:
    """A timeline with a dot for each version at its first day in force, and a mark at today.

    The dot of the version in force is filled; a version that never took effect has none. `label` describes the picture,
    `today_label` is next to the mark.
    """
    on = versions.on(today)
    shown = [version for version in versions if on.standing(version) is not Standing.NEVER_APPLIED]
    days = [version.start.first for version in shown]
    scale = _Scale(min((*days, today)), max((*days, today)))
    dots = "".join(
        f'<circle class="{_CLASSES[on.standing(version)]}" cx="{scale.place(day)}" cy="{_LINE}" r="5"/>'
        for version, day in zip(shown, days, strict=True)
    )
    years = "".join(f'<text x="{place}" y="{_HEIGHT - 8}">{year}</text>' for place, year in _years(days, scale))
    here = scale.place(today)
    line = f'<path class="today" d="M{here} {_LINE - 14}V{_LINE + 14}"/>'
    mark = f'{line}<text x="{here}" y="16">{escape(today_label)}</text>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<path d="M{_EDGE} {_LINE}H{_WIDTH - _EDGE}"/>{mark}{dots}{years}</svg>'
    )


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        self._first, self._span = first.toordinal(), (last - first).days or 1

    def place(self, day: date) -> int:
        return _EDGE + round((_WIDTH - 2 * _EDGE) * (day.toordinal() - self._first) / self._span)


def _years(days: list[date], scale: _Scale) -> Iterator[tuple[int, int]]:
    """Yield the years at the places of their first versions, where there is room for them."""
    free = 0
    for year, group in groupby(days, key=lambda day: day.year):
        place = scale.place(next(group))
        if place >= free:
            yield place, year
            free = place + _NAME
