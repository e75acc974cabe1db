"""When was each version published, as a picture?"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from build_tools.model.version import Version, Versions

_WIDTH, _HEIGHT, _EDGE, _LINE = 640, 56, 24, 20
_NAME = 64
"""How much room the name of a year takes."""


def draw_timeline(versions: Versions, label: str) -> str:
    """A line of time with a dot for each version and the latest one filled, as SVG. `label` says what it shows."""
    places = list(_places(versions))
    dots = "".join(f'<circle cx="{place}" cy="{_LINE}" r="5"/>' for place, _ in places)
    years = "".join(f'<text x="{place}" y="{_HEIGHT - 8}">{year}</text>' for place, year in _years(places))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<path d="M{_EDGE} {_LINE}H{_WIDTH - _EDGE}"/>{dots}{years}</svg>'
    )


def _places(versions: Versions) -> Iterator[tuple[int, Version]]:
    """Each version with its place on the line."""
    days = [version.published.day.first.toordinal() for version in versions]
    span = max(days) - min(days) or 1
    for day, version in zip(days, versions, strict=True):
        yield _EDGE + round((_WIDTH - 2 * _EDGE) * (day - min(days)) / span), version


def _years(places: list[tuple[int, Version]]) -> Iterator[tuple[int, int]]:
    """The years at the places of their first versions, as far as there is room for them."""
    free = 0
    for year, group in groupby(places, key=lambda entry: entry[1].published.day.year):
        place = next(group)[0]
        if place >= free:
            yield place, year
            free = place + _NAME
