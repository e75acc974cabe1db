"""Tests that saved pages and tables are read, and that files which hold no policy are refused in one line."""

import pytest

from build_tools.importing.faults import ImportedFileError
from tests.importing.drafts import draft, facts, section, words

SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://fernleaf.example/legal/privacy
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--X"

----X
Content-Type: text/html{charset}
Content-Transfer-Encoding: quoted-printable

<html><h1>Privacy Policy</h1><p>{word} =3D <a href=3D"/terms">terms</a></p></html>
----X
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
----X--
"""

NESTED = "".join(f"Content-Type: multipart/related; boundary=B{n}\n\n--B{n}\n" for n in range(2000))


@pytest.mark.parametrize(
    ("charset", "word"),
    [("", "Gr=C3=BC=C3=9Fe"), ("; charset=utf-8", "Gr=C3=BC=C3=9Fe"), ("; charset=iso-8859-1", "Gr=FC=DFe")],
)
@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "page"])
def test_a_page_saved_in_one_file_is_read_with_its_charset_and_address(name: str, charset: str, word: str) -> None:
    made = draft(SAVED.format(charset=charset, word=word), name)

    assert section(made, "introduction") == "Grüße = [terms](https://fernleaf.example/terms)\n"
    assert "MIME" not in words(made)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_vendors_in_a_csv_file_becomes_facts(separator: str) -> None:
    rows = [
        ["Vendor", "Purpose", "Country"],
        ["Boxwood", "Hosting", "Ireland"],
        ["Ivy Mail", '"Mail, letters; notes"', "Canada"],
    ]
    made = draft("\r\n".join(separator.join(row) for row in rows), "vendors.csv")

    assert [(vendor["name"], vendor["purpose"], vendor["location"]) for vendor in facts(made, "subprocessors")] == [
        ("Boxwood", "Hosting", "Ireland"),
        ("Ivy Mail", "Mail, letters; notes", "Canada"),
    ]


CHALLENGE = "<html><title>Just a moment...</title><body>Checking your browser.</body></html>"
LOGIN = (
    "<html><body><form><label>User</label><input><input type='Password'><button>Sign in</button></form></body></html>"
)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.html", LOGIN, "this is a page to sign in, not a text. Open the policy in a browser"),
        ("a.html", CHALLENGE, 'this is an error page, "Just a moment...", not a text.'),
        ("a.html", "<html><body><div id=app></div><script>go()</script></body></html>", "a script would fetch it"),
        ("a.mhtml", "MIME-Version: 1.0\nContent-Type: text/plain\n\nWords.\n", "the saved page holds no HTML."),
        ("a.mhtml", SAVED.format(charset="", word="Gr=FCn"), "holds the byte 0xFC, which is not UTF-8"),
        ("a.mhtml", NESTED, "the saved page has too many parts within parts."),
        ("a.csv", "Vendor\nIvy\n", "the file holds no table with headings and rows."),
        ("a.csv", 'Vendor,Purpose\n"Ivy,Mail\n', "is not comma-separated values"),
        ("a.csv", "", "the file is empty."),
        ("a.csv", "x" * 5_000_001, "the file has 5.0 MB."),
    ],
)
def test_what_holds_no_policy_is_refused_in_one_line(name: str, data: str, said: str) -> None:
    with pytest.raises(ImportedFileError) as caught:
        draft(data, name)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_page_that_has_a_text_and_a_form_to_sign_in_is_read() -> None:
    text = "<p>We keep your mail with care, and we delete it when you ask us to.</p>" * 30

    assert "We keep your mail" in words(draft(f"<h1>Policy</h1><form><input type=password></form>{text}"))
