"""Tests that HTML becomes readable plain text with all its links."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from build_tools.text.html_to_text import as_plain_text

ADDRESS = "https://privacy.traceloom.example/a-very-long-folder-name-that-no-line-can-hold/2025-03-03/"


def read(markdown: str) -> str:
    """A text in Markdown as plain words."""
    return as_plain_text(Markdown(extensions=["sane_lists", "tables"]).convert(markdown))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# One\n\ntwo\n\n## Three\n\n### Four", "One\n***\n\ntwo\n\nThree\n-----\n\nFour"),
        ("**bold** and `code` &lt;b&gt; &#60;", "bold and code <b> <"),
        ("a\nb  \nc<br>d", "a b\nc\nd"),
        ("- a\n- b\n\n1. c\n2. d", "- a\n- b\n\n1. c\n2. d"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("- a\n    - b\n    - c\n- d", "- a\n  - b\n  - c\n- d"),
        ("- a\n\n- b\n\n    c", "- a\n\n- b\n\n  c"),
        ("> a\n>\n> - b", "> a\n\n> - b"),
        ("    x = 1\n\n      y  = 2", "x = 1\n\n  y  = 2"),
        ("a\n\n---\n\nb", "a\n\n--------\n\nb"),
        ("| a | b |\n|---|---|\n| c | d |", "a | b\nc | d"),
        ("[here](https://a.example/b)", "here <https://a.example/b>"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("[a@b.example](mailto:a@b.example)", "a@b.example"),
        ("[us](mailto:a@b.example)", "us <a@b.example>"),
        ("[nowhere](#there) [page](page.md)", "nowhere page"),
        ("![a picture](https://a.example/b.png)", "a picture"),
        ("", ""),
    ],
)
def test_it_says_what_the_markup_says(markdown: str, text: str) -> None:
    assert read(markdown) == text


def test_lines_are_short_but_for_addresses() -> None:
    text = read(f"- {'word ' * 40}[it]({ADDRESS}) {'word ' * 20}\n\n> {'word ' * 40}")

    assert max(map(len, text.replace(f"<{ADDRESS}>", "").splitlines())) <= 76
    assert f"<{ADDRESS}>" in text
    assert all(re.match(r"- |  \S|> |$", line) for line in text.splitlines())


@given(st.lists(st.text(st.sampled_from("ab. -"), min_size=1), max_size=8))
def test_no_word_is_lost(paragraphs: list[str]) -> None:
    html = "".join(f"<ul><li><p>{words}</p></li></ul><blockquote>{words}</blockquote>" for words in paragraphs)

    assert re.sub(r"(?m)^[->]|\s", "", as_plain_text(html)).replace("-", "") == "".join(
        re.sub(r"[\s-]", "", words * 2) for words in paragraphs
    )
