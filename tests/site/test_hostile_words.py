"""Tests that a name that is code in another format stays a name everywhere on the site.

The source refuses HTML and invisible characters. Every other text may be a name.
"""

import csv
import json
from io import StringIO
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar
from rdflib import Graph, Literal

from build_tools.project.project import Project
from tests.support.announced_story import NOW, TODAY, announce, announced_story
from tests.support.edits import told as refusals
from tests.support.story import Story

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib by itself

NAME = """=HYPERLINK("https://evil.example","Pay") & ]]> it's () %s \\u003c"""
_VENDORS = "policy_src/subprocessors.yml"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ('"</script><script>alert(1)</script>"', "markup: HTML is not allowed: '</script>'"),
        ('"<img src=x onerror=alert(1)>"', "markup: HTML is not allowed: '<img src=x onerror=alert(1)>'"),
        ('"Stripe\\u202Eepirts"', "character: the character U+202E (right-to-left override) is not allowed in a text"),
        ("Stripe\u202eepirts", "character: the character U+202E (right-to-left override) is not allowed in a text"),
        ('"{{ 7 * 7 }}"', "reference-syntax: these braces are not a reference to a fact"),
    ],
)
def test_the_source_refuses_what_is_no_name(name: str, what: str) -> None:
    assert what in refusals({_VENDORS: ("name: SendGrid", f"name: {name}")})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a site with such a vendor, which is announced with such a title."""
    return dict(
        Project.of_folder(_story().write(tmp_path_factory.mktemp("hostile")).folder, NOW, str(TODAY)).site.files
    )


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the site on the day on which the vendor is in force."""
    return dict(
        Project.of_folder(_story().write(tmp_path_factory.mktemp("later")).folder, NOW, "2026-02-01").site.files
    )


def _story() -> Story:
    story = announced_story()
    quoted = json.dumps(NAME)
    vendor = f"\n  - id: pay\n    name: {quoted}\n    purpose: Payments\n    receives:\n      - data: email\n"
    story.publish(
        "2025-12-10T12:00:00-07:00",
        {
            _VENDORS: lambda data: data.rstrip() + f"\n{vendor}        text: Email address\n".encode(),
            **announce("pay", title=quoted, effective="2026-01-20", object_until="2026-01-10"),
        },
    )
    return story


def test_feeds_tell_it_as_it_is(files: dict[str, bytes]) -> None:
    for ending in ("atom", "rss"):
        read = feedparser.parse(files[f"feeds/material.{ending}"])
        assert not read.bozo
        assert read.entries[0].title == NAME
    assert json.loads(files["feeds/material.json"])["items"][0]["title"] == NAME


def test_the_calendar_tells_it_as_it_is(files: dict[str, bytes]) -> None:
    events = Calendar.from_ical(files["feeds/effective-dates.ics"].decode()).walk("VEVENT")

    assert sum(str(event["SUMMARY"]).startswith(NAME) for event in events) == 2


def test_data_tell_it_as_it_is_and_no_cell_runs(files: dict[str, bytes], later: dict[str, bytes]) -> None:
    for path in ("data/subprocessors.json", "data/policy.json"):
        (upcoming,) = json.loads(files[path])["upcoming"]
        assert NAME in [vendor["name"] for vendor in upcoming["subprocessors"]]
        assert NAME in [vendor["name"] for vendor in json.loads(later[path])["subprocessors"]]
    assert json.loads(files["data/changelog.json"])["publications"][0]["announcements"][0]["title"] == NAME
    cells = [row["name"] for row in csv.DictReader(StringIO(later["data/subprocessors.csv"].decode("utf-8-sig")))]
    assert f"'{NAME}" in cells
    assert not [cell for cell in cells if cell.startswith("=")]
    graph = Graph().parse(data=later["data/policy.dpv.jsonld"], format="json-ld", publicID="https://x.example/")
    assert NAME in {str(word) for word in graph.objects() if isinstance(word, Literal)}


def test_no_data_of_a_page_ends_a_script(tmp_path: Path) -> None:
    pages = Project.of_folder(_story().write(tmp_path).folder, NOW, str(TODAY)).site.pages

    assert not [page.path for page in pages if "<script" in page.text.lower()]
