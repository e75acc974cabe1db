"""Tests for the form in which customers read findings."""

import pytest

from build_tools.changes.customer_findings import shorten_title

_TRAINING = "Wir trainieren jetzt KI-Modelle mit Ihren Daten: Training von Modellen zur Wettervorhersage"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (_TRAINING, _TRAINING),
        (f"{_TRAINING} (Art. 6 Abs. 1 lit. f DSGVO)", f"{_TRAINING} …"),
        (
            "Acme Analytics (a company of the Acme group in Springfield, which stores data for all of our customers)",
            "Acme Analytics (a company of the Acme group in Springfield, which stores data for all of our …",
        ),
        (
            "We keep account data (names and addresses) for as long as the law asks, and for ten years afterwards",
            "We keep account data (names and addresses) for as long as the law asks, and for ten years afterwards",
        ),
        (
            "We keep account data (names and addresses) for as long as the law asks, and then for another ten years",
            "We keep account data (names and addresses) for as long as the law asks, and then for another ten …",
        ),
    ],
)
def test_a_long_title_is_cut_between_words_and_before_an_open_bracket(title: str, shown: str) -> None:
    assert shorten_title(title) == shown
