"""When does a text say that it was published, and how exactly?"""

import re

from build_tools.importing.blocks import Block
from build_tools.importing.ids import plain
from build_tools.model.day import KnownDay

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar", "february feb februar", "march mar märz", "april apr", "may mai", "june jun juni",
            "july jul juli", "august aug", "september sep sept", "october oct oktober okt", "november nov",
            "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SAID = re.compile(
    r"\b(?:last\s+(?:updated|modified|revised|changed)|updated|zuletzt\s+(?:aktualisiert|geändert)(?:\s+am)?|stand)"
    r"(?:\s+on)?\s*:?\s*(?P<day>[\w.,/ -]{6,30})",
    re.IGNORECASE,
)
_WRITTEN = (
    re.compile(rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
)


def find_day(block: Block) -> tuple[KnownDay | None, str]:
    """The day that a short line gives as that of the text, and the line as it is written; none and empty without one.

    A day that can be read in two ways, as 02/03/2024, gives none, with the line.
    """
    for line in block.text.split("  \n"):
        match = _SAID.search(plain(line))
        if match and len(plain(line)) <= len(match[0]) + 20:
            return read_day(match["day"]), line
    return None, ""


def read_day(text: str) -> KnownDay | None:
    """A day, or a month, in words; none where it is neither, or can be read in two ways."""
    for pattern in _WRITTEN:
        if match := pattern.search(text):
            month = match["month"].lower()
            day = match.groupdict().get("day")
            number = int(month) if month.isdigit() else _MONTHS[month]
            try:
                told = f"{int(match['year']):04}-{number:02}" + (f"-{int(day):02}" if day else "")
                return KnownDay.parse(told)
            except ValueError:
                return None
    return None
