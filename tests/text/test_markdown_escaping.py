"""Do words mean nothing but themselves in a page?"""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from build_tools.text.invisible import show_hidden
from build_tools.text.markdown_escaping import escape_markdown, escape_markdown_run

EXTENSIONS = ["abbr", "attr_list", "def_list", "md_in_html", "sane_lists", "tables", "toc"]
TRICKY = [
    '=HYPERLINK("https://example.com","x")',
    "</script><script>alert(1)</script>",
    "a \u202egnitteg b",
    "**bold** _it_ `code` [link](https://example.com) ![](x)",
    "1. July",
    "- item",
    "# heading",
    "| a | b |",
    "{ .badge onclick=x }",
    "&lt;b&gt; &amp; &#60;",
    "https://example.com <https://example.com> a@b.example",
    "*[HTML]: text",
    "term\n: definition",
    "a\\*b~~c~~ ^d^ !!! note",
]


def _read(words: str) -> str:
    """What one reads of a paragraph of some words."""
    html = Markdown(extensions=EXTENSIONS).convert(words)
    assert re.findall(r"<[^>]*>", html) == (["<p>", "</p>"] if words else [])
    return unescape(html.removeprefix("<p>").removesuffix("</p>"))


@pytest.mark.parametrize("words", TRICKY)
def test_words_stand_as_they_are(words: str) -> None:
    assert _read(escape_markdown(words)) == show_hidden(" ".join(words.split()))


@given(st.text(st.sampled_from("ab1 \n*_`[](){}<>#|&!~^=@:;.-+\\\"'/\u202e"), max_size=40))
def test_any_words_stand_as_they_are(words: str) -> None:
    assert _read(escape_markdown(words)) == show_hidden(" ".join(words.split()))


@given(st.text(st.sampled_from("ab1 \n*_<.-"), min_size=1, max_size=20).map(str.strip), st.integers(0, 20))
def test_pieces_of_a_text_read_as_the_whole(words: str, at: int) -> None:
    pieces = escape_markdown_run(words[:at]) + escape_markdown_run(words[at:])
    assert " ".join(_read(pieces.strip()).split()) == " ".join(words.split())
