"""Tests that a PDF prints any words as they are, and any HTML with all its words."""

from html import escape
from io import BytesIO
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from build_tools.downloads.pdf import pdf as pdf_module
from build_tools.downloads.pdf.nodes import clean_words
from build_tools.downloads.pdf.pdf import write_pdf
from build_tools.text.escaping import show_invisible
from tests.downloads.prints import printed

MARKUP = "#$\\@*_`/[]{}<>~=-+ '\".:,;&%^|!?()ab0\u00a0\u2014"
ALONE = {"br", "hr", "img", "wbr"}
TAGS = [
    *(
        "a",
        "abbr",
        "address",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "figure",
        "h1",
    ),
    *("h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "mark", "ol", "p", "pre", "q", "section", "small", "span"),
    *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "wbr"),
]


def _words(content: bytes) -> str:
    """The words of a PDF without white space."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@given(st.text(st.sampled_from(MARKUP), max_size=40), st.sampled_from(["p", "h2", "li", "td", "code", "pre", "dd"]))
@example("#panic() $x$ \\ @a *b* _c_ `d` // e /* f */ https://a.example/#b -- --- ... ~ 'q' \"q\"", "p")
@example("#set page(width: 1pt)", "td")
@settings(max_examples=60, deadline=None)
def test_words_are_never_read_as_code(words: str, tag: str) -> None:
    element = Element(tag)
    element.text = f"<{words}>"

    said = _words(_write([element], title=words or "-", note=words, foot=words, page=f"{{page}}{words}"))

    shown = "".join(words.split())
    assert f"<{shown}>" in said
    assert said.count(shown) >= (4 if shown else 0)  # with the note, the foot and the number of the page


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@example("A\u0301\u200d\ufe0f\u0600\u0e33\u1100\U0001f600\ue000\ufdd0\u3000\u2003")
@example("\u05d0\u05d1 abc \u0627\u0644 1")
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_character_is_printed_or_shown_by_its_number(words: str) -> None:
    said = _words(
        write_pdf(printed(f"# Title\n\n<p>:{escape(words)}:</p>\n", title=f"T{words}", note=words, foot=words))
    )

    for shown in clean_words(show_invisible(words)).split():
        assert all(character in said for character in shown if character.isascii())
        for number in (part for part in shown.split("[") if part.startswith("U+")):
            assert number.partition("]")[0] in said


def _element(tag: str, inner: list[Element], texts: tuple[str, str], name: str, links: tuple[str, str]) -> Element:
    element = Element(tag)
    text, element.tail = texts
    target, span = links
    if tag in ALONE:
        return element
    element.text = text
    element.attrib |= {"id": name} if name else {}
    element.attrib |= {"href": target} if target and tag == "a" else {}
    element.attrib |= {"colspan": span, "rowspan": span} if span and tag in {"td", "th"} else {}
    element.extend(inner)
    return element


def _elements(inner: st.SearchStrategy[list[Element]]) -> st.SearchStrategy[Element]:
    return st.builds(
        _element,
        st.sampled_from(TAGS),
        inner,
        st.tuples(st.sampled_from(["", "x", " ", "word word ", "\n"]), st.sampled_from(["", " ", "tail"])),
        st.sampled_from(["", "", "a", "b"]),
        st.tuples(st.sampled_from(["", "#a", "#b", "#c", "https://a.example/"]), st.sampled_from(["", "2", "0", "9"])),
    )


ANY = st.recursive(_elements(st.just([])), lambda inner: _elements(st.lists(inner, max_size=4)), max_leaves=25)


@given(st.lists(ANY, max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_html_is_printed_with_all_its_words(elements: list[Element]) -> None:
    said = _words(_write(elements, note="", foot=""))

    words = " ".join(text for element in elements for text in [*element.itertext(), element.tail or ""])
    for word in ("x", "word", "tail"):
        assert said.count(word) == words.count(word), b"".join(map(tostring, elements))


def test_a_word_longer_than_a_line_is_broken_and_not_cut() -> None:
    long = "abcdefghij" * 30
    cell = f"<table><tbody><tr><td>short</td><td>{long}</td><td>{'word ' * 300}</td></tr></tbody></table>"

    many = f"# T\n\n{'| WWWWWWWWWWWWWW @@@@@@@@@ ' * 8}|\n{'|---' * 8}|\n{f'| {long} ' * 8}|\n"

    for body in (many, f"# T\n\n{long}\n", f"# T\n\n- - {long}\n", cell, f"# T\n\n    {long}\n"):
        reader = PdfReader(BytesIO(write_pdf(printed(body, note="", foot=""))))
        assert long in _words(write_pdf(printed(body, note="", foot="")))
        assert _right_edge(reader) < float(reader.pages[0].mediabox.width) - 50


def _right_edge(reader: PdfReader) -> float:
    """Where the line that goes farthest to the right ends at least, in points, if each letter is narrow."""
    found: list[float] = []

    def visit(text: str, page: list[float], line: list[float], _font: object, size: float) -> None:
        found.append(line[4] * page[0] + page[4] + len(text.strip()) * size * 0.45)

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    return max(found)


@pytest.mark.parametrize("count", [1, 400, 4000])
def test_a_row_that_is_longer_than_a_page_goes_on_with_its_words(count: int) -> None:
    words = " ".join(f"w{number};" for number in range(count))
    body = f"# T\n\n| A | B |\n|---|---|\n| {words} | b |\n| c | d |\n"

    said = _words(write_pdf(printed(body)))

    assert all(f"w{number};" in said for number in range(count))


def _write(elements: list[Element], **texts: str) -> bytes:
    """A PDF of elements."""
    root = Element("main")
    root.extend(elements)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_module, "make_elements", lambda _: root)
        return write_pdf(printed("-", **texts))
