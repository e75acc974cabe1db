"""Defines data files by columns, from which both their JSON and its JSON Schema are written.

Only columns are published; notes for colleagues have none.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_tools.text.escaping import escape_json
from build_tools.text.json_schema import Schema, a_date, a_day, a_list, a_text, an_object, or_null, write_schema

SCHEMA_VERSION = 2
"""Version 2 adds `upcoming` to what version 1 has."""

_PROMISE = (
    "Within one schema version, keys may be added; none is removed, and none changes its meaning. Every key is always "
    "present. The schema next to the file is the one that describes it."
)


@dataclass(frozen=True, slots=True)
class Column:
    """One key of each entry."""

    name: str
    schema: Schema
    read: Callable[[Any, Any], object]
    """Gives the value as JSON, from the context and the entry. The context is whatever else is needed."""
    flat: Callable[[Any, Any], object] | None = None
    """Gives the value in the CSV, where the JSON has an object."""


Columns = Sequence[Column]


def a_field(name: str, schema: Schema, path: str = "") -> Column:
    """A column of a field of the entry, by its name or its path, `published.day`: a text, a flag or a list of texts."""
    return Column(name, schema, lambda _, entry: plain(_get(entry, path or name)))


def a_stated(name: str, schema: Schema) -> Column:
    """A column of a field whose empty value is null."""
    return Column(name, schema, lambda _, entry: plain(getattr(entry, name) or None))


def a_listing(name: str, description: str, columns: Columns, entry: str = "An entry.", path: str = "") -> Column:
    """A column of a field that holds several entries, each with its columns."""
    return Column(
        name,
        a_list(description, describe(entry, columns)),
        lambda context, whole: [tell(columns, context, part) for part in _get(whole, path or name)],
    )


def a_group(name: str, description: str, columns: Columns, path: str = "", null: str = "") -> Column:
    """A column of a field that holds one value that has columns. `null` says when there is none."""

    def read(context: object, whole: object) -> object:
        part = _get(whole, path or name)
        return None if part is None else tell(columns, context, part)

    schema = describe(description, columns)
    return Column(name, or_null(schema, null) if null else schema, read)


def a_publication(path: str, null: str) -> Column:
    """A column of the published version of a text. `null` says when there is none."""
    columns = (
        a_field("version", a_text("Its name: the last part of its address."), "name"),
        a_field("day", a_text("When it was published: a day, or a month if only that is known."), "published.day"),
        a_field("in_force_from", a_text("The day from which it is in force."), "start"),
    )
    return a_group("published", "The published text.", columns, path, null)


def an_upcoming(description: str, columns: Columns) -> Column:
    """A column of the policies that take effect on later days, each with the columns of a policy."""
    return Column(
        "upcoming",
        a_list(description, describe("The policy from a day on.", (*_UPCOMING, *columns))),
        lambda _, whole: [tell(_UPCOMING, None, one) | tell(columns, one.policy, one.policy) for one in whole.upcoming],
    )


_UPCOMING: Columns = (
    a_field("in_force_from", a_date("The day from which it is in force."), "day"),
    a_field("publications", a_list("The names of the publications that take effect on that day.", {"type": "string"})),
    a_field("object_until", a_day("The last day on which a customer can object; the first one of several.")),
)


def tell(columns: Columns, context: object, entry: object) -> dict[str, object]:
    """An entry as a JSON object."""
    return {column.name: column.read(context, entry) for column in columns}


def describe(description: str, columns: Columns) -> Schema:
    """The JSON Schema of that object."""
    return an_object(description, {column.name: column.schema for column in columns})


def plain(value: object) -> object:
    """A value as JSON: null, a flag, a text or a list of texts."""
    if isinstance(value, tuple):
        return list(map(str, value))
    return value if value is None or isinstance(value, bool) else str(value)


def _get(entry: Any, path: str) -> Any:
    """The value at the end of a path of attributes; none where one of them is none."""
    for name in path.split("."):
        entry = getattr(entry, name) if entry is not None else None
    return entry


def write_file(name: str, title: str, context: object, *parts: tuple[Columns, object]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of a data file, and of its JSON Schema. It has the columns of all its parts."""
    written: dict[str, object] = {"$schema": f"schemas/{name}.schema.json", "schema_version": SCHEMA_VERSION}
    schemas: dict[str, Schema] = {
        "$schema": a_text("The address of this schema, relative to the file."),
        "schema_version": {
            "description": "The version of the format; others are incompatible.",
            "const": SCHEMA_VERSION,
        },
    }
    for columns, part in parts:
        written |= tell(columns, context, part)
        schemas |= {column.name: column.schema for column in columns}
    yield f"data/{name}.json", write_json(written)
    schema = an_object(f"The content of the pages of the site, for programs. {_PROMISE}", schemas)
    yield f"data/schemas/{name}.schema.json", write_schema(title, schema)


def write_json(value: Mapping[str, object]) -> bytes:
    """An object as a file. Invisible characters are escaped, so that no reader of the file is misled."""
    return (escape_json(json.dumps(value, ensure_ascii=False, indent=1)) + "\n").encode()
