"""Tests that the site works with its security headers, which forbid everything that it does not need."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from build_tools.delivery.built_site import read_site
from build_tools.delivery.content_security_policy import find_inline, security_headers
from tests.browser.browser import DESKTOP, PATIENCE, serve_site
from tests.browser.sites import BuiltSite, built_sites

_NOTE = """
  window.reports = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.reports.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


class Guarded:
    """A tab in which sites are read under their headers, and what the browser complains of."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.complaints: list[str] = []
        tab.on("console", self._note)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> None:
        """Open a page."""
        self.tab.goto(address, wait_until="load")

    def check(self) -> None:
        """See that nothing was reported on the page that is open."""
        assert self.tab.evaluate("window.reports") == []
        assert self.complaints == []

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 404" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def guarded(browser: Browser) -> Iterator[Guarded]:
    """A tab."""
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(_NOTE)
    yield Guarded(context.new_page())
    context.close()


@pytest.fixture(scope="module")
def addresses(told: BuiltSite) -> Iterator[dict[str, str]]:
    """Where the sites are served under their headers."""
    with ExitStack() as stack:
        sites = [told, *built_sites()]
        headers = {site.name: security_headers(find_inline(read_site(site.folder))) for site in sites}
        yield {site.name: stack.enter_context(serve_site(site, headers[site.name])) for site in sites}


def test_no_page_is_reported(told: BuiltSite, addresses: dict[str, str], guarded: Guarded) -> None:
    pages = [page for site in (told, *built_sites()) for page in site.pages]
    assert len(pages) > 60
    for page in pages:
        guarded.open(addresses[page.site.name] + page.address)
        guarded.check()


def test_what_is_forbidden_is_reported(addresses: dict[str, str], guarded: Guarded) -> None:
    guarded.open(addresses["told"])
    guarded.tab.evaluate("document.body.setAttribute('onclick', 'window.ran = true'); document.body.click()")
    guarded.tab.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )

    assert guarded.tab.evaluate("window.ran") is None
    reports = guarded.tab.evaluate("window.reports")
    guarded.complaints.clear()
    # each is forbidden by the host, and by the page itself
    assert sorted(reports) == ["script-src-attr: inline "] * 2 + ["script-src-elem: inline "] * 2


def test_search_and_colours_work(addresses: dict[str, str], guarded: Guarded) -> None:
    tab = guarded.tab
    guarded.open(addresses["told"])
    tab.keyboard.press("/")
    tab.keyboard.type("retention")
    tab.locator(".md-search-result__item").first.wait_for()
    tab.keyboard.press("Escape")
    before = tab.get_attribute("body", "data-md-color-scheme")
    tab.locator("[data-md-component=palette] label:visible").click()

    assert tab.get_attribute("body", "data-md-color-scheme") != before
    tab.reload()
    assert tab.get_attribute("body", "data-md-color-scheme") != before
    guarded.check()


def test_versions_are_compared(addresses: dict[str, str], guarded: Guarded) -> None:
    guarded.open(f"{addresses['told']}compare/?document=privacy-policy&from=2025-01-10&to=2025-12-01")

    guarded.tab.locator("ins").first.wait_for()
    guarded.check()


def test_an_address_is_copied(addresses: dict[str, str], guarded: Guarded) -> None:
    guarded.open(f"{addresses['told']}subscribe/")
    button = guarded.tab.locator("[data-copy]").first

    button.click()

    copied = guarded.tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("https://")
    assert copied in guarded.tab.content()
    guarded.check()


def test_what_was_in_force_is_asked(addresses: dict[str, str], guarded: Guarded) -> None:
    guarded.open(f"{addresses['told']}privacy-policy/versions/")
    guarded.tab.locator("input[type=date]").first.fill("2025-03-10")
    guarded.tab.keyboard.press("Enter")

    guarded.tab.locator(".in-force-on output a").wait_for()
    guarded.check()
