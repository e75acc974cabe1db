"""Tests that the page of `policy diff --format html` is accessible (WCAG 2.2, level AA)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.tree import Tree
from build_tools.reports.findings_page import as_html
from build_tools.review.base import revise_documents
from tests.browser.axe import violations
from tests.browser.browser import DESKTOP, PHONE, Scheme
from tests.support.edits import edited, own_tree
from tests.support.projects import CACHE

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
SOURCE = "policy_src/"
VENDOR = b"""
  - id: datadog
    name: Datadog
    purpose: Monitoring
    receives:
      - data: logs
        text: Service logs
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with all that a redline may hold: words, rows, a section that has moved."""
    tree = edited(
        {
            f"{SOURCE}retention.yml": ("P90D", "P180D"),
            f"{SOURCE}sections/contact.md": ("Privacy questions", "Questions of privacy"),
            f"{SOURCE}policy.yml": (
                "      - storage-and-security\n      - third-party-services\n",
                "      - third-party-services\n      - storage-and-security\n",
            ),
        }
    )
    vendors = f"{SOURCE}subprocessors.yml"
    sides = (
        SourceRevision("", own_tree()),
        SourceRevision("", Tree({**tree.files, vendors: tree.files[vendors] + VENDOR})),
    )
    findings = compare_sources(*sides).findings
    path = tmp_path_factory.mktemp("page") / "redline.html"
    path.write_text(as_html(findings, revise_documents(*sides, ("2026-02-14", "2026-05-01"))), "utf-8")
    return path


@contextmanager
def visit(browser: Browser, file: Path, size: tuple[int, int], scheme: Scheme) -> Iterator[Page]:
    """The page in a browser without scripts of its own."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    try:
        tab = context.new_page()
        tab.goto(file.as_uri())
        yield tab
    finally:
        context.close()


@SIZES
@SCHEMES
def test_axe_finds_no_violation_in_a_redline(
    scheme: Scheme, size: tuple[int, int], file: Path, browser: Browser
) -> None:
    with visit(browser, file, size, scheme) as tab:
        tab.evaluate("document.querySelectorAll('details:nth-of-type(odd)').forEach(fold => { fold.open = true })")
        found = violations(tab)
        picture = tab.screenshot(full_page=True)

    _keep(f"{'phone' if size == PHONE else 'desktop'}-{scheme}.png", picture)
    assert found == []


@SIZES
def test_nothing_of_a_redline_is_wider_than_the_screen(size: tuple[int, int], file: Path, browser: Browser) -> None:
    with visit(browser, file, size, "light") as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_what_was_deleted_or_inserted_is_told_without_colour(file: Path, browser: Browser) -> None:
    with visit(browser, file, DESKTOP, "light") as tab:
        for element, line in (("del", "line-through"), ("ins", "underline")):
            style = "element => getComputedStyle(element).textDecorationLine"
            assert {tab.evaluate(style, one) for one in tab.query_selector_all(element)} == {line}

        spoken = tab.locator("main").aria_snapshot()

    assert "deleted: 90 end of deletion" in spoken
    assert "inserted: 180 end of insertion" in spoken
    assert "Moved from here." in spoken


def test_the_first_key_leads_past_the_head_of_a_redline(file: Path, browser: Browser) -> None:
    with visit(browser, file, DESKTOP, "light") as tab:
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == "Skip to the changes"
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")

        assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_a_redline_can_be_printed(file: Path, browser: Browser) -> None:
    with visit(browser, file, DESKTOP, "dark") as tab:
        paper = tab.pdf(format="A4")

    _keep("print.pdf", paper)
    assert paper.startswith(b"%PDF")


def _keep(name: str, content: bytes) -> None:
    path = CACHE / "look" / "redline" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
