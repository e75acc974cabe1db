"""How is a thing told to programs, so that its JSON and its JSON Schema say the same?

It is told once, as columns. Only what is named there is published; remarks for colleagues are not.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from build_tools.model.version import Version
from build_tools.text.escaping import escape_json
from build_tools.text.json_schema import Schema, a_date, a_day, a_list, a_text, an_object, or_null, write_schema

SCHEMA_VERSION = 2
"""Version 2 has `upcoming` beside what is in force, and all that version 1 has."""

_PROMISE = (
    "Within one schema version keys may come; none goes, and none changes its meaning. Every key is always there. The "
    "schema beside the file is the one that fits it."
)

_Context = TypeVar("_Context")
_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Column(Generic[_Context, _Entry]):
    """One thing that is told of each entry."""

    name: str
    schema: Schema
    read: Callable[[_Context, _Entry], object]
    """What is told, as JSON has it. The context is whatever else has to be known."""
    flat: Callable[[_Context, _Entry], object] | None = None
    """What the CSV has in its place, where the JSON has an object."""


Columns = Sequence[Column[Any, Any]]


def a_field(name: str, schema: Schema) -> Column[Any, Any]:
    """A column of a field of the entry: a text, a flag, or what has one spelling."""
    return Column(name, schema, lambda _, entry: plain(getattr(entry, name)))


def a_listing(name: str, description: str, columns: Columns, entry: str = "An entry.") -> Column[Any, Any]:
    """A column of a field that holds several entries, each told by columns of its own."""
    return Column(
        name,
        a_list(description, describe(entry, columns)),
        lambda context, whole: [tell(columns, context, part) for part in getattr(whole, name)],
    )


def a_group(name: str, description: str, columns: Columns) -> Column[Any, Any]:
    """A column of a field that holds one value, which is told by columns of its own."""
    return Column(
        name,
        describe(description, columns),
        lambda context, whole: tell(columns, context, getattr(whole, name)),
    )


def a_publication(name: str, description: str) -> Column[Any, Any]:
    """A column of a field that holds the published version of a text, or none."""
    schema = an_object(
        "The text that says the same.",
        {
            "version": a_text("Its name: the last part of its address."),
            "day": a_text("When it was published: a day, or a month where only that is known."),
            "in_force_from": a_text("From when on it is in force."),
        },
    )
    return Column(name, or_null(schema, description), lambda _, whole: _publication(getattr(whole, name)))


def an_upcoming(description: str, columns: Columns) -> Column[Any, Any]:
    """A column of the policies that take effect on later days, each told by columns of the policy itself."""
    schema = describe("From a day on.", (*_UPCOMING, *columns))
    return Column(
        "upcoming",
        a_list(description, schema),
        lambda _, whole: [tell(_UPCOMING, None, one) | tell(columns, one.policy, one.policy) for one in whole.upcoming],
    )


_UPCOMING: Columns = (
    Column("in_force_from", a_date("The day from which it is in force."), lambda _, one: str(one.day)),
    Column(
        "publications",
        a_list("The names of the publications that take effect on that day.", {"type": "string"}),
        lambda _, one: list(one.publications),
    ),
    a_field("object_until", a_day("The last day on which a customer can object; the first one of several.")),
)


def tell(columns: Columns, context: object, entry: object) -> dict[str, object]:
    """What is told of an entry, as a JSON object."""
    return {column.name: column.read(context, entry) for column in columns}


def describe(description: str, columns: Columns) -> Schema:
    """The JSON Schema of that object."""
    return an_object(description, {column.name: column.schema for column in columns})


def plain(value: object) -> object:
    """A value as JSON has it: null, a flag, or how it is spelt."""
    return value if value is None or isinstance(value, bool) else str(value)


def write_file(name: str, title: str, context: object, *parts: tuple[Columns, object]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of a data file, and of its JSON Schema. It tells of each part by its columns."""
    told: dict[str, object] = {"$schema": f"schemas/{name}.schema.json", "schema_version": SCHEMA_VERSION}
    schemas: dict[str, Schema] = {
        "$schema": a_text("This schema, from where the file stands."),
        "schema_version": {"description": "Another number has another meaning.", "const": SCHEMA_VERSION},
    }
    for columns, part in parts:
        told |= tell(columns, context, part)
        schemas |= {column.name: column.schema for column in columns}
    yield f"data/{name}.json", write_json(told)
    schema = an_object(f"What the site says in its pages, for programs. {_PROMISE}", schemas)
    yield f"data/schemas/{name}.schema.json", write_schema(title, schema)


def write_json(told: Mapping[str, object]) -> bytes:
    """An object as a file. What nobody would see in it is escaped: programs read it, and it misleads no eye."""
    return (escape_json(json.dumps(told, ensure_ascii=False, indent=1)) + "\n").encode()


def _publication(version: Version | None) -> dict[str, str] | None:
    if version is None:
        return None
    return {"version": version.name, "day": str(version.published.day), "in_force_from": str(version.start)}
