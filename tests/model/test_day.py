"""Tests that dates keep their precision, and impossible dates are refused."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from build_tools.model.day import KnownDay
from build_tools.model.subprocessor import Subprocessor


@pytest.mark.parametrize("text", ["2026-02", "2026-02-14", "0999-12"])
def test_a_date_prints_as_it_was_written(text: str) -> None:
    assert str(KnownDay.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["2026", "2026-2", "2026-13", "2026-02-30", "14.2.2026", "February 2026", "٢٠٢٦-٠٢", ""]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(KnownDay).validate_python(text)


def test_a_subprocessor_may_end_on_the_day_it_began_and_not_before() -> None:
    values = {"id": "a", "name": "A", "purpose": "b", "receives": [{"data": "c", "text": "d"}], "since": "2026-02-14"}

    assert Subprocessor.model_validate(values | {"until": "2026-02-14"}).until == date(2026, 2, 14)
    assert Subprocessor.model_validate(values).until is None
    with pytest.raises(ValidationError, match="before it began"):
        Subprocessor.model_validate(values | {"until": "2026-02-13"})


def test_a_day_and_its_month_are_not_the_same() -> None:
    assert KnownDay.parse("2026-02") != KnownDay.parse("2026-02-01")
    assert KnownDay.parse("2026-02").day is None
    assert KnownDay.parse("2026-02-01").day == 1
