"""Tests that texts that look the same are the same after normalization, and others are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model import normalization
from build_tools.model.document import Document
from build_tools.model.normalization import find_invisible, normalize, normalize_characters, remove_invisible
from tests.support.variations import VARIATIONS, vary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("90 days", "90\u00a0days"),
        ("90 days", "90\u202fdays"),
        ("90 days", "90 \u2009 days"),
        ("Müller", "Mu\u0308ller"),
        ("Müller", "Mu\u200b\u0308ller"),
        ("Datenschutz", "Daten\u00adschutz"),
        ("not", "n\u200bo\u2060t\ufeff"),
        ("not", "n\u200do\u200ct"),
        ("not", "\u202anot\u202c"),
        ("❤", "❤\ufe0f"),
        ("ขอมูล", "ขอ\u200bมูล"),
    ],
)
def test_texts_that_read_alike_are_the_same(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("کتابها", "کتاب\u200cها"),
        ("क्ष", "क्\u200dष"),
        ("👩👧", "👩\u200d👧"),
        ("葛", "葛\U000e0100"),
        ("therapist", "the rapist"),
        ("cafe", "café"),
        ("x²", "x2"),
        ("Is", "is"),
    ],
)
def test_texts_that_read_otherwise_are_not(one: str, other: str) -> None:
    assert normalize(one) != normalize(other)


@given(st.text(st.sampled_from([chr(code) for code in range(0x2FFF) if normalization._COMMON.fullmatch(chr(code))])))
def test_a_text_of_common_characters_needs_no_other_pattern(text: str) -> None:
    assert normalize_characters(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert not normalization._compile(normalization._UNSEEN).search(text)
    assert normalization._compile(normalization._SPACES).search(text) is None


@given(st.text())
def test_a_unified_text_stays_as_it_is(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
    assert normalize_characters(normalize_characters(text)) == normalize_characters(text)
    assert unicodedata.is_normalized("NFC", normalize(text))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\u3164\uffa0")), st.data())
def test_a_variation_of_a_text_is_the_same_text(text: str, data: st.DataObject) -> None:
    text = normalize(text)

    assert normalize(data.draw(vary(text))) == text


CHARACTERS = [*"ab \nשक्👩🏴葛1", *"".join(VARIATIONS), *"\u200c\u200d\ufe0f\U000e0067\U000e007f"]


@given(st.text(st.sampled_from(CHARACTERS)))
def test_nothing_is_found_in_a_text_without_what_nobody_sees(text: str) -> None:
    assert not list(find_invisible(remove_invisible(remove_invisible(text))))


@given(
    st.text(
        st.sampled_from([character for character in CHARACTERS if character not in "\u200c\u200d\U000e0067\U000e007f"])
    )
)
def test_a_text_without_what_nobody_sees_is_the_same_text(text: str) -> None:
    assert normalize(remove_invisible(text)) == normalize(text)


def test_the_fingerprint_of_a_text_that_was_published_stays() -> None:
    """It stands in ledgers that customers keep."""
    lines = ("1. Caf\u00e9", "Da\u00adta\u200b is kept for 90\u2060 days.", "a\tb")

    text = Document("x", "", "", "", "", lines=lines)

    assert text.fingerprint == "5a226c3eb004d2645ceb2abe2c6b3a193f0e494632accce4051a980efd067a88"
