"""Tests that facts are written as each language writes them."""

from datetime import date

import pytest
from babel.localedata import locale_identifiers

from build_tools.model.localize import say
from build_tools.model.period import Adjective, Period


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "February 14, 2026"),
        ("en-GB", "14 February 2026"),
        ("de", "14. Februar 2026"),
        ("pt-BR", "14 de fevereiro de 2026"),
    ],
)
def test_a_day_is_said_in_the_readers_language(language: str, expected: str) -> None:
    assert say(date(2026, 2, 14), language) == expected


@pytest.mark.parametrize(
    ("values", "english", "german"),
    [
        (("a",), "a", "a"),
        (("a", "b"), "a and b", "a und b"),
        (("a", "b", "c"), "a, b, and c", "a, b und c"),
        ((), "", ""),
    ],
)
def test_a_list_is_joined_as_the_language_does(values: tuple[str, ...], english: str, german: str) -> None:
    assert say(values, "en") == english
    assert say(values, "de") == german


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("P1M", "1 month", "1 Monat"),
        ("P2W", "2 weeks", "2 Wochen"),
        ("PT1H", "1 hour", "1 Stunde"),
        ("PT90M", "90 minutes", "90 Minuten"),
        ("P1DT12H", "1 day and 12 hours", "1 Tag und 12 Stunden"),
    ],
)
def test_one_and_many_are_told_apart(text: str, english: str, german: str) -> None:
    assert say(Period.parse(text), "en") == english
    assert say(Period.parse(text), "de") == german


@pytest.mark.parametrize("value", [None, 1.5, object(), Period, {"a": 1}, ("a", None)])
def test_what_is_no_fact_is_not_said(value: object) -> None:
    with pytest.raises(TypeError, match="is no text"):
        say(value, "en")


def test_a_period_before_a_noun_is_not_said_in_english_to_germans() -> None:
    assert "day" not in say(Adjective(Period.parse("P30D")), "de")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", "120 dagen"), ("it", "120 giorni"), ("pt-BR", "120 dias"), ("ja", "120 日"), ("fr", "120\xa0jours")],
)
def test_a_period_is_said_in_languages_without_long_forms(language: str, expected: str) -> None:
    assert say(Period.parse("P120D"), language) == expected


def test_no_language_is_left_with_the_name_of_a_unit() -> None:
    languages = [tag.replace("_", "-") for tag in locale_identifiers()]
    said = {language: say(Period.parse("P1Y2M3W4D"), language) for language in languages}
    assert [language for language, words in said.items() if "duration" in words] == []
