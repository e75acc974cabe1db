"""Tests that the changelog of a long history is accessible and requests nothing from other hosts."""

import re
from urllib.parse import urljoin

import pytest

from tests.browser.browser import DESKTOP, PHONE, Scheme, Visitor
from tests.browser.sites import BuiltPage, BuiltSite
from tests.browser.test_accessibility import SCHEMES, SIZES, _violations

PAGES = pytest.mark.parametrize(
    "file",
    [
        "index.html",
        "subprocessors/index.html",
        "changelog/index.html",
        "changelog/material/index.html",
        "changelog/2025-01-10/index.html",
        "changelog/2025-03-20/index.html",
        "changelog/2025-12-01/index.html",
    ],
)


@PAGES
@SIZES
@SCHEMES
def test_axe_finds_no_violation(
    file: str, told: BuiltSite, reader: Visitor, size: tuple[int, int], scheme: Scheme
) -> None:
    page = BuiltPage(told, file)
    with reader.look(page, size, scheme) as (tab, traffic):
        assert _violations(tab, page) == []
        assert (traffic.foreign, traffic.complaints) == ([], [])


@PAGES
def test_it_is_whole_without_javascript(file: str, told: BuiltSite, reader: Visitor) -> None:
    page = BuiltPage(told, file)
    with reader.look(page, javascript=False) as (tab, traffic):
        bare = tab.locator("article").first.inner_text()
        assert traffic.foreign == []
    with reader.look(page) as (tab, _):
        assert tab.locator("article").first.inner_text().split() == bare.split()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_is_wider_than_its_window(told: BuiltSite, reader: Visitor, size: tuple[int, int]) -> None:
    with reader.look(BuiltPage(told, "changelog/2025-03-20/index.html"), size) as (tab, _):
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_list_names_every_publication_and_a_choice_its_own(told: BuiltSite) -> None:
    entries = {
        choice: [
            link.value
            for link in BuiltPage(told, file).markup.links
            if link.name == "href" and link.value.rstrip("/").rpartition("/")[2].startswith("2025-")
        ]
        for choice, file in (("all", "changelog/index.html"), ("material", "changelog/material/index.html"))
    }

    assert len(set(entries["all"])) == 12
    assert len(set(entries["material"])) == 5


def test_what_is_coming_stands_on_every_page_that_it_is_about(told: BuiltSite) -> None:
    for file in ("index.html", "changelog/index.html"):
        assert "Sentry will receive error reports" in _words(told, file)
        assert "You can object until January 15, 2026" in _words(told, file)
    assert "From February 1, 2026, a new text applies" in _words(told, "subprocessors/index.html")
    assert "a new text applies" not in _words(told, "retention-schedule/index.html")


@pytest.mark.parametrize(
    ("file", "own"),
    [
        ("index.html", []),
        ("404.html", []),
        ("changelog/2025-03-20/index.html", []),
        ("privacy-policy/index.html", ["feeds/privacy-policy.atom"]),
        (
            "subprocessors/index.html",
            ["feeds/subprocessors.atom", "data/subprocessors.json", "data/subprocessors.csv"],
        ),
        (
            "retention-schedule/index.html",
            ["feeds/retention-schedule.atom", "data/retention-schedule.json", "data/retention-schedule.csv"],
        ),
    ],
)
def test_a_page_offers_its_feeds_and_data(told: BuiltSite, file: str, own: list[str]) -> None:
    html = (told.folder / file).read_text("utf-8")
    offered = re.findall(r'<link rel="alternate " type="([^"]+)" title="[^"]+" href="([^"]+)">', html)
    paths = [urljoin(f"/{file}", address).removeprefix("/") for _, address in offered]

    assert paths == [
        "feeds/changelog.atom",
        "feeds/material.atom",
        "feeds/effective-dates.ics",
        "data/policy.json",
        "data/policy.dpv.jsonld",
        "data/changelog.json",
        *own,
    ]
    assert all((told.folder / path).is_file() for path in paths)


def _words(site: BuiltSite, file: str) -> str:
    html = (site.folder / file).read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", "", html).split())
