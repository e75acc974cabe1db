"""Tests that a broken or malicious file ends in a one-line error or in a harmless draft."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.importing.convert import LARGEST_TEXT
from build_tools.importing.dates import find_period
from build_tools.importing.faults import ImportedFileError
from build_tools.importing.importer import Imported, import_texts
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.starting.program_wheel import read_own_layouts
from tests.importing.sentences import pages_of

LAYOUTS = read_own_layouts()
GIVEN = {"name": "Fernleaf", "privacy_mailbox": "privacy@fernleaf.example", "time_zone": "UTC", "language": "en"}


def made(name: str, data: bytes) -> Imported:
    return import_texts({name: data}, GIVEN, LAYOUTS)


def word(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP file with these parts."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


ENTITY = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
SPANS = b"<table><tr>" + b"<td colspan=50 rowspan=50>" * 200 + b"<tr>" * 49 + b"<p>x"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.md", b"", "the file is empty"),
        ("a.html", b"<html><body> </body></html>", "there is no text"),
        ("a.md", b"\x00\x01" * 100, "the file is not text"),
        ("a.md", b"fine\n\xff\xfb", "line 2 holds the byte 0xFF, which is not UTF-8. Save the file as UTF-8."),
        ("a.html", b"<meta charset='klingon'><p>x", "the encoding 'klingon' is not known"),
        ("a.pdf", b"%PDF-1.7", "this is a PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old .doc, or a Word file with a password"),
        ("a.docx", b"PK\x03\x04broken", "the Word file is broken"),
        ("a.docx", word({"x": b"y"}), "this is a ZIP file, not a Word document"),
        ("a.docx", word({"word/document.xml": b"0" * 51_000_000}), "the Word file unpacks to 51 MB in 1 parts"),
        ("a.docx", word({"word/document.xml": ENTITY}), "the Word file declares entities"),
        ("a.docx", word({"word/document.xml": b"<a>" * 300}), "the Word file is nested over 200 deep"),
        ("a.docx", word({"word/document.xml": b"<a/>"}), "the Word file cannot be read"),
        ("a.html", b"<div>" * 100_000 + b"x" + b"</div>" * 100_000, "its elements are nested"),
        ("a.md", b"x " * LARGEST_TEXT, "the text has 1,000,000 characters. At most 500,000 can"),
        ("a.html", b"<p>" + b"x " * LARGEST_TEXT, "the text has 1,000,000 characters"),
        ("a.html", SPANS, "its tables have more than 100,000 cells"),
        ("a.md", b"x" * 5_000_001, "the file has 5.0 MB"),
        ("a.md", b"# A\n\nSo.\n\n## B\n\nSo.\n\n" + b"x" * 90_000, "line 9 has 90,000 characters; the limit is"),
        ("a.html", b"<h1>A</h1>\n<p>" + b"x" * 90_000, "line 2 has 90,000 characters; the limit is 20,000."),
        ("a.html", b"<h1>A</h1><p>B</p><p>" + b"<i>x</i>y " * 9_000, "the line has "),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_refused_in_one_line(name: str, data: bytes, said: str) -> None:
    with pytest.raises(ImportedFileError) as caught:
        made(name, data)

    assert str(caught.value).startswith(f"{name}: {said}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", "\ufeff# Policy\n\nGrüße an alle.\n".encode("utf-16-le")),
        ("a.md", "\ufeff# Policy\n\nGrüße an alle.\n".encode()),
        ("a.html", "<html><meta charset=iso-8859-1><h1>Policy</h1><p>Grüße an alle.</p>".encode("latin-1")),
        ("a.txt", "Policy\n\nGrüße an alle.\n".encode()),
    ],
)
def test_a_text_is_read_in_the_encoding_that_it_declares(name: str, data: bytes) -> None:
    assert "Grüße an alle." in " ".join(pages_of(made(name, data), LAYOUTS))


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_number_that_is_none_counts_for_nothing(name: str) -> None:
    page = """<div><p data-line="1-3" data-policy-import-line="²">It begins.</p><ol start="²"><li>First of all</li></ol>
<table><tr><td rowspan="²" colspan="-1">Left</td><td>Right</td></tr><tr><td>Low</td><td>High</td></tr></table></div>"""
    words = " ".join(pages_of(made(name, page.encode()), LAYOUTS))

    for kept in ("It begins.", "First of all", "Left", "High"):
        assert kept in words


HOSTILE = """<html><body><h1>Policy {{ controller.name }}</h1><p onclick="x()">{% raw %} {{ blocks.feeds }}
&lt;script&gt;alert(1)&lt;/script&gt; <a href="javascript:alert(1)">here</a> <a href="https://x.example/?a=1">there</a>
&#60;img src=x onerror=alert(2)&#62; <img src="http://evil.example/x.png" alt="a picture"></p><h2>---</h2><p>===</p>
<h2>Data &amp; <em>more</em></h2><ul><li># not a heading</li><li>{: onclick=x }</li></ul>
<table><tr><th>Vendor</th><th>Purpose</th></tr><tr><td>A|B {{x}}</td><td>y</td></tr></table>
<pre>*[HTML]: abbr\n[x]: javascript:y</pre></body></html>"""


def test_a_hostile_page_becomes_plain_words() -> None:
    imported = made("a.html", HOSTILE.encode())
    words = " ".join(pages_of(imported, LAYOUTS))

    assert check_source(Project(Tree(dict(sorted({**imported.draft.files, **LAYOUTS}.items()))))).problems == ()
    for kept in (
        "<script>alert(1)</script>",
        "{% raw %}",
        "{{ blocks.feeds }}",
        "# not a heading",
        "a picture",
        "A|B {{x}}",
    ):
        assert kept in words
    assert "\\" not in words
    sources = b"".join(data for path, data in imported.draft.files.items() if "/sections/" in path)
    assert b"javascript:" not in sources
    assert b"evil.example" not in sources
    assert b"[there](https://x.example/?a=1)" in sources


@pytest.mark.parametrize("text", ["Our metadata: text/html.", "Our data:\n\ntext/html", "javascript\n\n: x"])
def test_words_that_read_like_a_script_stay_as_they_are(text: str) -> None:
    imported = made("a.md", f"# Policy\n\n## Logs\n\n{text}\n\n- **one** [link](https://x.example)\n".encode())

    assert " ".join(text.split()) in " ".join(" ".join(pages_of(imported, LAYOUTS)).split())
    assert b"- **one** [link](https://x.example)" in imported.draft.files["policy_src/sections/logs.md"]


def test_a_section_in_words_alone_keeps_its_references_and_is_told() -> None:
    text = f"""# Policy\n\n## Who helps us\n\n| Vendor | Purpose |\n|---|---|\n| Boxwood | Hosting |\n| Ivy | Mail |
\nFernleaf asks Boxwood.\n\n{"> " * 40}So it ends.\n"""
    imported = made("a.md", text.encode())
    section = imported.draft.files["policy_src/sections/who-helps-us.md"].decode()

    assert "{{ blocks.subprocessors }}" in section
    assert "{{ controller.name }} asks {{ subprocessors.boxwood.name }}." in section
    assert section.endswith("So it ends.\n")
    assert [(placing.line, placing.place) for placing in imported.placings if "words alone" in placing.what] == [
        (3, "sections/who-helps-us.md")
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 9_000 + "x", "> " * 40 + "x", "\n".join("  " * depth + "- x" for depth in range(20)),
     "|a|b|\n|-|-|\n" + "|" * 9_000,
     "`" * 9_000, "x" * 19_000, "\\" * 9_000 + "x", "&" * 9_000, "# " * 500],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_what_is_repeated_without_end_takes_bounded_time(text: str) -> None:
    assert made("a.md", f"# Policy\n\nIt begins.\n\n{text}\n".encode()).tally.sections


@pytest.mark.parametrize(
    "text", ["\n".join("  " * depth + "- x" for depth in range(100)), "> " * 50 + "x", "1. " * 500 + "x"]
)
def test_what_is_nested_too_deep_to_be_read_is_refused(text: str) -> None:
    with pytest.raises(ImportedFileError, match=r"a\.md: its lists and quotes are nested too deep to be read"):
        made("a.md", f"# Policy\n\nIt begins.\n\n{text}\n".encode())


@given(text=st.text(alphabet=st.sampled_from("ab {}[]()<>#*_-|`~!&;:=\\\n\t1.\"'"), max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_becomes_a_draft_that_can_be_published(text: str) -> None:
    made("a.md", f"# Policy\n\nIt begins.\n\n{text}\n".encode())  # it raises whatever cannot


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("90 days", "P90D"), ("thirty (30) days after closure", "P30D"), ("kept for one year", "P1Y"),
        ("10 Jahre", "P10Y"), ("24 hours", "PT24H"), ("a 30-day period", "P30D"),
        ("between 1 and 2 years", ""), ("30-90 days", ""), ("up to 90 days", ""), ("5 business days", ""),
        ("90 days or 1 year", ""), ("for ever", ""), ("1.5 years", ""), ("0 days", ""), ("mindestens 3 Monate", ""),
    ],
)  # fmt: skip
def test_a_period_is_read_only_if_it_can_be_read_in_one_way(text: str, period: str) -> None:
    found = find_period(text)

    assert (str(found[0]) if found else "") == period
