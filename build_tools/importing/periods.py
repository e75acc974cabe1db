"""Which period does a piece of text state, if it states one that nobody can understand otherwise?"""

import re

from build_tools.model.period import Period

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
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_PERIOD = re.compile(
    rf"(?<![\w.,-])(?:(?P<digits>\d{{1,4}})|(?P<word>{_WORD}))(?:\s*\(\d{{1,4}}\))?[\s-]"
    r"(?P<unit>year|jahr|month|monat|week|woche|day|tag|hour|stunde|minute)(?:e?s|en|e|n)?\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:up to|at least|at most|more than|less than|between|or longer|or less|approximately|about|around|"
    r"minimum|maximum|"
    r"no longer than|not exceed\w*|unless|until|as long as|business|working|bis zu|mindestens|höchstens|etwa|zwischen|"
    r"werktage?|solange|bis)\b|\d\s*(?:[-–]|to|bis)\s*\d",
    re.IGNORECASE,
)
_START = re.compile(
    r"^\s+(?:after|from|following|since|nach|ab|seit)\s+(?P<start>[^.;,()]{3,60}?)\s*(?=[.;,()]|$)", re.IGNORECASE
)


def find_period(text: str) -> tuple[Period, re.Match[str]] | None:
    """The one period that a text states, with its place; none where it states several, or bounds or doubts it."""
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
    """What a period counts from, where the text says so right after it; empty elsewhere."""
    match = _START.match(text[period.end() :])
    return match["start"] if match else ""
