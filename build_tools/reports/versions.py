"""Writes the history of the documents as text and as JSON."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from build_tools.history.ledger import Breach, describe
from build_tools.model.problem import HistoryProblem
from build_tools.model.version import Archive, Provenance, Standing, Version
from build_tools.reports.output import write_json


def as_text(archive: Archive, documents: Iterable[str], today: date) -> str:
    """The versions of some documents, the newest first, as of a day, then the unpublished commits."""
    lines: list[str] = []
    for document in documents:
        lines += ["", document] if lines else [document]
        versions = archive.histories[document]
        on = versions.on(today)
        lines += [_line(version, on.standing(version)) for version in reversed(versions.all)]
    if archive.unpublished:
        lines += ["", "not published, since the source could not be read:"]
    lines += [f"  {left.revision}: {left.problems[0]}" for left in archive.unpublished]
    return "".join(f"{line}\n" for line in lines)


def as_json(archive: Archive, documents: Iterable[str], today: date) -> str:
    """One JSON object: `versions`, the newest first, as of a day, and `unpublished`, the commits left out."""
    history = {
        "versions": [
            _object(version, archive.histories[name].on(today).standing(version))
            for name in documents
            for version in reversed(archive.histories[name].all)
        ],
        "unpublished": [
            {"commit": left.revision.commit, "problems": [str(problem) for problem in left.problems]}
            for left in archive.unpublished
        ],
    }
    return write_json(history)


def breaches_as_text(breaches: Iterable[Breach], cause: HistoryProblem | None = None) -> str:
    """One line for each breach, and a last one for their cause and remedy, where known."""
    return "".join(f"{line}\n" for line in (*breaches, *filter(None, [cause])))


def breaches_as_json(breaches: Iterable[Breach], cause: HistoryProblem | None = None) -> str:
    """One JSON object: `breaches`, each with its version and the change, and their `cause`; null where unknown."""
    changes = [{"version": breach.version, "what": breach.what} for breach in breaches]
    return write_json({"breaches": changes, "cause": cause.as_object() if cause else None})


def _line(version: Version, standing: Standing) -> str:
    revision, published = version.revision, version.published
    until = {
        Standing.IN_FORCE: "in force",
        Standing.COMING: f"from {version.start}",
        Standing.ENDED: f"until {version.until}",
        Standing.NEVER_APPLIED: "never in force",
    }[standing]
    made = f"{revision.author}, {version.decided.day}" if version.decided else revision.author
    declared = f"  [{published.day} declared]" if published.provenance is Provenance.DECLARED else ""
    return f"  {version.name:<13}{until:<17}  {revision.commit[:12]}  {made}: {revision.subject}{declared}"


def _object(version: Version, standing: Standing) -> dict[str, Any]:
    return describe(version) | {
        "standing": standing.value,
        "in_force_from": None if version.never_applied else str(version.start),
        "until": str(version.until) if version.until else None,
        "author": version.revision.author,
        "subject": version.revision.subject,
    }
