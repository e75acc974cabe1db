"""Tests that the visible text of a document is what a reader sees."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.documents import visible_text as reading
from build_tools.documents.visible_text import read_visible_text, split_text
from build_tools.project.project import Project
from tests.support.edits import own_tree

HEADINGS = """# Title

## <span class="number">1.</span> One { #one }

First.

### Sub { #sub }

Below.

## Two { #two }

Last.
"""


def lines(body: str) -> tuple[str, ...]:
    return read_visible_text(body).lines


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# A\n\nb\nc\n", ("A", "b c")),
        ("- a\n- **b** *c*\n", ("a", "b c")),
        ("a  \nb", ("a b",)),
        ("| A | B |\n|---|---|\n| 1 | 2 |\n", ("A\tB", "1\t2")),
        ("Term\n:   Meaning\n", ("Term", "Meaning")),
        ("a &amp; b &lt;c&gt;", ("a & b <c>",)),
        ("[AWS](https://aws.amazon.com/dpa)", ("AWS <https://aws.amazon.com/dpa>",)),
        ("[https://a.example](https://a.example)", ("https://a.example",)),
        ("[p@t.io](mailto:p@t.io)", ("p@t.io",)),
        ("[Stripe](subprocessors.md#stripe)", ("Stripe",)),
        ("![A map](map.png)", ("A map",)),
        ("The DPO\n\n*[DPO]: Data protection officer\n", ("The DPO (Data protection officer)",)),
        ("cafe\u0301", ("caf\u00e9",)),
        ("a\u00a0b", ("a b",)),
        ("<aside>a</aside><aside>b</aside>", ("a", "b")),
        ("a<b>b</b><span>c</span>", ("abc",)),
        ("<!-- nothing -->\n\nsomething", ("something",)),
        ('<div markdown="1">\n\n- x\n\n</div>', ("x",)),
    ],
)
def test_visible_text(body: str, expected: tuple[str, ...]) -> None:
    assert lines(body) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\n\n\n\nb", "a\n\nb\n"),
        ("**a** b", "__a__ b"),
        ("- a\n- b", "* a\n* b"),
        ("a\nb", "a b"),
        ("[x](a.md#y)", "[x](b.md)"),
        ("A { #x }\n===", "# A { #y }"),
    ],
)
def test_texts_that_read_alike_are_the_same(one: str, other: str) -> None:
    assert lines(one) == lines(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 days", "90 days"),
        ("we do not sell", "we do sell"),
        ("[DPA](https://a.example/1)", "[DPA](https://a.example/2)"),
        ("a\n\nb", "b\n\na"),
        ("a.", "a"),
        ("A", "a"),
        ("ﬁ", "fi"),
    ],
)
def test_texts_with_different_visible_texts_differ(one: str, other: str) -> None:
    assert lines(one) != lines(other)


def test_a_section_ends_at_the_next_heading_of_its_level() -> None:
    parts = read_visible_text(HEADINGS).parts

    assert [(anchor, part.title, part.words, part.level) for anchor, part in parts.items()] == [
        ("one", "One", "One First. Sub Below.", 2),
        ("sub", "Sub", "Sub Below.", 3),
        ("two", "Two", "Two Last.", 2),
    ]


def test_the_number_of_a_section_is_visible_but_not_part_of_it() -> None:
    other = HEADINGS.replace("1.", "2.")

    assert lines(other) != lines(HEADINGS)
    assert read_visible_text(other).parts == read_visible_text(HEADINGS).parts


def test_an_anchor_in_a_row_or_an_item_names_the_whole_entry() -> None:
    body = "| A | B |\n|---|---|\n| **x**{ #row } | y |\n\n- **i**{ #item }: j\n\n    k\n"
    parts = read_visible_text(body).parts

    assert (parts["row"].title, parts["row"].words) == ("x", "x y")
    assert (parts["item"].title, parts["item"].words) == ("i", "i: j k")


def _whole(body: str) -> object:
    walk = reading._Walk()
    walk.visit([reading._parse(body)])
    return tuple(walk.lines()), walk.parts()


def _split(body: str) -> object:
    read = read_visible_text(body)
    return read.lines, read.parts


def test_our_documents_read_in_pieces_are_the_same_as_read_whole() -> None:
    documents = Project(own_tree()).rendering.documents

    assert any(len(split_text(document.body)) > 5 for document in documents)
    for document in documents:
        assert _split(document.body) == _whole(document.body)


BLOCKS = st.sampled_from(
    [
        "## H { #h }",
        "## Other",
        "### Sub { #s }",
        "text **b**",
        "- a\n- b",
        "    code",
        "1. a\n\n    more",
        "| A |\n|---|\n| b |",
        "T\n:   d",
        '<div markdown="1">',
        "</div>",
        "[r]: https://x.example",
        "[r]",
        "*[H]: long",
        "```",
        "> quote",
    ]
)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=8), st.sampled_from(["\n\n", "\n"]))
def test_a_text_read_in_pieces_is_the_same_as_read_whole(blocks: list[str], between: str) -> None:
    body = between.join(blocks) + "\n"

    assert _split(body) == _whole(body)
