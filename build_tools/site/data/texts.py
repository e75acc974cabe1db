"""Writes each published text for programs, block by block.

Each version has one file, which never changes: `data/texts/<document>/<version>.json`. The blocks are those that
redlines compare, so that a comparison of two files compares the visible text.
"""

import json
from collections.abc import Iterator
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


def make_texts(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of the text of each version, and of their JSON Schema."""
    for versions in archive.histories.values():
        for version in versions:
            yield text_path(version), _write(version)
    yield TEXT_SCHEMA, _SCHEMA.read_bytes()


def _write(version: Version) -> bytes:
    from build_tools.changes.redline.markdown_blocks import read_blocks  # noqa: PLC0415 - slow to import, and a check does without

    text = {
        "$schema": "../../schemas/text.schema.json",
        "schema_version": SCHEMA_VERSION,
        "document": version.document.id,
        "version": version.name,
        "title": show_invisible(version.document.title),
        "published": str(version.named),
        "in_force_from": str(version.effective.day if version.effective else version.named),
        "blocks": list(map(_block, read_blocks(version.document.body))),
    }
    return (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode()


def _block(block: "TextBlock") -> dict[str, Any]:
    if block.rows:
        return {"kind": "table", "rows": [list(map(show_invisible, row.cells)) for row in block.rows]}
    shown = {"marker": show_invisible(block.marker), "text": show_invisible(block.text)}
    return {"kind": str(block.kind), "depth": block.depth, **shown}
