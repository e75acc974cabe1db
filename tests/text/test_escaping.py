"""Tests that escaped text reads as it was written, in Markdown pages and in comments on GitHub and GitLab."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from build_tools.text.escaping import (
    as_code,
    escape_comment,
    escape_comment_run,
    escape_markdown,
    escape_markdown_run,
    in_one_line,
)

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
LINKED = re.compile(r"@\w|[#!&$]\d|#\w|://|\bwww\.|\bmailto:|:\w+:|\bGH-\d", re.IGNORECASE)
"""Text that GitHub and GitLab turn into links, outside of code."""
CHARACTERS = st.sampled_from([*"ab1 \t\n\\`*_{}[]()<>#+-=.!|~&$^:/@\"'“é\u202e", "://", "www.", "<!--", "-->", "&amp;"])
TEXTS = st.lists(CHARACTERS, max_size=40).map("".join)


def read(markdown: str) -> tuple[str, str]:
    """The visible text of a list item, and its part outside of code."""
    visible, free = "", ""
    for block in GFM.parse(f"- **Before** {markdown}\\\n  after\n"):
        assert block.type in {
            *("bullet_list_open", "list_item_open", "paragraph_open", "inline"),
            *("paragraph_close", "list_item_close", "bullet_list_close"),
        }
        for token in block.children or ():
            assert token.type in {"text", "text_special", "code_inline", "strong_open", "strong_close", "hardbreak"}
            visible += token.content
            free += {"code_inline": "\0", "hardbreak": "\n"}.get(token.type, token.content)
    return visible.removeprefix("Before ").removesuffix("after"), free


@settings(deadline=None)
@given(TEXTS)
def test_any_text_in_a_comment_is_visible_and_no_markup(text: str) -> None:
    visible, free = read(escape_comment(text))

    assert visible.strip() == in_one_line(text)
    assert LINKED.findall(free) == []


@settings(deadline=None)
@given(TEXTS)
def test_any_text_can_be_code(text: str) -> None:
    visible, free = read(as_code(text))

    assert visible.strip() == in_one_line(text)
    assert free.count("\0") == bool(text.split())


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["del", "ins"]), TEXTS), max_size=5))
def test_pieces_of_a_redline_stay_separate(pieces: list[tuple[str, str]]) -> None:
    html = GFM.render("- " + "".join(f"<{tag}>{escape_comment_run(text)}</{tag}>" for tag, text in pieces) + "\n")

    shown = re.findall(r"<(?:del|ins)>(.*?)</(?:del|ins)>", html, re.DOTALL)
    plain = [unescape(re.sub(r"</?code>", "", piece)) for piece in shown]
    assert [" ".join(piece.split()) for piece in plain] == [in_one_line(text) for _, text in pieces]
    assert set(re.findall(r"</?(\w+)", html)) <= {"ul", "li", "del", "ins", "code"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Usage metrics & logs &amp;", r"Usage metrics & logs \&amp;"),
        ("write to privacy@traceloom.io.", "write to `privacy@traceloom.io`."),
        ('said "@team", twice', 'said "`@team`", twice'),
        ("AT&T, 100 % of 5.0 and 3-4 (all)", r"AT\&T, 100 % of 5.0 and 3-4 (all)"),
        ("see https://example.com/a?b=c#d", "see `https://example.com/a?b=c#d`"),
        ("closes #12 and GH-7", "closes `#12` and `GH-7`"),
        ("![x](y) <img src=x>", r"!\[x\](y) \<img src=x\>"),
        ("a `@team` b", "a ``` `@team` ``` b".replace("```", "``")),
        (":tada: wow", "`:tada:` wow"),
        ("- 1. # x", r"\- 1\. \# x"),
        ("turn \u202earound", r"turn \[U+202E\]around"),
    ],
)
def test_links_and_mentions_become_code_and_markup_is_escaped(text: str, expected: str) -> None:
    assert escape_comment(text) == expected


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
    """The visible text of a Markdown paragraph."""
    html = Markdown(extensions=EXTENSIONS).convert(words)
    assert re.findall(r"<[^>]*>", html) == (["<p>", "</p>"] if words else [])
    return unescape(html.removeprefix("<p>").removesuffix("</p>"))


@pytest.mark.parametrize("words", TRICKY)
def test_tricky_text_in_a_page_is_visible_as_written(words: str) -> None:
    assert _read(escape_markdown(words)) == in_one_line(words)


@given(st.text(st.sampled_from("ab1 \n*_`[](){}<>#|&!~^=@:;.-+\\\"'/\u202e"), max_size=40))
def test_any_text_in_a_page_is_visible_as_written(words: str) -> None:
    assert _read(escape_markdown(words)) == in_one_line(words)


@given(st.text(st.sampled_from("ab1 \n*_<.-"), min_size=1, max_size=20).map(str.strip), st.integers(0, 20))
def test_pieces_of_a_text_read_as_the_whole(words: str, at: int) -> None:
    pieces = escape_markdown_run(words[:at]) + escape_markdown_run(words[at:])
    assert " ".join(_read(pieces.strip()).split()) == " ".join(words.split())
