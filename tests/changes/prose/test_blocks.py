"""Tests how Markdown is split into blocks and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.changes.prose.blocks import read_blocks
from build_tools.changes.prose.lines import BlockKind

PIECES = ("# ", "* ", "1. ", "| a | b |", "\n", "\n\n", "Words here. ", "More words: ", "<p>", "</p>", "---")
MARKS = st.lists(st.sampled_from(PIECES)).map("".join)


TEXTS = st.one_of(st.text(), MARKS)


@given(TEXTS)
def test_every_block_has_a_line_of_the_text_and_words(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    blocks = read_blocks(text)
    assert all(1 <= block.line <= lines and block.text.strip() for block in blocks)
    assert [block.line for block in blocks] == sorted(block.line for block in blocks)


@given(st.lists(st.sampled_from(("Alpha", "beta", "gamma", "delta")), min_size=2, max_size=30), st.data())
def test_the_wrapping_of_lines_is_no_difference(words: list[str], data: st.DataObject) -> None:
    gaps = [data.draw(st.sampled_from([" ", "\n", "  "])) for _ in words[1:]]
    wrapped = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))
    assert [block.text for block in read_blocks(wrapped)] == [" ".join(words)]


def test_running_text_is_cut_into_sentences() -> None:
    blocks = read_blocks("## Data\n\nWe keep it, e.g. in files. It stays there.\n")
    assert [(block.kind, block.text, block.section, block.line) for block in blocks] == [
        (BlockKind.HEADING, "Data", "Data", 1),
        (BlockKind.PARAGRAPH, "We keep it, e.g. in files.", "Data", 3),
        (BlockKind.PARAGRAPH, "It stays there.", "Data", 3),
    ]


def test_an_item_knows_the_sentence_that_it_hangs_on() -> None:
    blocks = read_blocks("We do not use your data to:\n\n- sell it\n  - to anyone\n- train models\n\nGood.\n")
    assert [block.lead_in for block in blocks] == ["", *["We do not use your data to:"] * 3, ""]


def test_a_row_is_named_by_its_first_cell() -> None:
    header, row = read_blocks("| Name | Place |\n|---|---|\n| [Larkspur](https://larkspur.example) | Peru |\n")
    assert (header.kind, row.key, row.links) == (BlockKind.ROW, "Larkspur", ("https://larkspur.example",))


def test_front_matter_is_boilerplate() -> None:
    front, heading = read_blocks("---\ntitle: Policy\n---\n# Policy\n")
    assert (front.kind, heading.kind) == (BlockKind.BOILERPLATE, BlockKind.HEADING)


@pytest.mark.parametrize(
    "field",
    [
        "keywords:\n  - AWS\n  - GDPR\n  - HTTP\n",
        "tags:\n- AWS\n- GDPR\n- HTTP\n",
        "about: >\n  words\n  and more\n  words\n",
    ],
)
def test_values_of_several_lines_are_front_matter(field: str) -> None:
    blocks = read_blocks(f"---\n{field}title: P\n---\n\n# P\n\nWe keep it.\n")

    assert [block.text for block in blocks if block.kind is not BlockKind.BOILERPLATE] == ["P", "We keep it."]


def test_html_and_restructuredtext_are_read_too() -> None:
    html = read_blocks('<h2>Data</h2>\n<p class="x">We keep <a href="/a">it</a>.</p>\n<ul><li>Names</li></ul>')
    rest = read_blocks("Data\n~~~~\n\nWe keep `it </a>`_.\n\n* Names\n")
    assert [(block.kind, block.text) for block in html] == [(block.kind, block.text) for block in rest]


@pytest.mark.parametrize("mark", ["~~{}~~", "<del>{}</del>", '<s class="x">{}</s>', "<STRIKE>{}</STRIKE>"])
@pytest.mark.parametrize("line", ["We do {} sell it. More.", "- We do {} sell it.", "| a | do {} |", "## {} We sell"])
def test_words_that_are_struck_out_are_not_read(mark: str, line: str) -> None:
    struck, plain, kept = (read_blocks(line.format(words)) for words in (mark.format("not"), "", "not"))

    assert [block.text for block in struck] == [block.text for block in plain]
    assert [block.text for block in struck] != [block.text for block in kept]


@pytest.mark.parametrize("line", ["~~~", "Kept for ~~ 30 days ~~ or so", "a ~~~b~~~ c"])
def test_other_signs_of_the_kind_strike_nothing_out(line: str) -> None:
    words = "".join(block.text for block in read_blocks(f"{line}\n"))

    assert [word for word in line.replace("~", "").split() if word not in words] == []


@pytest.mark.parametrize("marks", ["{ #ours }", "{#ours}", "{: #ours }", "{:.wide}", "{ .wide #ours }"])
def test_attributes_of_a_heading_are_no_words_of_it(marks: str) -> None:
    assert [block.text for block in read_blocks(f"### Our certificates {marks}\n")] == ["Our certificates"]
