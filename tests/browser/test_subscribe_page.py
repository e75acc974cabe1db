"""Tests that the page on how to subscribe is accessible, and that its addresses can be copied."""

import pytest

from tests.browser.browser import PHONE, Scheme, Visitor
from tests.browser.sites import BuiltPage, BuiltSite
from tests.browser.test_accessibility import SCHEMES, SIZES, _violations
from tests.support.announced_story import ADDRESS

FILE = "subscribe/index.html"


@SIZES
@SCHEMES
def test_axe_finds_no_violation(told: BuiltSite, reader: Visitor, size: tuple[int, int], scheme: Scheme) -> None:
    page = BuiltPage(told, FILE)
    with reader.use(page, size, scheme) as (tab, traffic):
        assert tab.locator(".copy").count() == 6
        assert _violations(tab, page) == []
        assert (traffic.foreign, traffic.missing, traffic.complaints) == ([], [], [])


def test_an_address_is_copied_by_keyboard_and_it_is_said(told: BuiltSite, reader: Visitor) -> None:
    with reader.use(BuiltPage(told, FILE)) as (tab, _):
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        button = tab.get_by_role("button", name=f"Copy the address: {ADDRESS}feeds/material.atom")
        button.focus()
        tab.keyboard.press("Enter")
        tab.wait_for_function("document.querySelector('.said').textContent !== ''")

        assert tab.evaluate("navigator.clipboard.readText()") == f"{ADDRESS}feeds/material.atom"
        assert button.inner_text() == "Copied"
        assert tab.get_by_role("status").inner_text() == f"Copied: {ADDRESS}feeds/material.atom"


def test_without_javascript_all_addresses_are_there_and_no_button(told: BuiltSite, reader: Visitor) -> None:
    with reader.use(BuiltPage(told, FILE), javascript=False) as (tab, traffic):
        assert tab.locator(".feed-address").all_inner_texts()[0] == f"{ADDRESS}feeds/changelog.atom"
        assert tab.locator(".copy").count() == 0
        assert traffic.foreign == []


def test_it_is_no_wider_than_a_phone(told: BuiltSite, reader: Visitor) -> None:
    with reader.use(BuiltPage(told, FILE), PHONE) as (tab, _):
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("javascript", [True, False])
def test_other_pages_do_without_the_script(told: BuiltSite, reader: Visitor, *, javascript: bool) -> None:
    with reader.use(BuiltPage(told, "changelog/index.html"), javascript=javascript) as (_, traffic):
        assert not [address for address in traffic.asked if address.endswith("copy.js")]
