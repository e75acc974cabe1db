"""Tests that the site says which version was in force on a day."""

import pytest
from playwright.sync_api import Page

from tests.browser.browser import Visitor
from tests.browser.sites import OURS, BuiltPage, BuiltSite, built_sites

LISTS = {"traceloom": "privacy-policy/versions/", "nordlicht": "loeschfristen/versions/"}
ANSWERS = [
    (OURS, "2026-01-31", "Nothing was in force on that day."),
    (OURS, "2026-02-10", "Only the month of this publication is known."),
    (OURS, "2026-02-28", "2026-02/"),
    (OURS, "2199-12-31", "2026-02/"),
    ("nordlicht", "2024-06-30", "An diesem Tag war nichts in Kraft."),
    ("nordlicht", "2024-07-01", "2024-07-01/"),
    ("nordlicht", "2026-06-29", "2024-07-01/"),
    ("nordlicht", "2026-06-30", "2026-06-30.2/"),
]


def _list_of(site: BuiltSite) -> BuiltPage:
    return next(page for page in site.pages if page.address == LISTS[site.name])


def _answer(tab: Page) -> str:
    output = tab.locator(".in-force-on output")
    link = output.locator("a")
    return link.evaluate("link => link.getAttribute('href')") if link.count() else output.inner_text()


@pytest.mark.parametrize(("name", "day", "expected"), ANSWERS)
def test_a_day_is_answered(name: str, day: str, expected: str, visitor: Visitor) -> None:
    site = next(site for site in built_sites() if site.name == name)

    with visitor.use(_list_of(site)) as (tab, _):
        tab.locator(".in-force-on input").fill(day)

        assert _answer(tab).endswith(expected)


def test_the_answer_leads_to_the_text(site: BuiltSite, visitor: Visitor) -> None:
    with visitor.use(_list_of(site)) as (tab, _):
        tab.locator(".in-force-on input").fill("2199-01-01")
        tab.locator(".in-force-on output a").click()

        assert tab.locator(".archived").is_visible()


def test_without_a_script_nobody_is_asked_a_question_that_is_never_answered(site: BuiltSite, visitor: Visitor) -> None:
    with visitor.use(_list_of(site), javascript=False) as (tab, _):
        assert tab.locator(".in-force-on input").count() == 0
        assert tab.locator(".records tbody tr").count() >= 1


def test_the_picker_opens_without_a_script(site: BuiltSite, visitor: Visitor) -> None:
    document = next(page for page in site.pages if page.address == LISTS[site.name].removesuffix("versions/"))

    with visitor.use(document, javascript=False) as (tab, _):
        links = tab.locator(".versions a")
        assert not links.first.is_visible()
        tab.locator(".versions summary").press("Enter")
        assert links.first.is_visible()
        links.first.click()
        assert tab.locator(".archived").is_visible()
