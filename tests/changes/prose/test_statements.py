"""Is a text taken apart into what it states?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.changes.prose.passages import compare_texts
from build_tools.changes.prose.statements import Kind, read_statements
from build_tools.model.change import Event

TABLE = "| a | b |\n|---|---|\n"
MARKUP = st.sampled_from(["# ", "- ", "\n", "\n\n", TABLE, "**", "[x](y)", "<p>", "```\n", "> ", "1. ", ": ", "---\n"])
WORDS = st.sampled_from(["We", "do", "not", "sell", "data", "to", "AWS", "for 90 days", ".", "!", "é", "\u00a0"])
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.one_of(MARKUP, WORDS), max_size=40).map(" ".join))


def _read(text: str) -> list[tuple[str, str]]:
    return [(statement.kind.value, statement.text) for statement in read_statements(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\nTwo e.g. this! Three?", [("heading", "A"), ("sentence", "Two e.g. this!"), ("sentence", "Three?")]),
        ("**Kept data**\n\nLogs", [("heading", "Kept data"), ("sentence", "Logs")]),
        ("**We keep it.**", [("sentence", "We keep it.")]),
        ("- a [b](c)\n  d\n- e", [("item", "a b d"), ("item", "e")]),
        ("| A | B |\n|---|---|\n| **c** | `d` |", [("row", "A | B"), ("row", "c | d")]),
        ("---\ntitle: x\n---\nWords", [("sentence", "Words")]),
        ("<p>One &amp; two</p><p>Three</p>", [("sentence", "One & two"), ("sentence", "Three")]),
        ("Words\n\n    indented words\n", [("sentence", "Words"), ("sentence", "indented words")]),
        ("", []),
    ],
)
def test_a_text_is_headings_sentences_items_and_rows(text: str, expected: list[tuple[str, str]]) -> None:
    assert _read(text) == expected


def test_a_statement_knows_its_place() -> None:
    (heading, lead, item) = read_statements(
        "---\na: b\n---\n\n# Uses\n\nWe do not:\n\n- sell [it](https://x.example)\n"
    )

    assert (heading.line, lead.line, item.line) == (5, 7, 9)
    assert (item.kind, item.section, item.lead_in) == (Kind.ITEM, "Uses", "We do not:")
    assert item.links == ("https://x.example",)


def _compare(before: str, after: str) -> list[tuple[Event, str, str]]:
    return [
        (passage.event, passage.before.text if passage.before else "", passage.after.text if passage.after else "")
        for passage in compare_texts(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("A b c. D e f.", "A b c. D e g.", [(Event.CHANGED, "D e f.", "D e g.")]),
        ("A b c. D e f.", "D e f.", [(Event.REMOVED, "A b c.", "")]),
        ("D e f.", "A b c. D e f.", [(Event.ADDED, "", "A b c.")]),
        ("One two. A b c. D e f.", "A b c. D e f. One two.", [(Event.REORDERED, "One two.", "One two.")]),
        ("“A” – b", '"A" - b', []),
        ("**A** b\nc", "A b c", []),
        (
            "We do not:\n\n- sell\n\nWe do:\n\n- store\n",
            "We do not:\n\n- store\n\nWe do:\n\n- sell\n",
            [
                (Event.CHANGED, "sell", "sell"),
                (Event.CHANGED, "store", "store"),
                (Event.REORDERED, "We do:", "We do:"),
            ],
        ),
    ],
)
def test_passages_are_changed_added_removed_or_moved(
    before: str, after: str, expected: list[tuple[Event, str, str]]
) -> None:
    assert sorted(_compare(before, after)) == sorted(expected)


@settings(deadline=None)  # the first text compiles the lexicons
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare_texts(text, text) == ()


@settings(deadline=None)  # the first text compiles the lexicons
@given(TEXTS, TEXTS)
def test_every_statement_of_both_sides_is_accounted_for(before: str, after: str) -> None:
    passages = compare_texts(before, after)
    gone = [passage.before for passage in passages if passage.before]
    come = [passage.after for passage in passages if passage.after]
    old, new = read_statements(before), read_statements(after)

    assert len(old) - len(gone) == len(new) - len(come)
    assert set(gone) <= set(old)
    assert set(come) <= set(new)
