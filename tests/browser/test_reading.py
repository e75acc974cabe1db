"""Tests that customers can read and navigate the texts: without scripts, on a phone, on paper."""

import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.browser import DESKTOP, PHONE, Visitor, script
from tests.browser.sites import BuiltPage, BuiltSite
from tests.support.projects import lack, run

NARROW = (320, 640)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_all_text_is_there_without_javascript(page: BuiltPage, size: tuple[int, int], visitor: Visitor) -> None:
    with visitor.look(page, size, javascript=False) as (tab, _):
        texts = tab.evaluate(script("texts"))

    headings_of_columns = {_squash(text) for text in _column_headings(page)} if size == PHONE else set()
    # on a phone an entry of an overview stands below it alone, with all its words
    shown = {word for text in texts if text["visible"] for word in _words(text["text"])}
    is_told_again = {
        text["text"] for text in texts if size == PHONE and text["again"] and _words(text["text"]) <= shown
    }
    hidden = [text["text"] for text in texts if not text["visible"] and text["text"] not in is_told_again]
    assert len(_squash(page.markup.article)) > 20
    assert [text for text in hidden if _squash(text) not in headings_of_columns] == []
    assert _squash("".join(text["text"] for text in texts)) == _squash(page.markup.article)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_reached_without_javascript(page: BuiltPage, size: tuple[int, int], visitor: Visitor) -> None:
    with visitor.look(page, size, javascript=False) as (tab, _):
        reached = {url.split("#")[0] for url in _visible_links(tab)}
        home = visitor.addresses[page.site.name]

    others = {home + other.address for other in page.site.pages if other.is_in_menu and other.file != page.file}
    assert others - reached == set()


def test_every_text_of_the_past_is_reached_from_its_document(site: BuiltSite) -> None:
    links = {page.address: page.linked for page in site.pages}

    for page in site.pages:
        document, _, rest = page.address.partition("/")
        if page.file == "404.html" or document == "changelog":
            continue
        if rest == "versions/":
            assert page.address in links[f"{document}/"]
        elif rest:
            assert page.address in links[f"{document}/versions/"]
            assert {f"{document}/", f"{document}/versions/"} <= page.linked


def test_every_publication_is_reached_from_the_changelog(site: BuiltSite) -> None:
    linked = {page.address: page.linked for page in site.pages}
    publications = {address for address in linked if address.startswith("changelog/") and address != "changelog/"}

    assert publications
    assert publications <= linked["changelog/"]
    assert all("changelog/" in linked[address] for address in publications)


def test_the_table_of_contents_works_without_javascript(page: BuiltPage, visitor: Visitor) -> None:
    sections = [heading.id for heading in page.markup.headings if heading.level == 2 and heading.id]
    if len(sections) < 2 or page.file in {"index.html", "404.html"}:
        pytest.skip("a page without sections needs none")

    with visitor.use(page, javascript=False) as (tab, _):
        reached = {url.partition("#")[2] for url in _visible_links(tab, "nav a[href*='#']")}
        assert set(sections) - reached == set()

        tab.locator(f"nav a[href$='#{sections[-1]}']:visible").first.click()
        assert tab.locator(f"[id='{sections[-1]}']").bounding_box() is not None
        assert tab.evaluate("id => document.getElementById(id).getBoundingClientRect().top < innerHeight", sections[-1])


def test_nothing_has_to_be_scrolled_sideways_at_320_pixels(page: BuiltPage, visitor: Visitor) -> None:
    with visitor.look(page, NARROW) as (tab, _):
        assert tab.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
        assert tab.evaluate(script("wide")) == []


def test_on_a_phone_the_rows_of_a_table_are_cards(page: BuiltPage, visitor: Visitor) -> None:
    with visitor.look(page, PHONE) as (tab, _):
        tables = tab.evaluate(script("tables"))

    assert {row for table in tables for row in table["rows"]} <= {"block", "grid", "flex"}
    assert [cell for table in tables for cell in table["unlabelled"]] == []


def test_on_a_desk_a_table_is_a_table(page: BuiltPage, visitor: Visitor) -> None:
    with visitor.look(page, DESKTOP) as (tab, _):
        tables = tab.evaluate(script("tables"))

    assert {table["table"] for table in tables} <= {"table"}
    assert {row for table in tables for row in table["rows"]} <= {"table-row"}


def test_some_pages_have_tables(site: BuiltSite) -> None:
    assert any(element.tag == "table" for page in site.pages for element in page.markup.elements)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_search_finds_what_the_pages_say(size: tuple[int, int], site: BuiltSite, visitor: Visitor) -> None:
    words = site.word

    with visitor.use(site.pages[1], size) as (tab, _):
        tab.locator(".md-header__button[for=__search]:visible, input[name=query]:visible").first.click()
        tab.locator("input[name=query]").press_sequentially(str(words))
        found = tab.locator(".md-search-result__item a")
        found.first.wait_for()
        targets = [str(url) for url in found.evaluate_all("links => links.map((link) => link.href)")]

    last = site.policy.documents[-1].id
    assert any(f"/{last}/" in url for url in targets), targets


def test_paper_has_the_whole_text_and_nothing_else(page: BuiltPage, visitor: Visitor, tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        lack("pdftotext is not installed (Debian package: poppler-utils)")
    with visitor.use(page, scheme="dark") as (tab, _):
        tab.emulate_media(media="print")
        texts = [text for text in tab.evaluate(script("texts"), "stay open") if text["place"] == "text"]
        assert [text["text"] for text in texts if not text["visible"]] == []
        frame = tab.locator(":is(header, nav, footer, .md-skip, .md-search, .md-sidebar, .headerlink):visible")
        assert frame.evaluate_all("elements => elements.map((e) => e.outerHTML.slice(0, 90))") == []
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        ink = tab.evaluate("getComputedStyle(document.querySelector('article h1')).color")
        tab.pdf(path=tmp_path / "page.pdf", format="A4")

    printed = _on_paper(run("pdftotext", "-raw", tmp_path / "page.pdf", "-").stdout)
    assert [text["text"] for text in texts if _on_paper(text["text"]) not in printed] == []
    assert _is_dark(ink)
    assert paper == "rgba(0, 0, 0, 0)" or not _is_dark(paper)


def test_a_printed_page_is_as_wide_as_its_text(page: BuiltPage, visitor: Visitor) -> None:
    with visitor.use(page, (680, 900)) as (tab, _):
        tab.emulate_media(media="print")
        assert tab.evaluate(script("wide")) == []


def _visible_links(tab: Page, selector: str = "a[href]") -> set[str]:
    links = tab.locator(f"{selector}:visible")
    return {str(url) for url in links.evaluate_all("links => links.map((link) => link.href)")}


def _column_headings(page: BuiltPage) -> set[str]:
    """The headings of columns; on a phone each cell repeats its own."""
    return {element.attributes["data-label"] for element in page.markup.elements if "data-label" in element.attributes}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _on_paper(text: str) -> str:
    """A text without what styles and line ends change: blanks, hyphens, ligatures, capitals."""
    return re.sub(r"[\s\u00ad\u200b\u2010-]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _is_dark(colour: str) -> bool:
    return sum(map(float, colour.strip("rgba()").split(",")[:3])) < 3 * 128
