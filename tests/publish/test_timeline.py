"""Does the picture of the versions show when each was published?"""

import re
from xml.etree.ElementTree import fromstring

import pytest

from build_tools.model.version import Versions
from build_tools.publish.timeline import draw_timeline
from tests.story import Story, keep


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Versions of January 2024, of July 2024 and, two on a day, of January 2025."""
    story = Story("2024-01-01T12:00:00-07:00")
    story.publish("2024-07-01T12:00:00-06:00", keep("P1D"))
    story.publish("2025-01-01T12:00:00-07:00", keep("P2D"))
    story.publish("2025-01-01T13:00:00-07:00", keep("P3D"))
    return story.write(tmp_path_factory.mktemp("versions")).archive.histories["privacy-policy"]


def _dots(picture: str) -> list[int]:
    return [int(x) for x in re.findall(r'<circle cx="(\d+)"', picture)]


def test_each_version_has_a_dot_where_its_day_lies(versions: Versions) -> None:
    first, half, *last = _dots(draw_timeline(versions, "When"))

    assert (first, last) == (24, [616, 616])
    assert abs(half - 320) <= 3


def test_years_stand_under_their_first_versions(versions: Versions) -> None:
    assert re.findall(r'<text x="(\d+)"[^>]*>(\d+)<', draw_timeline(versions, "When")) == [
        ("24", "2024"),
        ("616", "2025"),
    ]


def test_one_version_is_a_picture_too(versions: Versions) -> None:
    assert _dots(draw_timeline(Versions(versions.all[:1]), "When")) == [24]


def test_who_does_not_see_it_hears_what_it_shows(versions: Versions) -> None:
    picture = fromstring(draw_timeline(versions, 'The "versions" & <days>'))  # noqa: S314 - our own

    assert picture.attrib["role"] == "img"
    assert picture.attrib["aria-label"] == 'The "versions" & <days>'
