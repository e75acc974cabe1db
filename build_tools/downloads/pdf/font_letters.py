"""Finds the characters for which the font of PDFs has no shape, in texts and in a source."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

from build_tools.model.document import Document
from build_tools.model.localize import say
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.settings import DownloadForm
from build_tools.source.reader import Reading
from build_tools.source.source_map import Passage

_RANGES = Path(__file__).parent / "letters.txt"
"""The characters in all faces of the font, as ranges of hexadecimal numbers. A test compares them with the font."""
_WRITTEN = re.compile(r"&#?\w+;|[^\x00-\x7f]")
"""A character by its name or number (HTML Standard, 13.1.4), or as it is."""
_FEW = 5


def find_unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text without a shape, each once, in the order of the text."""
    return tuple(dict.fromkeys(_shapeless().findall(text)))


def replace_unprintable(text: str) -> str:
    """A text with the number of each such character in its place: `[U+4E2D]`."""
    return _shapeless().sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def describe_characters(characters: tuple[str, ...]) -> str:
    """Characters with their numbers, for a message; of many the first five."""
    named = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters[:_FEW])
    return f"{named} and others" if len(characters) > _FEW else named


@cache
def _shapeless() -> re.Pattern[str]:
    ranges = (line.split("-") for line in _RANGES.read_text("ascii").split())
    shapes = "".join(f"\\U{first:0>8}-\\U{last:0>8}" for first, last in ranges)
    return re.compile(f"[^\\s{shapes}]")


def find_unprintable_characters(reading: Reading, documents: tuple[Document, ...]) -> Iterator[Problem]:
    """Yield the texts of a source with characters that the font of PDFs lacks, where PDFs are offered."""
    policy = reading.readable
    if DownloadForm.PDF not in policy.publication.downloads:
        return
    lacking = set(find_unprintable("".join(_printed(policy, documents))))
    found: set[str] = set()
    for route, value in reading.policy.values if lacking else ():
        if not isinstance(value, str) or route[0] == "pages":
            continue
        if characters := tuple(dict.fromkeys(character for character in unescape(value) if character in lacking)):
            found.update(characters)
            written = (match.span() for match in _WRITTEN.finditer(value) if characters[0] in unescape(match[0]))
            what = f"the font of PDFs lacks {describe_characters(characters)}"
            remedy = "Write it with other letters, or offer docx alone under downloads: in policy.yml."
            yield Passage(route, value, reading.sources).report(next(written, (0, 0)), "letter", what, remedy)
    if rest := tuple(sorted(lacking - found)):  # the words of a calendar, or a layout
        what = f"the font of PDFs lacks {describe_characters(rest)}, which this language or a layout brings"
        yield Problem(reading.sources.locate(("publication", "downloads")), what, "Offer docx alone.", "letter")


def _printed(policy: Policy, documents: tuple[Document, ...]) -> Iterator[str]:
    labels, language = policy.wording.downloads, policy.publication.language
    yield from (line for document in documents for line in (document.title, *document.lines))
    yield from (labels.version, labels.fingerprint, labels.page, policy.wording.changelog.not_yet)
    yield policy.wording.history.draft
    yield from (say(date(2026, month, 28), language) for month in range(1, 13))
