"""Finds a version by its name, by its document, or by the day on which it was in force."""

import re
from contextlib import suppress
from datetime import date

from pydantic_core import PydanticCustomError

from build_tools.history.errors import HistoryError
from build_tools.model.day import KnownDay
from build_tools.model.version import Archive, Revision, Version, Versions

_NAME = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)(\.[1-9]\d*)?", re.ASCII)
"""The name of a version: its day, or its month where the day is not known, and its number on that day."""


def find_document(archive: Archive, document: str) -> Versions:
    """All versions of a document. Raises HistoryError if it was never published."""
    if document in archive.histories:
        return archive.histories[document]
    known = ", ".join(archive.histories) or "none yet"
    raise HistoryError(f"there is no published document {document!r}", f"Published documents: {known}.")


def find_version(versions: Versions, day: date, name: str | None) -> Version:
    """The version with a name, or in force on a day. Raises HistoryError if there is none, or the day is unknown."""
    if name is not None:
        if name in versions.by_name:
            return versions.by_name[name]
        what = f"{versions.document} has no version {name!r}"
        raise HistoryError(what, f"Its versions are: {', '.join(versions.by_name)}.")
    found = versions.on(day)
    if found.version is None:
        what = f"no text of {versions.document} was in force on {day}"
        raise HistoryError(what, f"policy log {versions.document} lists when each was.")
    if not found.is_certain:
        what = f"the text was published in {found.version.start}, on a day that is not known"
        raise HistoryError(what, "Ask for a later day.")
    return found.version


def find_last(archive: Archive) -> Revision | None:
    """The commit of the newest version; none where nothing is published."""
    return next((version.revision for version in reversed(tuple(archive.in_order))), None)


def find_publication(archive: Archive, name: str) -> Revision:
    """The commit of a version, or the last one published by a day or the end of a month.

    A version whose name is that month has priority. Raises HistoryError if there is none, or there are several.
    """
    day = read_name(name)
    made = {version.revision.commit: version.revision for version in archive.in_order if version.name == name}
    if day is None or "." in name or (made and day.day is None):
        if len(made) != 1:
            what = f"{len(made)} commits made a version {name}" if made else f"there is no version {name!r}"
            raise HistoryError(what, "Name the commit; policy log lists the commit of each version.")
        return made.popitem()[1]
    earlier = [version for version in archive.in_order if version.published.day.last <= day.last]
    if not earlier:
        raise HistoryError(f"nothing was published by {name}", "policy log lists what was published, and when.")
    return earlier[-1].revision


def read_name(name: str) -> KnownDay | None:
    """The day or month in the name of a version (`2026-02-14`, `2026-02-14.2`, `2026-02`); none for other words."""
    match = _NAME.fullmatch(name)
    with suppress(PydanticCustomError):
        return KnownDay.parse(match[1]) if match else None
    return None
