"""Tests that every page is accessible (WCAG 2.2, level AA)."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.browser import DESKTOP, PHONE, Scheme, Visitor, script
from tests.browser.sites import BuiltPage, BuiltSite

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
MOST_STEPS = 60


@SIZES
@SCHEMES
def test_axe_finds_no_violation(page: BuiltPage, scheme: Scheme, size: tuple[int, int], visitor: Visitor) -> None:
    with visitor.look(page, size, scheme) as (tab, _):
        assert _is_dark(tab) == (scheme == "dark")
        assert _violations(tab, page) == []


@SIZES
@SCHEMES
def test_axe_finds_no_violation_in_the_search(
    site: BuiltSite, scheme: Scheme, size: tuple[int, int], visitor: Visitor
) -> None:
    with visitor.use(site.pages[-1], size, scheme) as (tab, _):
        tab.keyboard.press("/")
        tab.keyboard.type(site.policy.controller.name)
        tab.locator(".md-search-result__item").first.wait_for()

        assert _violations(tab, site.pages[-1]) == []


@SCHEMES
def test_axe_finds_no_violation_in_the_menu_of_a_phone(site: BuiltSite, scheme: Scheme, visitor: Visitor) -> None:
    with visitor.use(site.pages[-1], PHONE, scheme) as (tab, _):
        tab.locator("header label[for=__drawer]").click()
        tab.wait_for_function("document.getElementById('__drawer').checked")

        assert _violations(tab, site.pages[-1]) == []


@SIZES
def test_the_first_key_leads_past_the_menu(page: BuiltPage, size: tuple[int, int], visitor: Visitor) -> None:
    with visitor.use(page, size) as (tab, _):
        tab.keyboard.press("Tab")
        focus = tab.evaluate(script("focus"))
        assert focus
        assert focus["skips"], f"the first key leads to {focus['name']}"
        assert focus["uncovered"], "the link can be seen"

        target = tab.evaluate("decodeURIComponent(document.activeElement.hash.slice(1))")
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.closest('.md-content, .md-footer, .footer') !== null"), (
            f"after #{target} the next key stays in the text"
        )


@SIZES
def test_whoever_uses_the_keyboard_sees_where_they_are(
    page: BuiltPage, size: tuple[int, int], visitor: Visitor
) -> None:
    with visitor.use(page, size) as (tab, _):
        steps = list(_walk(tab))

    links = [step for step in steps if step["tag"] == "a"]
    assert links
    assert [link["name"] for link in links if link["outline"] < 2] == [], "links without an outline"
    assert [link["name"] for link in links if not link["uncovered"]] == [], "links that are covered or out of sight"


def test_a_heading_never_skips_a_level(page: BuiltPage) -> None:
    levels = [heading.level for heading in page.markup.headings]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [f"h{a} then h{b}" for a, b in pairwise(levels) if b > a + 1] == []


def test_ids_are_unique(page: BuiltPage) -> None:
    ids = page.markup.ids

    assert sorted(name for name in set(ids) if ids.count(name) > 1) == []


def _violations(tab: Page, page: BuiltPage) -> list[str]:
    return [f"{page}: {fault}" for fault in violations(tab)]


def _is_dark(tab: Page) -> bool:
    colour = tab.evaluate("getComputedStyle(document.body).backgroundColor").strip("rgba()").split(",")
    return sum(map(float, colour[:3])) < 3 * 128


def _walk(tab: Page) -> list[dict[str, Any]]:
    """What the Tab key leads to, until it comes back to where it was."""
    settled = f"Promise.allSettled(document.getAnimations().map((one) => one.finished)).then({script('focus')})"
    steps: list[dict[str, Any]] = []
    for _ in range(MOST_STEPS):
        tab.keyboard.press("Tab")
        focus = tab.evaluate(settled)
        if focus and not focus["first"]:
            break
        if focus:
            steps.append(focus)
    return steps
