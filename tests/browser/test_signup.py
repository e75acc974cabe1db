"""Tests that the form of the mailing list works in a real browser, under the security policy of the site."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from build_tools.delivery.built_site import read_site
from build_tools.delivery.content_security_policy import find_inline, security_headers
from tests.browser.axe import violations
from tests.browser.browser import DESKTOP, PATIENCE, PHONE, serve_site
from tests.browser.sites import BuiltSite
from tests.support.list_server import BUTTONDOWN, LIST, LISTMONK, MAILCHIMP, ListServer, list_server
from tests.support.projects import ROOT, build
from tests.support.story import Story

FORMS = {
    LISTMONK: f"    fixed_fields:\n      - name: l\n        value: {LIST}\n      - name: nonce\n",
    BUTTONDOWN: "    fixed_fields:\n      - name: embed\n        value: '1'\n",
    MAILCHIMP: "    email_field: EMAIL\n    leads_to: [THANKS]\n",
}
"""What a source states of the form of each server, besides its address."""
_SUBMIT = """address => new Promise(resolve => {
  document.addEventListener("securitypolicyviolation", event => resolve(event.violatedDirective));
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: address});
  document.body.append(form);
  form.submit();
})"""
"""Submits another form to an address, and gives the directive that the browser says it breaks."""


@pytest.fixture(scope="module")
def lists() -> Iterator[ListServer]:
    """A list server."""
    with list_server() as server:
        yield server


@contextmanager
def _served(folder: Path, form: str, lists: ListServer) -> Iterator[str]:
    """The address of a site with a form, served under its headers."""
    settings = f"  language: en\n  signup:\n    form: {lists.address}{form}\n    privacy: We use it for notices.\n"
    settings += FORMS[form].replace("THANKS", lists.thanks)
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/policy.yml": ("  language: en\n", settings)})
    story.write(folder)
    shutil.copytree(ROOT / "site_overrides", folder / "site_overrides")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    done = build(folder)
    assert done.returncode == 0, done.stderr
    headers = security_headers(find_inline(read_site(folder / "site", folder)))
    with serve_site(BuiltSite("signup", folder, folder / "site"), headers) as address:
        lists.forget()
        yield address


@contextmanager
def _tab(browser: Browser, address: str, *, javascript: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """A page in a new tab, and what it has asked of other hosts."""
    context = browser.new_context(java_script_enabled=javascript)
    context.set_default_timeout(PATIENCE)
    foreign: list[str] = []
    host = address.split("/")[2]

    def note(request: Request) -> None:
        if request.url.split("/")[2] != host:
            foreign.append(f"{request.method} {request.url}")

    context.on("request", note)
    tab = context.new_page()
    tab.goto(address, wait_until="load")
    yield tab, foreign
    context.close()


@pytest.mark.parametrize("form", FORMS)
def test_a_customer_subscribes(form: str, lists: ListServer, browser: Browser, tmp_path: Path) -> None:
    with _served(tmp_path, form, lists) as site:
        for number, (page, javascript) in enumerate((("subscribe/", True), ("subprocessors/", False))):
            with _tab(browser, site + page, javascript=javascript) as (tab, foreign):
                field = tab.get_by_label("E-mail address")
                assert (field.get_attribute("autocomplete"), field.get_attribute("type")) == ("email", "email")
                field.fill("not an address")
                field.press("Enter")
                assert (foreign, lists.asked) == ([], [])  # nothing is asked for before, and the browser reads it first

                field.fill(f"reader{number}@example.com")
                with tab.expect_navigation():
                    field.press("Enter")
                assert lists.subscribers == [f"reader{number}@example.com"]
                assert lists.senders == [("", "")]
                shown = {BUTTONDOWN: f"{lists.address}/changes/confirm", MAILCHIMP: lists.thanks}
                assert tab.url == shown.get(form, lists.address + form)
            lists.forget()


def test_no_other_form_and_no_other_address_is_sent_to(lists: ListServer, browser: Browser, tmp_path: Path) -> None:
    with _served(tmp_path, LISTMONK, lists) as site:
        for page, address in (("subscribe/", "/other"), ("privacy-policy/", LISTMONK)):
            with _tab(browser, site + page) as (tab, foreign):
                assert tab.evaluate(_SUBMIT, lists.address + address) == "form-action"
                assert (foreign, lists.asked) == ([], [])


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_form_is_accessible_and_not_printed(
    size: tuple[int, int], lists: ListServer, browser: Browser, tmp_path: Path
) -> None:
    with _served(tmp_path, LISTMONK, lists) as site, _tab(browser, f"{site}subscribe/") as (tab, _):
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]
        tab.get_by_label("E-mail address").focus()
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert tab.evaluate(outline) == "solid"
        tab.emulate_media(media="print")
        assert not tab.locator(".signup").is_visible()
