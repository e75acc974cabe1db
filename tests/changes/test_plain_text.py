"""Is inline Markdown read as a reader of the page sees it?"""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.changes.plain_text import inline_to_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A &lt;kept&gt; B", "A <kept> B"),
        (r"\*not\* \[this\]", "*not* [this]"),
        ("**bold** and _soft_ and `code`", "bold and soft and code"),
        ("[a link](https://a.example) and ![a picture](x.png)", "a link and a picture"),
        ("snake_case, 2 * 3, R&D & co", "snake_case, 2 * 3, R&D & co"),
        ("two\nlines", "two lines"),
        ("a <b>tag</b>", "a tag"),
    ],
)
def test_markup_is_decoded(text: str, words: str) -> None:
    assert inline_to_text(text) == words


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=80))
def test_whatever_is_escaped_comes_back(text: str) -> None:
    escaped = "".join(f"\\{sign}" if sign in "\\`*_[]!~" else sign for sign in text)
    assert inline_to_text(escape(escaped, quote=False)) == " ".join(text.split())
