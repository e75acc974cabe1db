"""Parses days and months (ISO 8601), and computes with months."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from build_tools.model.problem import invalid


def _read_day(value: object) -> date:
    if isinstance(value, date):
        return value
    text = str(value)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise invalid(f"{text[:40]!r} is not a date. Write year-month-day, for example 2026-02-14.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        remedy = "Write year-month-day, for example 2026-02-14."
        raise invalid(f"there is no day {text} in the calendar. {remedy}") from None


def _read_month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise invalid(f"there is no month {text} in the calendar. Write year-month, for example 2026-02.") from None


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


Day = Annotated[date, BeforeValidator(_read_day, json_schema_input_type=date)]
"""A calendar day in the policy's time zone, written `2026-02-14` (ISO 8601)."""


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A date, `2026-02-14`, or only its month, `2026-02`."""

    year: int
    month: int
    day: int | None = None

    @classmethod
    def parse(cls, value: object) -> Self:
        """Parse `2026-02` or `2026-02-14`, or raise a pydantic error."""
        if isinstance(value, cls):
            return value
        text = str(value)
        whole = _read_month(text) if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII) else _read_day(text)
        return cls(whole.year, whole.month, whole.day if len(text) > len("2026-02") else None)

    @classmethod
    def of(cls, day: date) -> Self:
        """A day that is fully known."""
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that it can be."""
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$", "examples": ["2026-02", "2026-02-14"]}
