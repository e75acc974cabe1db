"""Tests that each vendor appears once on a phone, with all its details, and in the table on wider screens."""

import re

import pytest

from tests.browser.browser import PHONE, Visitor
from tests.browser.sites import BuiltPage, BuiltSite

DESKTOP = (1280, 900)
VENDORS = ["AWS", "Stripe", "PostHog", "Mailgun"]


@pytest.mark.parametrize(("size", "times"), [(PHONE, 1), (DESKTOP, 2)])
def test_a_vendor_stands_once_on_a_phone(told: BuiltSite, reader: Visitor, size: tuple[int, int], times: int) -> None:
    with reader.use(BuiltPage(told, "subprocessors/index.html"), size) as (tab, _):
        words = tab.locator("article").inner_text()
        for vendor in VENDORS:
            assert len(re.findall(rf"(?m)^{vendor}", words)) == times, vendor
        assert tab.locator("h2#stripe").is_visible()
        assert words.count("United States") == times


def test_in_a_policy_the_table_is_all_there_is_and_stays(told: BuiltSite, reader: Visitor) -> None:
    with reader.use(BuiltPage(told, "privacy-policy/index.html"), PHONE) as (tab, _):
        stripe = tab.locator(".records tr", has=tab.get_by_role("link", name="Stripe", exact=True))
        assert stripe.is_visible()
        assert stripe.locator("td:empty").count() == 1
        assert not stripe.locator("td:empty").is_visible()  # what nobody states has no line
        assert "Location" not in stripe.inner_text()


def test_a_cell_of_which_nothing_is_said_is_marked_for_those_who_see(told: BuiltSite, reader: Visitor) -> None:
    with reader.use(BuiltPage(told, "privacy-policy/index.html"), DESKTOP) as (tab, _):
        empty = tab.locator(".records td:empty").first
        assert empty.is_visible()
        assert "–" in empty.evaluate("cell => getComputedStyle(cell, '::after').content")
