"""Tests that what Word shows is kept, and that what it hides or computes is not lost without a report."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from build_tools.importing.importer import Imported
from tests.importing.drafts import draft, report, section, words

RUN = "<w:r><w:t>{}</w:t></w:r>"
LEVELS = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "%4."))


def made(write: Callable[[Any], None]) -> Imported:
    """The draft of a Word file with a title and what `write` adds."""
    document = Document()
    document.add_heading("Privacy Policy", 1)
    write(document)
    saved = BytesIO()
    document.save(saved)
    return draft(saved.getvalue(), "a.docx")


def add(paragraph: Any, xml: str) -> None:
    """Add a piece of Word's XML to a paragraph."""
    start, _, rest = xml.partition(">")
    mark = "/" if start.endswith("/") else ""
    paragraph._p.append(parse_xml(f"{start.removesuffix('/')} {nsdecls('w', 'w14')}{mark}>{rest}"))


def number(document: Any, text: str, level: int, *, heading: int = 0) -> None:
    """Add a paragraph that Word numbers by rules in another part of the file."""
    root = document.part.numbering_part.element
    if not root.findall(".//{*}num[@{*}numId='77']"):
        levels = "".join(
            f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{shown}"/></w:lvl>'
            for place, (form, shown) in enumerate(LEVELS)
        )
        rules = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
        root.insert(0, parse_xml(rules))
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    paragraph = document.add_heading(text, heading) if heading else document.add_paragraph(text)
    rules = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(rules))


def test_hidden_text_is_left_out_and_reported() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph("We keep mail. ")
        paragraph.add_run("We sell it.").font.hidden = True
        paragraph.add_run(" Ask us.").font.hidden = False
        style = document.styles.add_style("Aside", WD_STYLE_TYPE.PARAGRAPH)
        style.font.hidden = True
        document.add_paragraph("For editors.", style="Aside")

    imported = made(write)

    assert "We keep mail. Ask us." in words(imported)
    for hidden in ("We sell it.", "For editors."):
        assert hidden not in words(imported)
        assert f'hidden in Word: "{hidden}" -> left out' in report(imported)


@pytest.mark.parametrize(
    "xml",
    [
        f'<w:fldSimple w:instr="DATE">{RUN}</w:fldSimple>',
        f'<w:bdo w:val="rtl">{RUN}</w:bdo>',
        f'<w:dir w:val="rtl">{RUN}</w:dir>',
        f'<w:smartTag w:element="place">{RUN}</w:smartTag>',
        f'<w:moveTo w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z">{RUN}</w:moveTo>',
        "<w:r><w:rPr><w:rtl/></w:rPr><w:t>{}</w:t></w:r>",
    ],
)
def test_words_within_other_elements_are_kept(xml: str) -> None:
    assert "We keep these words" in words(
        made(lambda document: add(document.add_paragraph("We keep "), xml.format("these words")))
    )


@pytest.mark.parametrize(("value", "shown"), [("1", "☒"), ("0", "☐")])
def test_check_boxes_are_kept(value: str, shown: str) -> None:
    box = f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{value}"/></w14:checkbox></w:sdtPr><w:sdtContent>'

    def write(document: Any) -> None:
        paragraph = document.add_paragraph()
        add(paragraph, f"{box}{RUN.format(shown)}</w:sdtContent></w:sdt>")
        paragraph.add_run(" Newsletter")

    assert f"{shown} Newsletter" in words(made(write))


def test_what_was_deleted_and_commented_is_reported() -> None:
    def write(document: Any) -> None:
        paragraph = document.add_paragraph("We keep mail.")
        dated = 'w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"'
        add(paragraph, f"<w:del {dated}><w:r><w:delText>We sold it.</w:delText></w:r></w:del>")
        document.sections[0].header.paragraphs[0].text = "Draft of May"

    imported = made(write)

    assert "We sold it." not in words(imported)
    assert 'deleted in Word: "We sold it." -> left out' in report(imported)
    assert 'in the header of Word\'s pages: "Draft of May" -> left out' in report(imported)


def test_headings_are_known_by_the_style_that_theirs_is_based_on_and_by_outline_level() -> None:
    def write(document: Any) -> None:
        style = document.styles.add_style("Clause Title", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Heading 2"]
        document.add_paragraph("Data we keep", style="Clause Title")
        document.add_paragraph("We keep mail.")
        outlined = document.add_paragraph("How long")
        outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
        document.add_paragraph("Two years.")

    imported = made(write)

    assert section(imported, "data-we-keep").endswith("We keep mail.\n")
    assert section(imported, "how-long").endswith("Two years.\n")


def test_numbered_and_lettered_clauses_keep_the_numbers_that_word_shows() -> None:
    def write(document: Any) -> None:
        number(document, "Our data", 0, heading=2)
        number(document, "We collect", 1)
        number(document, "names", 2)
        number(document, "mail", 2)
        number(document, "We keep", 1)
        number(document, "Changes", 0, heading=2)
        number(document, "We tell you, see clause 1.1(b)", 1)

    imported = made(write)

    assert section(imported, "our-data").endswith("1.1 We collect\n\n(a) names\n\n(b) mail\n\n1.2 We keep\n")
    assert section(imported, "changes").endswith("2.1 We tell you, see clause 1.1(b)\n")
    assert "title: Our data\n" in section(imported, "our-data")  # the site counts sections the same


def test_a_list_goes_on_after_a_paragraph() -> None:
    def write(document: Any) -> None:
        number(document, "We collect", 0)
        number(document, "We keep", 0)
        document.add_paragraph("Between them.")
        number(document, "We delete", 0)

    assert section(made(write), "introduction") == "1. We collect\n2. We keep\n\nBetween them.\n\n3. We delete\n"
