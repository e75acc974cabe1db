"""Finds the letters of a text that the font of PDFs has no shape for, and writes their numbers in their place."""

import re
from functools import cache
from pathlib import Path

_RANGES = Path(__file__).parent / "letters.txt"
"""The characters that all faces of the font have, as ranges of hexadecimal numbers. A test compares them with it."""


def find_unprintable(text: str) -> tuple[str, ...]:
    """The letters of a text without a shape, each once, in the order of the text."""
    return tuple(dict.fromkeys(_lacking().findall(text)))


def replace_unprintable(text: str) -> str:
    """A text with the number of each such letter in its place: `[U+4E2D]`."""
    return _lacking().sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def describe_characters(letters: tuple[str, ...]) -> str:
    """Letters with their numbers, for a message; of many the first five."""
    few = 5
    named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:few])
    return f"{named} and others" if len(letters) > few else named


@cache
def _lacking() -> re.Pattern[str]:
    """What has no shape and is no white space."""
    ranges = (line.split("-") for line in _RANGES.read_text("ascii").split())
    shapes = "".join(f"\\U{first:0>8}-\\U{last:0>8}" for first, last in ranges)
    return re.compile(f"[^\\s{shapes}]")
