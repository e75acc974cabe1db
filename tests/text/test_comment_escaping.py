"""Do words in a comment stay words, for whoever renders it and for whoever looks through it?"""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from build_tools.text.escaping import as_code, escape_comment, escape_comment_run, show_invisible

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAKEN_UP = re.compile(r"@\w|[#!&$]\d|#\w|://|\bwww\.|\bmailto:|:\w+:|\bGH-\d", re.IGNORECASE)
"""What GitHub and GitLab look for in words that are no code."""
SIGNS = st.sampled_from([*"ab1 \t\n\\`*_{}[]()<>#+-=.!|~&$^:/@\"'“é\u202e", "://", "www.", "<!--", "-->", "&amp;"])
TEXTS = st.lists(SIGNS, max_size=40).map("".join)


def read(markdown: str) -> tuple[str, str]:
    """What one reads of an item of a list, and the part of it that is no code."""
    told, free = "", ""
    for block in GFM.parse(f"- **Before** {markdown}\\\n  after\n"):
        assert block.type in {
            *("bullet_list_open", "list_item_open", "paragraph_open", "inline"),
            *("paragraph_close", "list_item_close", "bullet_list_close"),
        }
        for token in block.children or ():
            assert token.type in {"text", "text_special", "code_inline", "strong_open", "strong_close", "hardbreak"}
            told += token.content
            free += {"code_inline": "\0", "hardbreak": "\n"}.get(token.type, token.content)
    return told.removeprefix("Before ").removesuffix("after"), free


@settings(deadline=None)
@given(TEXTS)
def test_any_words_are_read_as_they_are_and_are_no_markup(text: str) -> None:
    told, free = read(escape_comment(text))

    assert told.strip() == show_invisible(" ".join(text.split()))
    assert TAKEN_UP.findall(free) == []


@settings(deadline=None)
@given(TEXTS)
def test_any_words_are_code(text: str) -> None:
    told, free = read(as_code(text))

    assert told.strip() == show_invisible(" ".join(text.split()))
    assert free.count("\0") == bool(text.split())


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["del", "ins"]), TEXTS), max_size=5))
def test_pieces_of_a_redline_stay_in_their_places(pieces: list[tuple[str, str]]) -> None:
    html = GFM.render("- " + "".join(f"<{tag}>{escape_comment_run(text)}</{tag}>" for tag, text in pieces) + "\n")

    shown = re.findall(r"<(?:del|ins)>(.*?)</(?:del|ins)>", html, re.DOTALL)
    plain = [unescape(re.sub(r"</?code>", "", piece)) for piece in shown]
    assert [" ".join(piece.split()) for piece in plain] == [
        show_invisible(" ".join(text.split())) for _, text in pieces
    ]
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
def test_what_is_taken_up_is_code_and_markup_is_a_sign(text: str, expected: str) -> None:
    assert escape_comment(text) == expected
