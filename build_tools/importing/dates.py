"""Finds dates and periods in text, where they can be read in only one way."""

import re

from babel.dates import get_month_names

from build_tools.importing.blocks import Block
from build_tools.importing.ids import plain
from build_tools.model.day import KnownDay
from build_tools.model.period import Period

_MONTHS = {
    name.lower().rstrip("."): number
    for language in ("en", "de")
    for width in ("wide", "abbreviated")
    for number, name in get_month_names(width, locale=language).items()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_STATED = re.compile(
    r"(?i)\b(?:last\s+(?:updated|modified|revised|changed)|updated|zuletzt\s+(?:aktualisiert|geändert)(?:\s+am)?|stand)"
    r"(?:\s+on)?\s*:?\s*(?P<day>[\w.,/ -]{6,30})"
)
_DATES = (
    re.compile(rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
)
_NUMBERS = {
    word: number
    for number, words in {
        1: "one ein eine einen einem einer", 2: "two zwei", 3: "three drei", 4: "four vier", 5: "five fünf",
        6: "six sechs", 7: "seven sieben", 8: "eight acht", 9: "nine neun", 10: "ten zehn", 12: "twelve zwölf",
        14: "fourteen", 18: "eighteen", 24: "twenty-four", 30: "thirty dreißig", 60: "sixty sechzig",
        90: "ninety neunzig",
    }.items()
    for word in words.split()
}  # fmt: skip
_UNITS = {
    "year": "years", "jahr": "years", "month": "months", "monat": "months", "week": "weeks", "woche": "weeks",
    "day": "days", "tag": "days", "hour": "hours", "stunde": "hours", "minute": "minutes",
}  # fmt: skip
_PERIOD = re.compile(
    rf"(?i)(?<![\w.,-])(?:(?P<digits>\d{{1,4}})|(?P<word>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}))"
    rf"(?:\s*\(\d{{1,4}}\))?[\s-](?P<unit>{'|'.join(_UNITS)})(?:e?s|en|e|n)?\b"
)
_UNSURE = re.compile(
    r"(?i)\b(?:up to|at least|at most|more than|less than|between|or longer|or less|approximately|about|around|"
    r"minimum|maximum|no longer than|not exceed\w*|unless|until|as long as|business|working|bis zu|mindestens|"
    r"höchstens|etwa|zwischen|werktage?|solange|bis)\b|\d\s*(?:[-–]|to|bis)\s*\d"
)
_START = re.compile(r"(?i)^\s+(?:after|from|following|since|nach|ab|seit)\s+(?P<start>[^.;,()]{3,60}?)\s*(?=[.;,()]|$)")


def find_day(block: Block) -> tuple[KnownDay | None, str]:
    """The date that a short line states for the text, and that line. 02/03/2024 is no date: it has two meanings."""
    for line in block.text.split("  \n"):
        match = _STATED.search(plain(line))
        if match and len(plain(line)) <= len(match[0]) + 20:
            return read_day(match["day"]), line
    return None, ""


def read_day(text: str) -> KnownDay | None:
    """A day or a month in words; none if it is neither, or can be read in two ways."""
    for pattern in _DATES:
        if match := pattern.search(text):
            month, day = match["month"].lower(), match.groupdict().get("day")
            number = int(month) if month.isdigit() else _MONTHS[month]
            try:
                return KnownDay.parse(f"{int(match['year']):04}-{number:02}" + (f"-{int(day):02}" if day else ""))
            except ValueError:
                return None
    return None


def find_period(text: str) -> tuple[Period, re.Match[str]] | None:
    """The only period that a text states, and its match; none if it states several, or a limit, or an estimate."""
    found = list(_PERIOD.finditer(text))
    if len(found) != 1 or _UNSURE.search(text):
        return None
    match = found[0]
    number = int(match["digits"]) if match["digits"] else _NUMBERS[match["word"].lower()]
    try:
        return Period.parse(str(Period(**{_UNITS[match["unit"].lower()]: number}))), match
    except ValueError:
        return None


def find_start(text: str, period: re.Match[str]) -> str:
    """The event from which a period is counted, if the text names it right after the period; else empty."""
    match = _START.match(text[period.end() :])
    return match["start"] if match else ""
