"""Writes the history of the documents for a terminal, and for programs."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from build_tools.history.ledger import Breach, describe
from build_tools.model.problem import HistoryProblem
from build_tools.model.version import Archive, Provenance, Standing, Unpublished, Version


def as_text(archive: Archive, documents: Iterable[str], today: date) -> str:
    """The versions of some documents, the newest first, as of a day, then the commits that were left out."""
    lines: list[str] = []
    for document in documents:
        lines += ["", document] if lines else [document]
        versions = archive.histories[document]
        on = versions.on(today)
        lines += [_line(version, on.standing(version)) for version in reversed(versions.all)]
    return "".join(f"{line}\n" for line in (*lines, *_left_out(archive.unpublished)))


def as_json(archive: Archive, documents: Iterable[str], today: date) -> str:
    """One JSON object: `versions`, the newest first, as of a day, and `unpublished`, the commits that were left out."""
    told = {
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
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def breaches_as_text(breaches: Iterable[Breach], cause: HistoryProblem | None = None) -> str:
    """One line a breach, and a last one for what caused them and mends them, where that is known."""
    return "".join(f"{told}\n" for told in (*breaches, *filter(None, [cause])))


def breaches_as_json(breaches: Iterable[Breach], cause: HistoryProblem | None = None) -> str:
    """One JSON object: `breaches`, each with the version and what happened to it, and their `cause`.

    It has its kind, what it is and its remedy, and is null where it is not known.
    """
    told = [{"version": breach.version, "what": breach.what} for breach in breaches]
    why = cause.as_object() if cause else None
    return json.dumps({"breaches": told, "cause": why}, ensure_ascii=False, indent=2) + "\n"


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


def _left_out(unpublished: Iterable[Unpublished]) -> Iterator[str]:
    for number, left in enumerate(unpublished):
        if number == 0:
            yield from ("", "not published, since the source could not be read:")
        yield f"  {left.revision}: {left.problems[0]}"


def _object(version: Version, standing: Standing) -> dict[str, Any]:
    return describe(version) | {
        "standing": standing.value,
        "in_force_from": None if version.never_applied else str(version.start),
        "until": str(version.until) if version.until else None,
        "author": version.revision.author,
        "subject": version.revision.subject,
    }
