"""Finds the letters of a source for which the font of PDFs has no shape."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from build_tools.downloads.pdf.font_letters import describe_characters, find_unprintable
from build_tools.model.document import Document
from build_tools.model.localize import say
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.model.settings import DownloadForm
from build_tools.source.reader import Reading
from build_tools.source.source_map import Passage

_WRITTEN = re.compile(r"&#?\w+;|[^\x00-\x7f]")
"""A letter by its name or number (HTML Standard, 13.1.4), or as it is."""


def find_unprintable_characters(reading: Reading, documents: tuple[Document, ...]) -> Iterator[Problem]:
    """Yield the texts with letters that the font of PDFs lacks, where PDFs are offered.

    `documents` hold what a reader reads of them.
    """
    policy = reading.readable
    if DownloadForm.PDF not in policy.publication.downloads:
        return
    lacking = set(find_unprintable("".join(_printed(policy, documents))))
    found: set[str] = set()
    for route, value in reading.policy.values if lacking else ():
        if isinstance(value, str) and route[0] != "pages" and (letters := _letters_of(value, lacking)):
            found.update(letters)
            yield _report(reading, route, value, letters)
    if rest := tuple(sorted(lacking - found)):  # the words of a calendar, or a layout
        what = f"the font of PDFs lacks {describe_characters(rest)}, which this language or a layout brings"
        yield Problem(reading.sources.locate(("publication", "downloads")), what, "Offer docx alone.", "letter")


def _printed(policy: Policy, documents: tuple[Document, ...]) -> Iterator[str]:
    """Yield all that stands on paper."""
    labels, language = policy.wording.downloads, policy.publication.language
    yield from (line for document in documents for line in (document.title, *document.lines))
    yield from (labels.version, labels.fingerprint, labels.page, policy.wording.changelog.not_yet)
    yield policy.wording.history.draft
    yield from (say(date(2026, month, 28), language) for month in range(1, 13))


def _letters_of(value: str, lacking: set[str]) -> tuple[str, ...]:
    """The letters of a text that are among those that are lacking, in its order."""
    return tuple(dict.fromkeys(letter for letter in unescape(value) if letter in lacking))


def _report(reading: Reading, route: Route, text: str, letters: tuple[str, ...]) -> Problem:
    what = f"the font of PDFs lacks {describe_characters(letters)}"
    remedy = "Write it with other letters, or offer docx alone under downloads: in policy.yml."
    written = (match.span() for match in _WRITTEN.finditer(text) if letters[0] in unescape(match[0]))
    span = next(written, (0, 0))
    return Passage(route, text, reading.sources).report(span, "letter", what, remedy)
