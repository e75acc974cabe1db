"""Parses periods (ISO 8601 durations), which compare, add up and keep the unit in which they were written."""

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from build_tools.model.problem import invalid

UNITS = ("years", "months", "weeks", "days", "hours", "minutes")
"""The components of a period, longest first."""

_PATTERN = r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?"
_LONGEST_YEARS = 100
_LONGEST_TEXT = 40
_MINUTES = {"years": 525_600, "months": 43_800, "weeks": 10_080, "days": 1_440, "hours": 60, "minutes": 1}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A period such as `P90D` or `P7Y` (ISO 8601-1:2019, 5.5.2; no fractions, no seconds), printed as it was written.

    Periods compare by length, with years of 365 days and months of a twelfth of that: `P1W` equals `P7D`.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, value: object) -> Self:
        """Parse an ISO 8601 duration, or raise a pydantic error, which is a ValueError and says how to fix it."""
        if isinstance(value, cls):
            return value
        text = str(value)
        match = re.fullmatch(_PATTERN, text, re.ASCII)
        if not match or len(text) > _LONGEST_TEXT:
            raise invalid(f"period {text[:_LONGEST_TEXT]!r} is not an ISO 8601 period. {_suggest(text)}")
        period = cls(*(int(number or 0) for number in match.groups()))
        if not period.length:
            raise invalid(f"period {text!r} is zero. Write how long, for example P30D.")
        if period > cls(years=_LONGEST_YEARS):
            raise invalid(f"period {text!r} is over {_LONGEST_YEARS} years. Check the number and its unit.")
        return period

    @property
    def length(self) -> int:
        """The length in minutes."""
        return sum(getattr(self, unit) * _MINUTES[unit] for unit in UNITS)

    @property
    def whole_days(self) -> int:
        """The length in days, rounded up."""
        return -(-self.length // _MINUTES["days"])

    @property
    def parts(self) -> tuple[tuple[int, str], ...]:
        """The number and unit of each component that is not zero, longest unit first."""
        return tuple((getattr(self, unit), unit) for unit in UNITS if getattr(self, unit))

    def __add__(self, other: "Period") -> "Period":
        return Period(*(getattr(self, unit) + getattr(other, unit) for unit in UNITS))

    def __eq__(self, other: object) -> bool:
        return self.length == other.length if isinstance(other, Period) else NotImplemented

    def __lt__(self, other: "Period") -> bool:
        return self.length < other.length

    def __hash__(self) -> int:
        return hash(self.length)

    def __str__(self) -> str:
        letters = dict(zip(UNITS, "YMWDHM", strict=True))
        days = "".join(f"{number}{letters[unit]}" for number, unit in self.parts if unit not in {"hours", "minutes"})
        time = "".join(f"{number}{letters[unit]}" for number, unit in self.parts if unit in {"hours", "minutes"})
        return f"P{days}{'T' + time if time else ''}"

    @property
    def adjective(self) -> "Adjective":
        """The period before a noun: `30-day`."""
        return Adjective(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_PATTERN}$", "examples": ["P30D", "P7Y", "PT24H"]}


@dataclass(frozen=True, slots=True)
class Adjective:
    """A period before a noun, as in `30-day retention`."""

    period: Period


def _suggest(text: str) -> str:
    words = re.search(r"(\d{1,5})[ -]?(year|month|week|day|hour|minute)", text, re.IGNORECASE)
    if not words:
        return "Write for example P30D for 30 days, P6M for 6 months, P7Y for 7 years, PT24H for 24 hours."
    number, unit = words.groups()
    return f"Write {Period(**{unit.lower() + 's': int(number)})}."
