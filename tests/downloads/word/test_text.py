"""Tests that a text in Word has the words, headings, lists, tables and links of the text."""

import re
from io import BytesIO
from zipfile import ZipFile

import mammoth
import pytest
from bs4 import BeautifulSoup
from docx import Document
from hypothesis import given, settings
from markdown import Markdown

from build_tools.downloads.word.text import write_text
from build_tools.text.escaping import show_invisible
from tests.downloads.prints import FINGERPRINT, printed
from tests.downloads.word.test_redline import TEXTS, redline


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_text(printed())


@pytest.fixture(scope="module")
def page(content: bytes) -> BeautifulSoup:
    """What another program reads in it, as HTML."""
    return BeautifulSoup(mammoth.convert_to_html(BytesIO(content)).value, "html.parser")


def test_its_headings_are_headings(page: BeautifulSoup) -> None:
    told = [(heading.name, heading.get_text()) for heading in page.find_all(re.compile("h[1-6]"))]

    assert told == [("h1", "Privacy & Policy"), ("h2", "1. Why we do"), ("h3", "Größe §5 – „Übersicht“")]


def test_its_lists_are_lists(page: BeautifulSoup) -> None:
    bulleted, numbered = page.find("ul"), page.find("ol")

    assert bulleted is not None
    assert numbered is not None
    assert [item.get_text("|") for item in bulleted.find_all("li")] == [
        "What we store|Account data|Logs",
        "Account data",
        "Logs",
    ]
    assert [item.get_text("|") for item in numbered.find_all("li", recursive=False)] == [
        "First of all",
        "Then |this|deeper",
    ]


def test_its_tables_have_rows_of_headings(page: BeautifulSoup) -> None:
    table = page.find("table")

    assert table is not None
    assert [cell.get_text() for cell in table.select("thead th")] == ["Data", "Kept"]
    rows = [[cell.get_text("|", strip=True) for cell in row.find_all("td")] for row in table.select("tbody tr")]
    assert rows == [["Account|nowhere", "30 days"], ["", "€ 5"]]


def test_its_links_lead_to_places_in_it_or_elsewhere(page: BeautifulSoup) -> None:
    links = {link.get_text(): str(link["href"]) for link in page.find_all("a", href=True)}

    assert links["the authority"] == "https://authority.example/a?b=c&d"
    assert links["privacy@a.example"] == "mailto:privacy@a.example"
    assert set(links) == {"the authority", "privacy@a.example", "why", "Account data"}
    places = {str(place["id"]) for place in page.find_all("a", id=True)}
    assert {links["why"].removeprefix("#"), links["Account data"].removeprefix("#")} <= places


def test_its_words_have_their_form(page: BeautifulSoup) -> None:
    assert {one.get_text() for one in page.find_all("strong")} >= {"logs", "Account", "Purpose", "Key facts"}
    assert {one.get_text() for one in page.find_all("em")} == {"90 days", "this"}


def test_it_says_what_it_is(content: bytes) -> None:
    about = Document(BytesIO(content)).core_properties
    with ZipFile(BytesIO(content)) as packed:
        styles, foot = (packed.read(f"word/{name}.xml").decode() for name in ("styles", "footer1"))

    assert (about.title, about.author, about.language) == ("Privacy & Policy", "Example, Ltd.", "en")
    assert str(about.created) == "2026-03-03 12:00:00+00:00"
    assert 'w:lang w:val="en-US"' in styles
    assert all(words in foot for words in (FINGERPRINT, "Version 2026-03-03", ' w:instr="PAGE"', ' w:instr="NUMPAGES"'))
    assert write_text(printed()) == content


def test_a_note_comes_first(page: BeautifulSoup) -> None:
    first = page.find("p")
    assert first is not None
    assert first.get_text() == "This is the text of 3 March, in force until 1 May."


def test_a_language_is_named_as_word_knows_it() -> None:
    with ZipFile(BytesIO(write_text(printed(language="de")))) as packed:
        assert 'w:lang w:val="de-DE"' in packed.read("word/styles.xml").decode()


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_every_word_is_in_it_in_its_order(text: str) -> None:
    markdown = Markdown(extensions=["abbr", "attr_list", "def_list", "md_in_html", "sane_lists", "tables"])
    expected = show_invisible(BeautifulSoup(markdown.convert(text), "html.parser").get_text())
    document = Document(BytesIO(write_text(printed(text, note=""))))
    said = "".join(part.text or "" for part in document.element.body.iter("{*}t"))

    assert _letters(said) == _letters(expected)


def _letters(text: str) -> str:
    return "".join(text.split())


def test_a_file_takes_nothing_from_the_files_before_it() -> None:
    first = write_text(printed())

    redline(("1. a\n\n| A |\n|---|\n| x |", "1. b\n\n[c](https://c.example)"))
    write_text(printed("[d](https://d.example)\n\n1. e", title="Other", language="de", note="", foot="Other"))

    assert write_text(printed()) == first
