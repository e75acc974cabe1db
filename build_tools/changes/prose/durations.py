"""Which lengths of time does a text name?"""

import re

_TO_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBERS = {word: number for number, word in enumerate(_TO_TWENTY)} | {
    "a": 1,
    "an": 1,
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
}
_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "business day": 1.4,
    "week": 7,
    "month": 30.4,
    "quarter": 91,
    "year": 365,
}
_DURATION = re.compile(
    rf"\b(\d+(?:\.\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?:\s*\(\d+\))?[\s-]+"
    r"((?:business |working |calendar )?(?:minute|hour|day|week|month|quarter|year))s?\b",
    re.IGNORECASE,
)
_ENDLESS = re.compile(
    r"\b(?:indefinite(?:ly)?|forever|in perpetuity|as long as|until (?:no longer )?(?:needed|necessary))\b",
    re.IGNORECASE,
)


def find_durations(text: str) -> frozenset[float]:
    """The lengths of time in days, by the convention that a month has 30.4; without end is infinite."""
    endless = {float("inf")} if _ENDLESS.search(text) else set[float]()
    return frozenset(_length(match) for match in _DURATION.finditer(text)) | endless


def drop_durations(text: str) -> str:
    """A text without the lengths of time that it names by number and unit."""
    return _DURATION.sub("", text)


def _length(match: re.Match[str]) -> float:
    number, unit = match[1].casefold(), match[2].casefold().replace("working", "business").removeprefix("calendar ")
    return float(_NUMBERS.get(number, number)) * _DAYS[unit]
