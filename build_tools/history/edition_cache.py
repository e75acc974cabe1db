"""How are editions kept from one run to the next?"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from build_tools.model.announcement import Announcement
from build_tools.model.document import Document, Part, RenderedRevision
from build_tools.model.problem import Location, Problem, Problems


def write_edition(value: RenderedRevision | Problems) -> bytes:
    """What a source reads, or why it cannot be read, as bytes."""
    return json.dumps(_to_json(value), ensure_ascii=False, separators=(",", ":")).encode()


def read_edition(content: bytes) -> RenderedRevision | Problems:
    """The same, from what `write_edition` wrote."""
    return _from_json(json.loads(content))


def _to_json(value: RenderedRevision | Problems) -> dict[str, Any]:
    if isinstance(value, Problems):
        return {"problems": [asdict(problem) for problem in value.problems]}
    return {
        "documents": [_write_document(document) for document in value.documents],
        "time_zone": value.time_zone,
        "mailbox": value.mailbox,
        "is_draft": value.is_draft,
        "launch": str(value.launch) if value.launch else None,
        "announcements": [told.model_dump(mode="json", exclude_unset=True) for told in value.announcements],
    }


def _write_document(document: Document) -> dict[str, Any]:
    """As `asdict` does, which copies every part of every part."""
    value = {field.name: getattr(document, field.name) for field in fields(document)}
    parts = {
        anchor: {"title": part.title, "words": part.words, "level": part.level}
        for anchor, part in document.parts.items()
    }
    return value | {"parts": parts}


def _from_json(value: Mapping[str, Any]) -> RenderedRevision | Problems:
    if "problems" in value:
        return Problems(
            Problem(**{**problem, "location": Location(**problem["location"])}) for problem in value["problems"]
        )
    announcements = tuple(map(Announcement.model_validate, value["announcements"]))
    return RenderedRevision(
        tuple(map(_read_document, value["documents"])),
        value["time_zone"],
        announcements,
        value["mailbox"],
        value["is_draft"],
        date.fromisoformat(value["launch"]) if value["launch"] else None,
    )


def _read_document(value: Mapping[str, Any]) -> Document:
    parts = {anchor: Part(**part) for anchor, part in value["parts"].items()}
    return Document(**{**value, "lines": tuple(value["lines"]), "parts": parts})
