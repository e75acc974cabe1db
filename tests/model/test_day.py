"""Do dates keep the precision that is known?"""

import pytest
from pydantic import TypeAdapter, ValidationError

from build_tools.model.day import KnownDay


@pytest.mark.parametrize("text", ["2026-02", "2026-02-14", "0999-12"])
def test_a_date_prints_as_it_was_written(text: str) -> None:
    assert str(KnownDay.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["2026", "2026-2", "2026-13", "2026-02-30", "14.2.2026", "February 2026", "٢٠٢٦-٠٢", ""]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(KnownDay).validate_python(text)
