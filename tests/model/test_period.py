"""Tests that periods are parsed, compared, added and printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.localize import say
from build_tools.model.period import UNITS, Adjective, Period

PERIODS = st.builds(
    Period, *(st.integers(0, most) for most in (90, 50, 50, 500, 100, 100))
).filter(lambda period: period.length > 0)  # fmt: skip


@given(PERIODS)
def test_a_period_reads_as_it_prints(period: Period) -> None:
    again = Period.parse(str(period))

    assert [getattr(again, unit) for unit in UNITS] == [getattr(period, unit) for unit in UNITS]


@given(PERIODS, PERIODS)
def test_order_is_the_order_of_lengths(one: Period, other: Period) -> None:
    assert (one < other) == (one.length < other.length)
    assert (one == other) == (one.length == other.length)
    assert one != other or hash(one) == hash(other)


@given(PERIODS, PERIODS)
def test_a_sum_is_as_long_as_its_parts(one: Period, other: Period) -> None:
    assert (one + other).length == one.length + other.length


@given(PERIODS, PERIODS, PERIODS)
def test_a_longer_period_stays_longer_when_both_grow(one: Period, other: Period, more: Period) -> None:
    assert (one < other) == (one + more < other + more)
    assert one < one + more
    assert one + more == more + one


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "90 days", "P90", "P1.5Y", "p90d", "P-1D", "P0D", "P101Y", "P1D2M", "P٣D", "P1S"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("90 days", "P90D"),
        ("7 years", "P7Y"),
        ("24 Hours", "PT24H"),
        ("six months", "P6M for 6 months"),
        ("2-week", "P2W"),
    ],
)
def test_the_remedy_says_what_was_meant(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("P30D", "30 days", "30 Tage"),
        ("P1D", "1 day", "1 Tag"),
        ("P7Y30D", "7 years and 30 days", "7 Jahre und 30 Tage"),
        ("PT24H", "24 hours", "24 Stunden"),
        ("P1Y6M2W", "1 year, 6 months, and 2 weeks", "1 Jahr, 6 Monate und 2 Wochen"),
    ],
)
def test_a_period_is_said_in_the_readers_language(text: str, english: str, german: str) -> None:
    assert say(Period.parse(text), "en") == english
    assert say(Period.parse(text), "de") == german


def test_a_period_before_a_noun_has_a_hyphen_and_no_plural() -> None:
    assert say(Adjective(Period.parse("P30D")), "en") == "30-day"


def test_a_week_is_seven_days_and_still_says_week() -> None:
    assert Period.parse("P1W") == Period.parse("P7D")
    assert say(Period.parse("P1W"), "en") == "1 week"


@pytest.mark.parametrize(
    ("text", "days"), [("P30D", 30), ("P6W", 42), ("P1M", 31), ("P1Y", 365), ("PT1H", 1), ("PT25H", 2)]
)
def test_a_period_has_whole_days(text: str, days: int) -> None:
    assert Period.parse(text).whole_days == days


@pytest.mark.parametrize(("shorter", "longer"), [("P30D", "P1M"), ("P364D", "P1Y"), ("PT23H", "P1D"), ("P51W", "P12M")])
def test_a_shorter_period_is_less(shorter: str, longer: str) -> None:
    assert Period.parse(shorter) < Period.parse(longer)
    assert Period.parse(shorter) != Period.parse(longer)


@pytest.mark.parametrize(("one", "other"), [("P12M", "P1Y"), ("P7D", "P1W"), ("PT24H", "P1D"), ("P365D", "P1Y")])
def test_periods_of_one_length_are_equal_and_print_as_they_were_written(one: str, other: str) -> None:
    assert Period.parse(one) == Period.parse(other)
    assert str(Period.parse(one)) == one
    assert str(Period.parse(other)) == other


def test_a_period_is_not_a_number_or_a_text() -> None:
    assert Period.parse("P1D") != "P1D"
    assert Period.parse("P1D") != 1440
