"""Which version does somebody ask for?"""

from datetime import date

from build_tools.history.faults import HistoryError
from build_tools.model.version import Archive, UncertainDayError, Version, Versions


def find_document(archive: Archive, document: str) -> Versions:
    """All versions of a document.

    Raises: HistoryError: it was never published.
    """
    if document in archive.histories:
        return archive.histories[document]
    known = ", ".join(archive.histories) or "none yet"
    raise HistoryError(f"there is no published document {document!r}", f"Published are: {known}.")


def find_version(versions: Versions, day: date | None, name: str | None) -> Version:
    """The version of a name, or the one in force on a day, or else the one published last.

    Raises: HistoryError: there is none, or nobody can say.
    """
    if name is not None:
        return _named(versions, name)
    if day is None:
        return versions.latest
    try:
        version = versions.in_force_on(day)
    except UncertainDayError as error:
        raise HistoryError(str(error), "Ask for a later day.") from None
    if version is None:
        what = f"no text of {versions.document} was in force on {day}"
        raise HistoryError(what, f"policy log {versions.document} lists when each was.")
    return version


def _named(versions: Versions, name: str) -> Version:
    if name in versions.by_name:
        return versions.by_name[name]
    what = f"{versions.document} has no version {name!r}"
    raise HistoryError(what, f"Its versions are: {', '.join(versions.by_name)}.")
