"""Writes JSON Schemas (draft 2020-12) of the data that other programs read."""

import json
from typing import Any

Schema = dict[str, Any]


def write_schema(title: str, schema: Schema) -> bytes:
    """A JSON Schema as a file."""
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


def an_object(description: str, properties: dict[str, Schema]) -> Schema:
    """An object with exactly these keys."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def a_choice(description: str, values: list[str]) -> Schema:
    """A value from a list."""
    return {"description": description, "enum": values}


def a_text(description: str, pattern: str = "") -> Schema:
    """A string, which matches a regular expression if one is given."""
    return {"description": description, "type": "string"} | ({"pattern": pattern} if pattern else {})


def text_or_null(description: str) -> Schema:
    """A string or null."""
    return {"description": description, "type": ["string", "null"]}


def or_null(schema: Schema, description: str) -> Schema:
    """A value of a schema, or null."""
    return {"description": description, "anyOf": [schema, {"type": "null"}]}


def a_date(description: str) -> Schema:
    """A date."""
    return {"description": description, "type": "string", "format": "date"}


def a_day(description: str) -> Schema:
    """A date or null."""
    return or_null({"type": "string", "format": "date"}, description)


def a_list(description: str, items: Schema) -> Schema:
    """A list of values of a schema."""
    return {"description": description, "type": "array", "items": items}


def a_flag(description: str) -> Schema:
    """True or false."""
    return {"description": description, "type": "boolean"}


def flag_or_null(description: str) -> Schema:
    """True, false or null."""
    return {"description": description, "type": ["boolean", "null"]}
