"""Tests that the site keeps its promise: no other host learns who reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import pytest
from playwright.sync_api import Cookie

from tests.browser.browser import PHONE, Traffic, Visitor
from tests.browser.sites import BuiltPage, BuiltSite

KEYS = "Object.keys(localStorage).filter((key) => !key.endsWith('__palette'))"


@dataclass(frozen=True)
class Usage:
    """What a page did while it was used."""

    traffic: Traffic
    cookies: list[Cookie]
    kept: list[str]
    """What it keeps in the browser."""


@pytest.fixture(scope="session")
def used(visitor: Visitor) -> Callable[[BuiltPage], Usage]:
    """Use a page as people do, once for all tests."""
    return cache(partial(_use, visitor))


def test_a_page_asks_no_other_host_and_sets_no_cookie(page: BuiltPage, used: Callable[[BuiltPage], Usage]) -> None:
    usage = used(page)

    assert usage.traffic.asked
    assert usage.traffic.foreign == []
    assert usage.cookies == []
    assert usage.kept == []


def test_a_page_gets_every_file_that_it_asks_for(page: BuiltPage, used: Callable[[BuiltPage], Usage]) -> None:
    traffic = used(page).traffic

    assert traffic.missing == []
    assert traffic.complaints == []


def test_a_phone_asks_no_other_host_either(site: BuiltSite, visitor: Visitor) -> None:
    with visitor.visit(site.pages[-1], PHONE, "dark") as (tab, traffic):
        tab.locator(".md-header__button[for=__search]").click()
        tab.keyboard.type(site.word)
        tab.locator(".md-search-result__item").first.wait_for()

        assert traffic.foreign == []


def test_the_choice_of_colours_is_kept(site: BuiltSite, visitor: Visitor) -> None:
    with visitor.visit(site.pages[-1]) as (tab, _):
        before = tab.get_attribute("body", "data-md-color-scheme")
        tab.locator("[data-md-component=palette] label:visible").click()
        chosen = tab.get_attribute("body", "data-md-color-scheme")
        tab.reload()

        assert chosen != before
        assert tab.get_attribute("body", "data-md-color-scheme") == chosen


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='http://elsewhere.example/pixel.gif'>",
        "<link rel='stylesheet' href='https://elsewhere.example/font.css'>",
        "<script>new Worker(URL.createObjectURL(new Blob(['fetch(\"http://elsewhere.example/\")'])))</script>",
    ],
)
def test_what_a_page_asks_of_another_host_is_seen(markup: str, site: BuiltSite, visitor: Visitor) -> None:
    with visitor.visit(site.pages[0]) as (tab, traffic):
        tab.evaluate("markup => document.head.append(document.createRange().createContextualFragment(markup))", markup)
        for _ in range(100):
            if any("elsewhere.example" in url for url in visitor.wall.asked):
                break
            tab.wait_for_timeout(50)

    assert any("elsewhere.example" in url for url in traffic.foreign)


def _use(visitor: Visitor, page: BuiltPage) -> Usage:
    """Search for something, and change the colours."""
    with visitor.visit(page) as (tab, traffic):
        tab.keyboard.press("/")
        tab.keyboard.type(page.site.word)
        tab.locator(".md-search-result__item").first.wait_for()
        tab.keyboard.press("Escape")
        tab.locator("[data-md-component=palette] label:visible").click()
        tab.wait_for_load_state("networkidle")
        cookies, kept = tab.context.cookies(), tab.evaluate(KEYS)
    return Usage(traffic, cookies, kept)
