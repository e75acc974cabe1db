"""Tests that a PDF is accessible and complete: tags, language, title, letters and the words of its text."""

import builtins
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject

from build_tools.downloads.elements import make_elements
from build_tools.downloads.pdf import pdf as pdf_module
from build_tools.downloads.pdf.font_letters import find_unprintable
from build_tools.downloads.pdf.pdf import PdfError, unprintable_characters, write_pdf
from tests.downloads.prints import FINGERPRINT, TEXT, printed
from tests.support.projects import ENVIRONMENT, ROOT


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_pdf(printed())


@pytest.fixture(scope="module")
def pdf(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def _said(reader: PdfReader) -> str:
    """All letters of a PDF in their order, without space and without the foot of its pages."""
    pages = (page.extract_text() for page in reader.pages)
    bodies = (re.sub(r"(?s)Privacy .Policy. · Version.*?Page \d+ of \d+", "", page) for page in pages)
    return "".join("".join(bodies).split())


def _tags(reader: PdfReader) -> list[tuple[str, DictionaryObject]]:
    """Every element of the structure, in order (ISO 32000-1, 14.7.2)."""
    found: list[tuple[str, DictionaryObject]] = []

    def visit(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for child in node:
                visit(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append((str(node["/S"]), node))
            visit(node.get("/K", []))

    visit(reader.root_object["/StructTreeRoot"])
    return found


def _headers(cell: Any) -> list[str]:
    """The names of the headings of a cell."""
    return [str(name) for name in cell["/A"][0]["/Headers"]]


def _words_at(reader: PdfReader, target: Any) -> str:
    """The words from a place on a page on: those that are not above it."""
    found: list[str] = []

    def visit(text: str, page: Any, line: Any, *_: Any) -> None:
        if line[4] * page[1] + line[5] * page[3] + page[5] <= float(target[3]):
            found.append(text)

    number = reader.get_page_number(target[0].get_object())
    assert number is not None
    reader.pages[number].extract_text(visitor_text=visit)
    return " ".join("".join(found).split())


def test_it_says_what_the_text_says(pdf: PdfReader) -> None:
    expected = "".join("".join(make_elements(TEXT).itertext()).split())
    said = _said(pdf).removeprefix("Thisisthetextof3March,inforceuntil1May.")

    assert re.sub(r"[•–]|(?<=[^\d.])[12]\.(?=[FT])", "", said) == expected.replace("–", "")


def test_each_page_names_its_version_and_its_number(pdf: PdfReader) -> None:
    for number, page in enumerate(pdf.pages, 1):
        said = " ".join(page.extract_text().split())
        assert 'Privacy "Policy" · Version 2026-03-03' in said
        assert FINGERPRINT in said
        assert f"Page {number} of {len(pdf.pages)}" in said


def test_it_has_a_language_a_title_and_says_that_it_is_tagged(pdf: PdfReader) -> None:
    root: Any = pdf.root_object
    about = pdf.metadata

    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert about is not None
    assert (about.title, about.author) == ("Privacy & Policy", "Example, Ltd.")
    assert str(about.creation_date) == "2026-03-03 12:00:00+00:00"
    assert pdf.xmp_metadata is not None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_its_structure_is_that_of_the_text(pdf: PdfReader) -> None:
    tags = _tags(pdf)
    names = [name for name, _ in tags]

    assert [name for name in names if re.fullmatch("/H[1-6]", name)] == ["/H1", "/H2", "/H3"]
    assert (names.count("/L"), names.count("/LI")) == (5, 7)  # a description is an item
    assert names.count("/TR") == 3
    assert names.count("/Link") >= 4
    cells: list[tuple[str, Any]] = [(name, node) for name, node in tags if name in {"/TH", "/TD"}]
    data, kept, account = (str(node["/ID"]) for name, node in cells if name == "/TH")
    headings = [_headers(node) for name, node in cells if name == "/TD"]
    assert headings == [[account, kept], [data], [kept]]


def test_its_letters_are_in_it(pdf: PdfReader) -> None:
    fonts = {}
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            fonts[str(font["/BaseFont"])] = font["/DescendantFonts"][0]["/FontDescriptor"]

    assert len(fonts) == 3
    assert all("/FontFile3" in descriptor for descriptor in fonts.values())
    assert all("+SourceSans3-" in name for name in fonts)


def test_all_content_is_tagged_or_furniture(pdf: PdfReader) -> None:
    """Matterhorn Protocol 1.1, checkpoint 01: each piece of text or drawing is real content or an artifact."""
    for page in pdf.pages:
        depth = artifacts = 0
        marks: list[int] = []
        for operands, operator in cast(ContentStream, page.get_contents()).operations:
            if operator in {b"BDC", b"BMC"}:
                depth += 1
                artifacts += operands[0] == "/Artifact"
                marks += [int(operands[1]["/MCID"])] if operands[0] != "/Artifact" else []
            elif operator == b"EMC":
                depth -= 1
            elif operator in {b"Tj", b"TJ", b"S", b"f", b"f*", b"B"}:
                assert depth == 1, operator
        assert depth == 0
        assert artifacts > 0
        assert marks == sorted(set(marks))
        assert str(page["/Tabs"]) == "/S"


def test_each_mark_belongs_to_one_element(pdf: PdfReader) -> None:
    root: Any = pdf.root_object["/StructTreeRoot"]
    numbers: list[Any] = root["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], [number.get_object() for number in numbers[1::2]], strict=True))

    for page in pdf.pages:
        for mark, parent in enumerate(cast("list[Any]", parents[page["/StructParents"]])):
            assert mark in parent.get_object()["/K"]
        for note in cast("list[Any]", page.get("/Annots", [])):
            annotation = note.get_object()
            assert parents[annotation["/StructParent"]]["/S"] == "/Link"
            assert annotation["/Contents"]
            assert not annotation["/F"] & 2, "it is hidden"


def test_its_fonts_say_which_letters_they_show(pdf: PdfReader) -> None:
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            assert b"beginbf" in font["/ToUnicode"].get_object().get_data()
            assert font["/DescendantFonts"][0]["/CIDSystemInfo"]["/Ordering"] == "Identity"


def test_headings_of_rows_and_columns_can_be_found_by_their_names(pdf: PdfReader) -> None:
    root: Any = pdf.root_object["/StructTreeRoot"]
    names: list[Any] = root["/IDTree"]["/Names"]
    found = {str(name): node.get_object() for name, node in zip(names[::2], names[1::2], strict=True)}
    scopes = [str(node["/A"][0]["/Scope"]) for node in found.values()]

    assert list(found) == sorted(found)
    assert {str(node["/ID"]) for node in found.values()} == set(found)
    assert sorted(scopes) == ["/Column", "/Column", "/Row"]
    assert {str(one) for name, node in _tags(pdf) if name == "/TD" for one in _headers(node)} <= set(found)


def test_a_heading_without_words_is_an_ordinary_cell() -> None:
    table = "# T\n\n| | B |\n|---|---|\n| a | b |\n| | c |\n"
    cells = [(name, node) for name, node in _tags(PdfReader(BytesIO(write_pdf(printed(table))))) if name[:2] == "/T"]
    kinds = [name for name, _ in cells if name in {"/TH", "/TD"}]
    heading, first = (str(node["/ID"]) for name, node in cells if name == "/TH")

    assert kinds == ["/TD", "/TH", "/TH", "/TD", "/TD", "/TD"]
    assert [_headers(node) for name, node in cells if name == "/TD"] == [[], [first, heading], [], [heading]]


def test_a_table_without_a_head_has_headings_of_rows() -> None:
    table = '<table><tbody><tr><td>a</td><td>b</td></tr><tr><td colspan="2">only</td></tr></tbody></table>'
    cells = [(name, node) for name, node in _tags(PdfReader(BytesIO(write_pdf(printed(table))))) if name[:2] == "/T"]

    kinds = [name for name, node in cells if name in {"/TH", "/TD"} and node.get("/K")]
    assert kinds == ["/TH", "/TD", "/TD"]


def test_levels_of_headings_are_not_skipped() -> None:
    tags = _tags(PdfReader(BytesIO(write_pdf(printed("### Third\n\n###### Sixth\n\n## Second\n")))))

    assert [name for name, _ in tags if name[:2] == "/H"] == ["/H1", "/H2", "/H2"]


def test_a_region_and_a_text_without_a_day_are_said_as_they_are() -> None:
    undated = replace(printed(language="pt-BR"), made=None)
    reader = PdfReader(BytesIO(write_pdf(undated)))

    assert cast(Any, reader.root_object)["/Lang"] == "pt-BR"
    assert reader.metadata is not None
    assert reader.metadata.creation_date is reader.metadata.modification_date is None


def test_a_text_that_cannot_be_laid_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "make_nodes", lambda _: ([{"kind": "picture", "body": []}], []))

    with pytest.raises(PdfError) as caught:
        write_pdf(printed())

    assert str(caught.value).startswith('the PDF of Privacy "Policy" · Version 2026-03-03 cannot be made: panicked')
    assert "\n" not in str(caught.value)


def test_links_lead_to_places_in_it_or_elsewhere(pdf: PdfReader) -> None:
    notes = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]
    addresses = {str(note["/A"]["/URI"]) for note in notes if "/A" in note}
    targets: list[Any] = [note["/Dest"] for note in notes if "/Dest" in note]

    assert addresses == {"https://authority.example/a?b=c&d", "mailto:privacy@a.example"}
    assert [target[1] for target in targets] == ["/XYZ", "/XYZ"]
    why, account = (_words_at(pdf, target) for target in targets)
    assert why.startswith("1. Why we do")
    assert account.startswith("Account")


def test_it_asks_for_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"secret")
    opened: list[str] = []
    real = builtins.open

    def watch(name: Any, *arguments: Any, **named: Any) -> Any:
        opened.append(str(name))
        return real(name, *arguments, **named)

    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("it asks the network"))
    monkeypatch.setattr(builtins, "open", watch)
    body = (
        f"# Title\n\n![a picture](https://tracker.example/x.png) ![own]({picture.as_uri()})\n\n"
        f'<p style="background: url({picture.as_uri()})">words</p>\n\n'
        f'<link rel="stylesheet" href="{picture.as_uri()}"><style>@import "https://tracker.example/y.css";</style>\n'
    )

    made = write_pdf(printed(body))

    assert b"secret" not in made
    assert not [name for name in opened if "picture" in name]


def test_its_layout_reads_nothing_but_its_input() -> None:
    layout = (ROOT / "build_tools/downloads/pdf/paper.typ").read_text("utf-8")
    readers = r"\b(?:import|include|image|read|plugin|eval|bibliography|attach|(?:csv|toml|xml|yaml|cbor)\()"

    assert re.findall(readers, re.sub("//.*", "", layout)) == []
    assert re.findall(r"json\(.*", layout) == ["json(bytes(sys.inputs.paper))"]


def test_the_same_text_is_the_same_bytes_wherever_it_is_made(content: bytes) -> None:
    program = (
        "import sys; from tests.downloads.prints import printed; from build_tools.downloads.pdf.pdf import write_pdf;"
        "sys.stdout.buffer.write(write_pdf(printed()))"
    )
    elsewhere = ENVIRONMENT | {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": "/nowhere"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=elsewhere, capture_output=True, check=True)

    assert done.stdout == content


@pytest.mark.parametrize(
    ("part", "said", "letters", "shown"),
    [
        ("body", "# Title\n\nWe \U0001f36a it.\n", "\U0001f36a", "We [U+1F36A] it."),
        ("body", "# \u9690\u79c1 &#20013;\n", "\u9690\u79c1\u4e2d", "[U+9690][U+79C1] [U+4E2D]"),
        ("note", "Old \u0ca0", "\u0ca0", "Old [U+0CA0]"),
        ("foot", "Version \u0ca0", "\u0ca0", "Version [U+0CA0]"),
    ],
)
def test_a_letter_that_the_font_lacks_is_shown_by_its_number(part: str, said: str, letters: str, shown: str) -> None:
    text = printed(**{part: said})

    assert "".join(unprintable_characters(text)) == letters
    assert shown in PdfReader(BytesIO(write_pdf(text))).pages[0].extract_text()


def test_an_address_of_other_letters_stays_as_it_is() -> None:
    text = printed("# Title\n\n[us](https://example.com/\u4e2d)\n")

    assert unprintable_characters(text) == ()
    (page,) = PdfReader(BytesIO(write_pdf(text))).pages
    (link,) = (note.get_object()["/A"]["/URI"] for note in cast(ArrayObject, page["/Annots"]))
    assert link == "https://example.com/%E4%B8%AD"


def test_the_list_of_letters_is_that_of_the_font() -> None:
    faces = [TTFont(path).getBestCmap() for path in (ROOT / "build_tools/downloads/pdf/fonts").glob("*.otf")]
    shapes = set.intersection(*map(set, faces))
    everything = "".join(map(chr, range(sys.maxunicode + 1)))

    assert set(everything) - set(find_unprintable(everything)) == {chr(one) for one in shapes} | set(
        filter(str.isspace, everything)
    )


def test_what_nobody_sees_is_shown() -> None:
    reader = PdfReader(BytesIO(write_pdf(printed("# A\u202eB\n", title="C\u2066D", note=""))))

    assert "A[U+202E]B" in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == "C[U+2066]D"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            "<tr><th>A</th><th>B</th></tr><tr><td>x</td><td>{long}</td></tr><tr><td>y</td><td>z</td></tr>", id="row"
        ),
        pytest.param("<tr><td>x</td><td><ul><li>{long}</li></ul></td></tr><tr><td>y</td><td>z</td></tr>", id="list"),
        pytest.param("<tr><td rowspan='2'>x</td><td>y</td></tr><tr><td>{long}</td></tr>", id="rowspan"),
        pytest.param("<tr><td rowspan='300'>x</td><td>y</td></tr>{rows}", id="many rows of one cell"),
        pytest.param("<thead><tr><th>A</th><th>{long}</th></tr></thead><tr><td>x</td><td>y</td></tr>", id="head"),
    ],
)
def test_a_table_keeps_its_words_if_a_row_is_longer_than_a_page(table: str) -> None:
    words = [f"w{number}" for number in range(3000)]
    rows = "".join(f"<tr><td>{' '.join(words[at : at + 10])}</td></tr>" for at in range(0, len(words), 10))
    body = table.format(long=" ".join(words), rows=rows)

    pages = PdfReader(BytesIO(write_pdf(printed(f"# Title\n\n<table>{body}</table>\n")))).pages

    said = {word for page in pages for word in page.extract_text(visitor_text=None).split()}
    assert said.issuperset(words)
