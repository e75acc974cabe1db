"""Tests that the timeline shows when each version took effect."""

import re
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from build_tools.model.version import Versions
from build_tools.site.pages.timeline_svg import draw_timeline
from tests.support.story import Story, keep

TODAY = date(2025, 1, 1)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Versions of January 2024, of July 2024 and, two on a day, of January 2025."""
    story = Story("2024-01-01T12:00:00-07:00")
    story.publish("2024-07-01T12:00:00-06:00", keep("P1D"))
    story.publish("2025-01-01T12:00:00-07:00", keep("P2D"))
    story.publish("2025-01-01T13:00:00-07:00", keep("P3D"))
    return story.write(tmp_path_factory.mktemp("versions")).archive.histories["privacy-policy"]


def _dots(picture: str) -> list[int]:
    return [int(x) for x in re.findall(r'<circle class="\w+" cx="(\d+)"', picture)]


def test_each_version_has_a_dot_where_its_day_lies(versions: Versions) -> None:
    first, half, *last = _dots(draw_timeline(versions, TODAY, "When", "today"))

    assert (first, last) == (28, [612, 612])
    assert abs(half - 320) <= 3


def test_years_stand_under_their_first_versions(versions: Versions) -> None:
    assert re.findall(r'<text x="(\d+)"[^>]*>(\d+)<', draw_timeline(versions, TODAY, "When", "today")) == [
        ("28", "2024"),
        ("612", "2025"),
    ]


def test_one_version_is_a_picture_too(versions: Versions) -> None:
    assert _dots(draw_timeline(Versions(versions.all[:1]), date(2024, 1, 1), "When", "today")) == [28]


def test_who_does_not_see_it_hears_what_it_shows(versions: Versions) -> None:
    picture = fromstring(draw_timeline(versions, TODAY, 'The "versions" & <days>', "today"))  # noqa: S314 - our own

    assert picture.attrib["role"] == "img"
    assert picture.attrib["aria-label"] == 'The "versions" & <days>'
