"""How is the history of the documents told on a terminal, and to a program?"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from build_tools.history.ledger import Breach, describe
from build_tools.model.version import Archive, Provenance, Unpublished, Version


def as_text(archive: Archive, documents: Iterable[str]) -> str:
    """The versions of some documents, the newest first, then the commits that were left out."""
    lines: list[str] = []
    for document in documents:
        lines += ["", document] if lines else [document]
        lines += [_line(version) for version in reversed(archive.histories[document].all)]
    return "".join(f"{line}\n" for line in (*lines, *_left_out(archive.unpublished)))


def as_json(archive: Archive, documents: Iterable[str]) -> str:
    """One JSON object: `versions`, the newest first, and `unpublished`, the commits that were left out."""
    told = {
        "versions": [_object(version) for name in documents for version in reversed(archive.histories[name].all)],
        "unpublished": [
            {"commit": left.revision.commit, "problems": [str(problem) for problem in left.problems]}
            for left in archive.unpublished
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def breaches_as_text(breaches: Iterable[Breach]) -> str:
    """One line a breach."""
    return "".join(f"{breach}\n" for breach in breaches)


def breaches_as_json(breaches: Iterable[Breach]) -> str:
    """One JSON object: `breaches`, each with the version and what happened to it."""
    told = [{"version": breach.version, "what": breach.what} for breach in breaches]
    return json.dumps({"breaches": told}, ensure_ascii=False, indent=2) + "\n"


def _line(version: Version) -> str:
    revision, published = version.revision, version.published
    until = f"until {version.until}" if version.until else "in force"
    made = f"{revision.author}, {version.decided.day}" if version.decided else revision.author
    declared = f"  [{published.day} declared]" if published.provenance is Provenance.DECLARED else ""
    return f"  {version.name:<13}{until:<17}  {revision.commit[:12]}  {made}: {revision.subject}{declared}"


def _left_out(unpublished: Iterable[Unpublished]) -> Iterator[str]:
    for number, left in enumerate(unpublished):
        if number == 0:
            yield from ("", "not published, since the source could not be read:")
        yield f"  {left.revision}: {left.problems[0]}"


def _object(version: Version) -> dict[str, Any]:
    until = str(version.until) if version.until else None
    return describe(version) | {"until": until, "author": version.revision.author, "subject": version.revision.subject}
