"""Writes each published text for programs, block by block.

Each version has one file, which never changes: `data/texts/<document>/<version>.json`. The blocks are those that
redlines compare, so that a comparison of two files compares the visible text.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_tools.model.version import Archive, Version
from build_tools.text.escaping import show_invisible

if TYPE_CHECKING:
    from build_tools.changes.redline.markdown_blocks import TextBlock  # slow to import

FOLDER = "data/texts"
_SCHEMA = Path(__file__).with_name("text.schema.json")
TEXT_SCHEMA = f"data/schemas/{_SCHEMA.name}"
SCHEMA_VERSION = 1


def text_path(version: Version) -> str:
    """The path of the text of a version, from the folder of all pages."""
    return f"{FOLDER}/{version.document.id}/{version.name}.json"


@dataclass(frozen=True, slots=True)
class PublishedText:
    """All of a version that its file shows."""

    document: str
    """The id of its document."""
    version: str
    """Its name."""
    title: str
    published: str
    """The day in its name."""
    in_force_from: str
    body: str
    """Markdown."""


def describe_text(version: Version) -> PublishedText:
    """What the file of a version shows."""
    document, start = version.document, version.effective.day if version.effective else version.named
    return PublishedText(document.id, version.name, document.title, str(version.named), str(start), document.body)


def make_texts(archive: Archive, write: Callable[[Version], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of the text of each version, which `write` gives, and of their JSON Schema."""
    for versions in archive.histories.values():
        for version in versions:
            yield text_path(version), write(version)
    yield TEXT_SCHEMA, _SCHEMA.read_bytes()


def write_text(text: PublishedText) -> bytes:
    """The file of a version, as JSON."""
    from build_tools.changes.redline.markdown_blocks import read_blocks  # noqa: PLC0415 - slow to import, and a check does without

    content = {
        "$schema": "../../schemas/text.schema.json",
        "schema_version": SCHEMA_VERSION,
        "document": text.document,
        "version": text.version,
        "title": show_invisible(text.title),
        "published": text.published,
        "in_force_from": text.in_force_from,
        "blocks": list(map(_block, read_blocks(text.body))),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _block(block: "TextBlock") -> dict[str, Any]:
    if block.rows:
        return {"kind": "table", "rows": [list(map(show_invisible, row.cells)) for row in block.rows]}
    shown = {"marker": show_invisible(block.marker), "text": show_invisible(block.text)}
    return {"kind": str(block.kind), "depth": block.depth, **shown}
