"""Tests that a redline contains both texts and is readable."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from build_tools.changes.redline import align as alignment
from build_tools.changes.redline import words
from build_tools.changes.redline.align import align
from build_tools.changes.redline.words import Mark, redline

SIGNS = {Mark.SAME: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}
WORDS = st.sampled_from(
    ["we", "keep", "your", "data", "logs", "90", "180", "days", "not", ",", ".", " ", "\n", "\r", "\u00a0", "é"]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))


def show(before: str, after: str) -> str:
    return "".join(SIGNS[run.mark].format(run.text) for run in redline(before, after))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_redline_holds_both_texts(before: str, after: str) -> None:
    runs = redline(before, after)

    assert "".join(run.text for run in runs if run.mark is not Mark.INSERTED) == before
    assert "".join(run.text for run in runs if run.mark is not Mark.DELETED) == after
    assert all(run.text for run in runs)
    assert all(one.mark is not other.mark for one, other in pairwise(runs))


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
@example("we  ", "\u00a0keep", "keep", "")
@example("we keep", " we keep", "", "")
def test_the_same_beginning_and_end_of_a_passage_need_no_comparison(
    start: str, before: str, after: str, end: str
) -> None:
    whole = start + before + end, start + after + end
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_compare_passages", lambda *texts: words._compare_words(*map(words._WORD.findall, texts)))
        expected = redline(*whole)

    assert redline(*whole) == expected


@settings(deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(run.mark is Mark.SAME for run in redline(text, text))


@settings(deadline=None)
@given(st.lists(st.integers(0, 4)), st.lists(st.integers(0, 4)))
def test_aligned_items_are_equal_and_in_order(before: list[int], after: list[int]) -> None:
    at = to = 0
    for start, target, length in align(before, after):
        assert (start, target) >= (at, to)
        assert length
        assert before[start : start + length] == after[target : target + length]
        at, to = start + length, target + length


def _longest(before: list[int], after: list[int]) -> int:
    """The length of the longest common subsequence, by the textbook's table."""
    row = [0] * (len(after) + 1)
    for one in before:
        last = row
        row = [0]
        for number, other in enumerate(after):
            row.append(last[number] + 1 if one == other else max(row[-1], last[number + 1]))
    return row[-1]


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), max_size=30), st.lists(st.integers(0, 4), max_size=30))
def test_as_much_as_possible_is_aligned(before: list[int], after: list[int]) -> None:
    assert sum(length for _, _, length in align(before, after)) == _longest(before, after)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_large_sequences_are_aligned_by_items_that_occur_once(before: list[int], after: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "_LARGEST", 4)

        test_aligned_items_are_equal_and_in_order.hypothesis.inner_test(before, after)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("We keep logs for 90 days.", "We keep logs for 180 days.", "We keep logs for [-90-]{+180+} days."),
        ("We will not sell it.", "We may sell it.", "We [-will not-]{+may+} sell it."),
        ("AWS, Stripe and PostHog", "AWS, Stripe, Datadog and PostHog", "AWS, Stripe{+, Datadog+} and PostHog"),
        ("TLS 1.3, always", "TLS 1.2, always", "TLS [-1.3-]{+1.2+}, always"),
        ("at a@b.example", "at c@b.example", "at [-a@b.example-]{+c@b.example+}"),
        ("We do it.", "We do it", "We do it[-.-]"),
        ("a\nb\nc\n", "a\nc\n", "a\n[-b\n-]c\n"),
        ("", "x", "{+x+}"),
        ("x", "", "[-x-]"),
        ("", "", ""),
    ],
)
def test_a_redline_shows_whole_words(before: str, after: str, expected: str) -> None:
    assert show(before, after) == expected


def test_a_sentence_that_is_rewritten_is_one_deletion_and_one_insertion() -> None:
    before = "The cat sat on the mat and looked at the moon while it rained."
    after = "Our company collects the data of all users and the logs of the servers."

    assert show(f"Before. {before} After.", f"Before. {after} After.") == (
        f"Before. [-{before[:-1]}-]{{+{after[:-1]}+}}. After."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("same\n" * 100_000, "same\n" * 99_999 + "other\n"),
        ("same\n" * 100_000, "same\nother\n" * 50_000),
        ("a b " * 250_000, "b a " * 250_000),
        ("x" * 1_000_000, "y" * 1_000_000),
        ("one two\n" * 30_000, "two one\n" * 30_000),
        (". " * 100_000, ", " * 100_000),
    ],
    ids=["equal lines", "every other line", "one line of a megabyte", "one word", "no line alike", "signs"],
)
def test_hard_comparisons_of_texts_end_in_time(before: str, after: str) -> None:
    runs = redline(before, after)

    assert "".join(run.text for run in runs if run.mark is not Mark.INSERTED) == before
    assert "".join(run.text for run in runs if run.mark is not Mark.DELETED) == after
