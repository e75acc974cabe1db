"""Tests that only allowed HTML is kept, and sanitized HTML is allowed."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.text.allowed_html import Allowed, check_address, find_disallowed, sanitize

ROOT = Path(__file__).parents[2]
_HIDES = re.compile(
    r"display:\s*none|visibility:\s*hidden|opacity:\s*0(?![.\d])|clip(?:-path)?:|font-size:\s*0(?![.\d])|left:\s*-\d{3}"
)
SNIPPETS = st.sampled_from(
    [
        *(
            "<",
            ">",
            '"',
            "'",
            "=",
            " ",
            "\n",
            "/",
            "!",
            "--",
            "a",
            "b",
            "on",
            "x=",
            'class="y"',
            "<div",
            "</div>",
            "<b>",
        ),
        *(
            '<a href="',
            "javascript:",
            "&lt;",
            "<script>",
            "<svg ",
            'style="',
            "\\",
            "\0",
            "\t",
            "<!--",
            "]]>",
            "é",
            "{",
        ),
    ]
)


@pytest.mark.parametrize(
    ("html", "allowed"),
    [
        ('<p><a href="https://a.example/?b=c&amp;d#e" title="x">y</a> &lt;b&gt; a < b <3</p>', Allowed.PROSE),
        ('<td style="text-align: right;">1</td>', Allowed.PROSE),
        ('<a href="&#109;ailto:x@y.example">x</a><img alt="" src="x.png" /><ol start="3">', Allowed.PROSE),
        ("<div class='a b' role='note' data-x='1' aria-label='x' lang=\"de\">", Allowed.DOCUMENT),
        ('<details class="versions" open><summary>x</summary></details>', Allowed.DOCUMENT),
        ('<del>x</del><template><input type="date"></template>', Allowed.SITE),
    ],
)
def test_what_is_on_the_list_passes(html: str, allowed: Allowed) -> None:
    assert list(find_disallowed(html, allowed)) == []
    assert sanitize(html, allowed) == html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<b onclick="x" class="y">z</b>', '<b class="y">z</b>'),
        ('<a href="java&#10;script:x">z</a>', "<a>z</a>"),
        ('<a href="/\\e.example">z</a>', "<a>z</a>"),
        ('<b href="x">z</b>', "<b>z</b>"),
        ('<img src="https://e.example/x.png" alt="z" />', '<img alt="z" />'),
        ('<td style="text-align: right; color: red">', "<td>"),
        ('<p style="text-align: right;" hidden>', "<p>"),
        ('<p id="__config" aria-hidden="true" data-md-component="x">', "<p>"),
        ('<span class="md-hidden">', "<span>"),
        ("<div class=\n\nthe on words</div>", "&lt;div class=\n\nthe on words</div>"),
        ('<p title="a<b">', '&lt;p title="a&lt;b">'),
        ("<!-- x -->", "&lt;!-- x -->"),
        ("<del>x</del>", "&lt;del&gt;x&lt;/del&gt;"),
    ],
)
def test_what_is_not_on_the_list_is_shown_or_left_out(html: str, clean: str) -> None:
    assert list(find_disallowed(html, Allowed.DOCUMENT))
    assert sanitize(html, Allowed.DOCUMENT).startswith(clean)


@settings(deadline=None)
@given(st.lists(SNIPPETS, max_size=30).map("".join), st.sampled_from(Allowed))
def test_what_was_cleaned_is_allowed(html: str, allowed: Allowed) -> None:
    clean = sanitize(html, allowed)

    assert list(find_disallowed(clean, allowed)) == []
    assert sanitize(clean, allowed) == clean


@pytest.mark.parametrize(
    "address", ["x.md#y", "../a/", "#x", "https://e.example/a:b", "HTTP://e.example", "tel:+1", "?a:b"]
)
def test_a_link_may_lead_there(address: str) -> None:
    assert check_address("href", address) == ""


def test_a_class_that_hides_words_on_screen_may_not_stand_in_a_document() -> None:
    sheets = [*(Path(str(files("material"))) / "templates/assets/stylesheets").glob("*.css")]
    sheets += [*(ROOT / "site_overrides/assets/styles").glob("*.css"), ROOT / "build_tools/changes/redline/redline.css"]
    hiding = {name for sheet in sheets for name in _find_hiding(sheet.read_text("utf-8"))}

    assert {"md-dialog", "headerlink", "said"} < hiding
    assert [name for name in hiding if not list(find_disallowed(f'<p class="{name}">', Allowed.DOCUMENT))] == []


def _find_hiding(css: str) -> Iterator[str]:
    """Yield the classes of elements that a style sheet hides, whatever the width of the screen; in print it may."""
    around: list[str] = []
    rule = ""
    for piece in re.findall(r"[{}]|[^{}]+", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if piece == "}" and around:
            selector = around.pop()
            if _HIDES.search(rule) and not selector.startswith("@") and not any("@" in outer for outer in around):
                for one in (one for one in selector.split(",") if "::" not in one):
                    yield from re.findall(r"\.([\w-]+)", re.split(r"[ >+~]", one.strip())[-1])
        elif piece == "{":
            around.append(rule.strip())
        rule = piece if piece not in "{}" else ""
