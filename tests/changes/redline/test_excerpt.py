"""Tests that an excerpt shows the changes and the words around them."""

import pytest

from build_tools.changes.redline.excerpt import has_unchanged_words, shorten
from build_tools.changes.redline.words import Mark, redline

NUMBERS = " ".join(map(str, range(30)))
SIGNS = {Mark.SAME: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}


def _shown(before: str, after: str) -> str:
    return "".join(SIGNS[run.mark].format(run.text) for run in shorten(redline(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a x c", "a [-b-]{+x+} c"),
        (f"{NUMBERS} b", f"{NUMBERS} x", "… 22 23 24 25 26 27 28 29 [-b-]{+x+}"),
        (f"b {NUMBERS}", f"x {NUMBERS}", "[-b-]{+x+} 0 1 2 3 4 5 6 7 …"),
        (f"a {NUMBERS} b", f"x {NUMBERS} y", "[-a-]{+x+} 0 1 2 3 4 5 6 7 … 22 23 24 25 26 27 28 29 [-b-]{+y+}"),
        ("a\nb\n\nc", "a\nx\n\nc", "a [-b-]{+x+} c"),
        ("a", "a\n", "a{+¶+}"),
    ],
)
def test_only_the_words_around_a_change_are_shown(before: str, after: str, expected: str) -> None:
    assert _shown(before, after) == expected


@pytest.mark.parametrize(("before", "after", "expected"), [("a b", "a c", True), ("a", "b", False), ("a", "a", False)])
def test_a_redline_with_unchanged_words_is_recognized(before: str, after: str, expected: bool) -> None:  # noqa: FBT001
    assert has_unchanged_words(redline(before, after)) is expected
