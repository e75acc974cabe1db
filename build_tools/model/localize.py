"""Formats facts in a language (Unicode CLDR, by way of Babel)."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.lists import format_list
from babel.units import format_unit

from build_tools.model.day import KnownDay
from build_tools.model.period import Adjective, Period


def say(value: object, language: str) -> str:
    """A fact in words: `90 days`, `a, b, and c`. `language` is a BCP 47 tag. Raises TypeError for other values."""
    if isinstance(value, date | KnownDay):
        return _say_day(KnownDay.of(value) if isinstance(value, date) else value, language)
    locale = Locale.parse(language, sep="-")
    match value:
        case Period():
            parts = [_say_part(number, unit.removesuffix("s"), locale) for number, unit in value.parts]
            return format_list(parts, locale=locale)
        case Adjective() if locale.language == "en":
            return " ".join(f"{number}-{unit.removesuffix('s')}" for number, unit in value.period.parts)
        case Adjective():
            return say(value.period, language)  # other languages have several forms, so sources must not use it
        case Sequence() if not isinstance(value, str):
            return format_list([say(getattr(entry, "name", entry), language) for entry in value], locale=locale)
        case str() | int():
            return str(value)
        case _:
            raise TypeError(f"{type(value).__name__} is no text")


def _say_part(number: int, unit: str, locale: Locale) -> str:
    """A number of years, months, weeks or days in words, in the short form where a language has no long one."""
    name = f"duration-{unit}"
    said = format_unit(number, name, "long", locale=locale)
    return format_unit(number, name, "short", locale=locale) if name in said else said


@lru_cache(maxsize=4096)  # the pages of a long history show each of its days many times
def _say_day(day: KnownDay, language: str) -> str:
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - slow to import, and few policies have dates

    locale = Locale.parse(language, sep="-")
    if day.day:
        return format_date(day.first, "long", locale=locale)
    return format_skeleton("yMMMM", day.first, locale=locale)
