"""Which version does somebody ask for?"""

import re
from collections import deque
from contextlib import suppress
from datetime import date

from pydantic_core import PydanticCustomError

from build_tools.history.errors import HistoryError
from build_tools.model.day import KnownDay
from build_tools.model.version import Archive, Revision, Version, Versions

_NAME = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)(\.[1-9]\d*)?", re.ASCII)
"""How a version is called: by its day, or its month where no more is known, and its number on that day."""


def find_document(archive: Archive, document: str) -> Versions:
    """All versions of a document.

    Raises: HistoryError: it was never published.
    """
    if document in archive.histories:
        return archive.histories[document]
    known = ", ".join(archive.histories) or "none yet"
    raise HistoryError(f"there is no published document {document!r}", f"Published are: {known}.")


def find_version(versions: Versions, day: date, name: str | None) -> Version:
    """The version of a name, or else the one in force on a day.

    Raises: HistoryError: there is none, or only the month is known in which the text was published.
    """
    if name is not None:
        return _named(versions, name)
    found = versions.on(day)
    if found.version and not found.is_certain:
        what = f"the text was published in {found.version.start}, on a day that is not known"
        raise HistoryError(what, "Ask for a later day.")
    if found.version is None:
        what = f"no text of {versions.document} was in force on {day}"
        raise HistoryError(what, f"policy log {versions.document} lists when each was.")
    return found.version


def find_last(archive: Archive) -> Revision | None:
    """The commit that made the newest version of all; none where nothing is published."""
    last = deque(archive.in_order, maxlen=1)
    return last[0].revision if last else None


def is_version_name(name: str) -> bool:
    """Whether something is written as the name of a version: `2026-02-14`, `2026-02-14.2`, or `2026-02`."""
    return read_name(name) is not None


def find_publication(archive: Archive, name: str) -> Revision:
    """The commit that made a version, by the name that `policy log` prints, or that was published last by a day.

    A day, `2026-02-14`, stands for its end: of several versions of one day it is the last. A month, `2026-02`, is the
    version of that name where there is one, and else the end of the month.

    Raises: HistoryError: nothing was published by then, or versions of that name were made by several commits.
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
    """The day, or the month where no more is known, of a version's name; none where it is no such name."""
    match = _NAME.fullmatch(name)
    with suppress(PydanticCustomError):
        return KnownDay.parse(match[1]) if match else None
    return None


def _named(versions: Versions, name: str) -> Version:
    if name in versions.by_name:
        return versions.by_name[name]
    what = f"{versions.document} has no version {name!r}"
    raise HistoryError(what, f"Its versions are: {', '.join(versions.by_name)}.")
