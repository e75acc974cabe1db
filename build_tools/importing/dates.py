"""Finds dates and periods in text, where they can be read in only one way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel.dates import get_month_names

from build_tools.importing.blocks import Block
from build_tools.importing.ids import plain
from build_tools.model.day import KnownDay
from build_tools.model.period import Period

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
_MONTHS = {
    name.lower().rstrip("."): number
    for language in _LANGUAGES
    for width in ("wide", "abbreviated")
    for number, name in get_month_names(width, locale=language).items()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_STATED = re.compile(
    r"(?i)(?:^|[(\s|])(?P<label>"
    r"(?:date of (?:the )?)?last\s+(?:updated?|modified|revised|revision|changed|reviewed|amended)|"
    r"(?:date\s+)?(?:updated|revised)|effective(?:\s+(?:date|as\s+of|from|since))?|in\s+effect\s+(?:since|from)|"
    r"(?:revision|version)\s+date|date\s+of\s+(?:issue|publication)|"
    r"(?:zuletzt|letzte)\s+(?:aktualisiert|geändert|aktualisierung|änderung)|stand|gültig\s+(?:ab|seit)|in\s+kraft\s+seit|"
    r"dernière\s+(?:mise\s+à\s+jour|modification)|(?:date\s+d['’])?entrée\s+en\s+vigueur|mis\s+à\s+jour|"
    r"última\s+(?:actualización|modificación|revisión|atualização|modificação)|"
    r"(?:fecha\s+de\s+)?(?:entrada\s+en\s+)?vigencia|"
    r"ultimo\s+aggiornamento|ultima\s+modifica|aggiornato|laatst\s+(?:bijgewerkt|gewijzigd)|em\s+vigor\s+desde)"
    r"\s*(?:\s(?:on|of|as\s+of|am|vom|le|el|il|op|em)|date)?\s*[:\-–—]?\s*"
    r"(?P<day>(?:[\w.,/’' -]|º){4,40}?)[.)\s|]*(?=$|[|(\n])"
)
_ENDS = re.compile(r"(?:[a-z]{5}|\d{4})[.!?]\s+\S")  # a second sentence
_SUBJECT = re.compile(
    r"(?i)(?:[\W_]*|[\W_]*(?:this|these|the|our|diese\w*|die|cette|la|les|esta|questa|deze|\w+['’]s)\b[^.]{0,60}?"
    r"\b(?:was|is|are|were|been|wurden?|ist|été|est|fue|es|è|stata|is|foi))[\W_]*"
)
"""What may be before the date: nothing, or a sentence such as "This policy was last updated on …"."""
_NUMERIC = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
_EFFECTIVE = re.compile(r"(?i)effective|in effect|gültig|in kraft|vigueur|vigencia|vigor")
_AROUND = 45
"""How many letters a line may have beside the date, such as "This Privacy Policy was"."""
_DATES = (
    re.compile(rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of |de |d['’])?(?P<month>{_MONTH})\.?,?\s+"
        r"(?:de |del )?(?P<year>\d{4})",
        re.IGNORECASE,
    ),
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
    r"minimum|maximum|max|min|no longer than|no more than|not exceed\w*|unless|until|as long as|business|working|"
    r"older than|"
    r"normally|usually|typically|generally|at the latest|plus|every|each|e\.g|for example|rolling|extend\w*|renew\w*|"
    r"bis zu|mindestens|höchstens|maximal|spätestens|etwa|zwischen|werktage?n?|solange|bis|in der regel|grundsätzlich|"
    r"zuzüglich|längstens|jede\w*|beispielsweise|sofern|soweit)\b|[<>≤≥~]|\d\s*\+|\+\s*\d|\d\s*(?:[-–]|to|bis)\s*\d"
)
_START = re.compile(r"(?i)^\s+(?:after|from|following|since|nach|ab|seit)\s+(?P<start>[^.;,()]{3,60}?)\s*(?=[.;,()]|$)")


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A line that states the date of its text."""

    line: str  # in Markdown
    day: KnownDay | None  # none if it can be read in two ways: 02/03/2024
    is_start: bool  # whether it is the day from which the text is in force


def find_dates(block: Block) -> Iterator[StatedDate]:
    """Yield the short lines that state the date of a text."""
    for line in block.text.split("  \n"):
        words = plain(line)
        found = [match for match in _STATED.finditer(words) if read_day(match["day"]) or _NUMERIC.search(match["day"])]
        if found and not _SUBJECT.fullmatch(words[: found[0].start()]):
            continue
        if found and len(words) <= sum(len(match[0]) for match in found) + _AROUND and not _ENDS.search(words):
            match = next((match for match in found if not _EFFECTIVE.search(match["label"])), found[0])
            yield StatedDate(line, read_day(match["day"]), bool(_EFFECTIVE.search(match["label"])))


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
