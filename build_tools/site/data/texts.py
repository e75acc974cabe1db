"""What does each published text say, block by block, for programs?

One file a version, which never changes: `data/texts/<document>/<version>.json`. The blocks are those that redlines are
made of, so that whoever compares two of these files compares what one reads.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from build_tools.model.version import Archive, Version
from build_tools.text.escaping import show_invisible
from build_tools.text.json_schema import Schema, a_choice, a_list, a_text, an_object, write_schema

if TYPE_CHECKING:
    from build_tools.changes.redline.markdown_blocks import TextBlock  # slow to import

FOLDER = "data/texts"
"""Where the texts are published."""
TEXT_SCHEMA = "data/schemas/text.schema.json"
"""Where the JSON Schema of them is published."""
SCHEMA_VERSION = 1

_KINDS = ["heading", "paragraph", "item", "code"]


def text_path(version: Version) -> str:
    """Where the text of a version is published, from the folder of all pages."""
    return f"{FOLDER}/{version.document.id}/{version.name}.json"


def make_texts(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of the text of each version, and of their JSON Schema."""
    for versions in archive.histories.values():
        for version in versions:
            yield text_path(version), _write(version)
    yield TEXT_SCHEMA, write_schema("Text", _schema())


def _write(version: Version) -> bytes:
    from build_tools.changes.redline.markdown_blocks import read_blocks  # noqa: PLC0415 - slow to import, and a check does without

    told = {
        "$schema": "../../schemas/text.schema.json",
        "schema_version": SCHEMA_VERSION,
        "document": version.document.id,
        "version": version.name,
        "title": show_invisible(version.document.title),
        "published": str(version.named),
        "in_force_from": str(version.effective.day if version.effective else version.named),
        "blocks": list(map(_tell, read_blocks(version.document.body))),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _tell(block: "TextBlock") -> dict[str, Any]:
    """A block as plain data, in which nothing is hidden."""
    if block.rows:
        return {"kind": "table", "rows": [list(map(show_invisible, row.cells)) for row in block.rows]}
    return {
        "kind": str(block.kind),
        "depth": block.depth,
        "marker": show_invisible(block.marker),
        "text": show_invisible(block.text),
    }


def _schema() -> Schema:
    words = an_object(
        "A piece of the text that stands by itself.",
        {
            "kind": a_choice("What it is on the page.", _KINDS),
            "depth": {
                "description": "The level of a heading, 1 to 6; in how many lists anything else stands.",
                "type": "integer",
                "minimum": 0,
            },
            "marker": a_text("The number before it, where it has one."),
            "text": a_text("Its words as one reads them; a line feed where a line is broken on purpose."),
        },
    )
    rows = a_list("Its rows, the first one with the headings.", a_list("Cells.", {"type": "string"}))
    table = an_object("A table.", {"kind": a_choice("What it is on the page.", ["table"]), "rows": rows})
    return an_object(
        "A document as it was published on a day. The file of a version never changes.",
        {
            "$schema": a_text("This schema."),
            "schema_version": {"description": "Another number has another meaning.", "const": SCHEMA_VERSION},
            "document": a_text("The id of the document."),
            "version": a_text("The name of the version: the last part of its address."),
            "title": a_text("The title that the document had."),
            "published": a_text("When it was published: a day, or a month where only that is known."),
            "in_force_from": a_text("From when on it is in force."),
            "blocks": a_list("All that it says, in order.", {"anyOf": [words, table]}),
        },
    )
