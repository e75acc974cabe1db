"""Tests that headings without an anchor, and lists, tables and code that other tools show differently, are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.problem import Problem, Problems
from build_tools.source.markdown_structure import find_difference
from build_tools.source.reader import read_past, read_source
from tests.support.edits import Edit, edited, own_tree, told

SECTION = "policy_src/sections/contact.md"
ABOVE, FOUR = "Leave an empty line above the list or the table.", "Indent it by four spaces for each level, or by none."


@pytest.mark.parametrize(
    ("text", "words", "remedy"),
    [
        ("We collect:\n- your email\n- your name\n", "- your email", ABOVE),
        ("We collect:\n1. your email\n", "1. your email", ABOVE),
        ("We collect\n* your email\n", "* your email", ABOVE),
        ("It is kept:\n| a | b |\n|---|---|\n| c | d |\n", "| a | b |", ABOVE),
        ("- data\n  - email\n- more\n", "  - email", FOUR),
        ("- data\n    - email\n      - private\n", "      - private", FOUR),
        ("1. data\n   - email\n", "   - email", FOUR),
        ("- data\n\n  More of it.\n\n- more\n", "  More of it.", FOUR),
        (
            "| a |\n|---|\n| b |\nand so on\n",
            "| a |",
            "Leave an empty line above and below each list and table; indent by four spaces for each level.",
        ),
        ("1) your email\n2) your name\n", "1) your email", "Write the number with a full stop: 1."),
        ("```\ncode\n```\n", "```", "Indent the lines of the code by four spaces."),
    ],
)
def test_what_reads_otherwise_is_told_with_the_line_and_the_remedy(text: str, words: str, remedy: str) -> None:
    found = find_difference(text)

    assert found is not None
    assert (text[found[0] : found[1]], found[3]) == (words, remedy)


@pytest.mark.parametrize(
    "text",
    [
        "We collect:\n\n- your email\n- your name\n",
        "- data\n    - email\n        - private\n- more\n",
        "1. data\n    - email\n2. more\n",
        "- data\n\n    More of it.\n\n- more\n",
        "- a long line\nthat goes on\n- more\n",
        "### Heading { #heading }\n- data\n",
        "- **data**{ #data }: see [it](a.md#b) & &lt;that&gt; and {{ retention.a.period }}\n",
        "> - quoted\n> - twice\n",
        "* a\n- b\n+ c\n",
        "Text.\n\n    code\n",
        "| a | b |\n|---|:-:|\n| `x` | 1 \\| 2 |\n",
        "A line - with a dash\nand 2. a number within\n",
        "{{ blocks.cookies }}\n\n- one\n\n{{ blocks.rights }}\n",
    ],
)
def test_what_reads_alike_is_no_problem(text: str) -> None:
    assert find_difference(text) is None


WORDS = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x2000), min_size=1, max_size=8)


@given(st.recursive(WORDS, lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=12))
def test_a_list_that_is_indented_by_four_reads_alike_whatever_it_holds(entries: object) -> None:
    lines = list(_write(entries if isinstance(entries, list) else [entries], 0))
    assert find_difference("Lead:\n\n" + "\n".join(lines) + "\n") is None


def _write(entries: list[object], level: int) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        if isinstance(entry, list):
            lines += [f"{'    ' * level}- x", *_write(entry, level + 1)]
        else:
            lines.append(f"{'    ' * level}- {entry}")
    return lines


@given(st.text(st.sampled_from("-*+1.)|` \n#>aB[]()_\\{}:")))
def test_any_text_can_be_looked_at(text: str) -> None:
    if (found := find_difference(text)) is not None:
        start, end, what, remedy = found
        assert 0 <= start <= end <= len(text)
        assert "\n" not in what
        assert remedy.endswith(".")


def test_each_text_of_a_source_is_looked_at_and_told_where_it_stands() -> None:
    old = own_tree().read("policy_src/policy.yml")
    listed = "    introduction: |-\n      We use:\n      - services\n"
    begun = old.index("    introduction: >-\n", old.index("id: subprocessors"))
    ended = old.index("\n\n", begun)
    edits: dict[str, Edit] = {
        SECTION: ("Mailing address:", "Mailing address:\n- by post\n- by hand"),
        "policy_src/policy.yml": (old[:begun] + listed + old[ended + 1 :]).encode(),
        "policy_src/announcements/new.md": b"---\ntitle: We change this\n---\nFrom now on:\n- this\n",
        "policy_src/pages/index.md": ("Questions or requests:", "Questions:\n- or\n  - requests:"),
    }
    told = _problems(edits)

    assert {str(one.location) for one in told} == {
        "policy_src/sections/contact.md:9:1",
        f"policy_src/policy.yml:{old[:begun].count(chr(10)) + 3}:7",
        "policy_src/announcements/new.md:5:1",
        f"policy_src/pages/index.md:{_line_of('Questions or requests:') + 1}:1",
    }
    assert {(one.check, one.remedy) for one in told} == {("structure", ABOVE)}


def test_struck_words_are_refused_in_any_text_but_in_code() -> None:
    told = _problems(
        {
            SECTION: ("Mailing address:", "We ~~never~~ write ~~ and `~~code~~`, ~~30~~60:\n\nMailing address:"),
            "policy_src/retention.yml": ("Retained for {{ retention.usage", "~~Not~~ retained for {{ retention.usage"),
        }
    )

    assert [(one.check, one.what.partition(" is ")[0]) for one in told] == [
        ("structure", "'~~Not~~'"),
        ("structure", "'~~never~~'"),
        ("structure", "'~~30~~'"),
    ]
    assert {one.remedy for one in told} == {"Delete the struck words."}


def _line_of(words: str) -> int:
    lines = own_tree().read("policy_src/pages/index.md").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(words))


def _problems(edits: dict[str, Edit]) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as refused:
        read_source(edited(edits))
    return refused.value.problems


def test_a_source_of_the_past_is_read_as_it_was_published() -> None:
    tree = edited({SECTION: ("Mailing address:", "Mailing address:\n- by post\n- by hand")})
    assert "- by post" in next(one.text for one in read_past(tree).policy.sections if one.id == "contact")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("### More", 'the heading "More" has no permanent address'),
        ("## More { #more }", "the heading is above the level that sections may use"),
        ("### More { #collected }", 'the anchor "collected" is taken by the heading "More"'),
        ("### More { #data-retention }", 'the anchor "data-retention" is taken by the section data-retention'),
        ("### More { #data-account }", 'the anchor "data-account" is taken by the data category "account"'),
        ("###More", 'the heading "More" has no permanent address'),
        ("#1 in privacy", "the heading is above the level that sections may use"),
        ("> ### More", "the heading is in a list or a quote"),
        ("- ### More\n", "the heading is in a list or a quote"),
        ("1. #more", "the heading is in a list or a quote"),
        ("More\n====\n\nText.", 'the line under "More" turns it into a heading'),
        ("More\n---\n\nText.", 'the line under "More" turns it into a heading'),
    ],
)  # fmt: skip
def test_a_heading_needs_a_permanent_address_of_its_own(text: str, what: str) -> None:
    (problem,) = told({SECTION: ("Privacy questions or data requests:", text)})

    assert problem.partition(": ")[2] == what
