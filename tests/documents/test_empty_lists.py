"""Tests that empty lists are removed with everything that introduces them, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.documents.empty_lists import NOTHING, leave_out_empty


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"We set these cookies:\n\n{NOTHING}\n", ""),
        (f"We set these cookies:\n\n{NOTHING}\n\nYou can refuse them.\n", "You can refuse them.\n"),
        (f"We set cookies.\n\n{NOTHING}\n", "We set cookies.\n"),
        (f"**We set:**\n\n{NOTHING}\n\nMore.\n", "More.\n"),
        (f"次の場合:\n\n{NOTHING}\n\n以上。\n", "以上。\n"),
        (f"We keep data here:\n\n{NOTHING}\n\n### How\n\n{NOTHING}\n", ""),
        (f"### Where\n\n{NOTHING}\n\n### How\n\n- It is encrypted\n", "### How\n\n- It is encrypted\n"),
        (f"### Where\n\n{NOTHING}\n\nText.\n", "### Where\n\nText.\n"),
        (f"### Where\n\n#### Here\n\n{NOTHING}\n\n#### There\n\nText.\n", "### Where\n\n#### There\n\nText.\n"),
        (f"### Where\n\n#### Here\n\n{NOTHING}\n\n### How\n\nText.\n", "### How\n\nText.\n"),
        (f"For:\n\n{NOTHING}\n\nNot for:\n\n{NOTHING}\n", ""),
        (f"- one\n- two:\n\n{NOTHING}\n", "- one\n- two:\n"),
        (f"Two:\n\nOne:\n\n{NOTHING}\n", "Two:\n"),
    ],
)
def test_introductions_of_empty_lists_are_removed(text: str, left: str) -> None:
    assert leave_out_empty(text) == left


@given(st.text().filter(lambda text: NOTHING not in text))
def test_other_texts_are_unchanged(text: str) -> None:
    assert leave_out_empty(text) == text


@given(
    st.lists(st.sampled_from(["A sentence.", "A lead-in:", "## A heading", "### A lower one", "- an item", NOTHING]))
)
def test_every_mark_and_no_other_words_are_removed(blocks: list[str]) -> None:
    left = leave_out_empty("\n\n".join(blocks) + "\n")

    assert NOTHING not in left
    kept = [block for block in blocks if block in {"A sentence.", "- an item"}]
    assert [block for block in left.strip("\n").split("\n\n") if block in {"A sentence.", "- an item"}] == kept
