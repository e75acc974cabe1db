"""Which facts does the site offer to programs, and what may they rely on?

Each table is told once, as columns with their schema: the JSON, its JSON Schema and the CSV come of them. Only what is
named here is published; remarks for colleagues are not. A column may come; none goes or changes its meaning within one
schema version.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from build_tools.model.policy import Policy
from build_tools.model.retention import RetentionEntry, effective_maximum, period_of
from build_tools.model.subprocessor import Subprocessor
from build_tools.model.version import Version
from build_tools.publish.data_csv import write_csv
from build_tools.publish.json_schema import (
    Schema,
    a_day,
    a_flag,
    a_list,
    a_text,
    an_object,
    or_null,
    text_or_null,
    write_schema,
)

SCHEMA_VERSION = 1

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Column(Generic[_Entry]):
    """One thing that is told of each entry."""

    name: str
    schema: Schema
    read: Callable[[Policy, _Entry], object]
    flat: Callable[[Policy, _Entry], object] | None = None
    """What the CSV has in its place, where the JSON has an object."""


def _field(name: str, schema: Schema) -> Column[Any]:
    """A column of a field of the entry."""
    return Column(name, schema, lambda _, entry: _plain(getattr(entry, name)))


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool) else str(value)


_RECEIPT = an_object(
    "Data that it receives.",
    {
        "data": a_text("The id of the category or the item."),
        "category": a_text("The id of the category."),
        "text": a_text("The published wording."),
        "form": a_text("The form in which it is received: `plain`, `encrypted`, `pseudonymized`."),
    },
)
_TRANSFER = an_object(
    "What makes the transfer lawful (GDPR Art. 44 to 49).",
    {
        "mechanism": a_text("The instrument of chapter V."),
        "text": text_or_null("The published wording."),
        "document": text_or_null("Where a copy of it can be had."),
    },
)

SUBPROCESSORS: Sequence[Column[Subprocessor]] = (
    _field("id", a_text("Names it for ever.")),
    _field("name", a_text("The name customers know.")),
    _field("purpose", a_text("What it is used for.")),
    Column(
        "receives",
        a_list("The data that it receives, in the order of the text.", _RECEIPT),
        lambda policy, vendor: [
            {
                "data": one.data,
                "category": policy.category_of[one.data].id,
                "text": str(one.text),
                "form": one.form,
            }
            for one in vendor.receives
        ],
        lambda _, vendor: [str(one.text) for one in vendor.receives],
    ),
    _field("remark", text_or_null("What the text adds to what it receives.")),
    _field("optional", a_flag("Whether a customer can do without it.")),
    _field("personal_data", a_flag("False where the text says that it receives no personal data.")),
    _field("legal_entity", text_or_null("The contracting company.")),
    _field("address", text_or_null("Its postal address.")),
    _field("contact", text_or_null("Its contact for data protection.")),
    _field("location", text_or_null("Where it processes the data.")),
    Column(
        "transfer",
        or_null(_TRANSFER, "The transfer mechanism, where one is stated."),
        lambda _, vendor: (
            {key: _plain(getattr(vendor.transfer, key)) for key in _TRANSFER["properties"]} if vendor.transfer else None
        ),
        lambda _, vendor: vendor.transfer.mechanism if vendor.transfer else None,
    ),
    _field("dpa", text_or_null("Its data processing agreement.")),
    _field("since", a_day("The day from which it receives data.")),
    _field("until", a_day("The day on which it stopped.")),
    _field("last_reviewed", a_day("When it was last assessed.")),
)
RETENTION: Sequence[Column[RetentionEntry]] = (
    _field("id", a_text("Names it for ever.")),
    _field("name", a_text("The data that it is about.")),
    Column(
        "covers",
        a_list("The ids of the categories or items of data that it is about.", {"type": "string"}),
        lambda _, entry: list(entry.covers),
    ),
    Column(
        "period",
        text_or_null("How long the data is kept, as an ISO 8601 duration: `P90D`."),
        lambda policy, entry: _plain(period_of(entry, policy.storage)),
    ),
    _field("criteria", text_or_null("What decides how long it is kept, where no period is given.")),
    _field("starts", text_or_null("What starts the period.")),
    _field("afterwards", text_or_null("What happens then.")),
    _field("basis", text_or_null("Why it is kept that long.")),
    Column(
        "maximum",
        text_or_null("How long it can exist at most, backups included, as an ISO 8601 duration."),
        lambda policy, entry: _plain(effective_maximum(entry, policy.storage)),
    ),
    _field("text", a_text("The published wording.")),
)

TABLES: Mapping[str, tuple[str, str, Sequence[Column[Any]]]] = MappingProxyType(
    {
        "subprocessors": ("subprocessors", "Subprocessors", SUBPROCESSORS),
        "retention-schedule": ("retention", "Retention schedule", RETENTION),
    }
)
"""The name of each table, which is that of the layout that shows it, with its key in the policy, title and columns."""


def make_tables(policy: Policy, texts: Mapping[str, Version | None]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each table as JSON and CSV, and of its JSON Schema.

    `texts` has the published text that shows a table, by the table's name; none where what is told is a draft.
    """
    for name, (key, title, columns) in TABLES.items():
        entries = getattr(policy, key)
        told = {
            "$schema": f"schemas/{name}.schema.json",
            "schema_version": SCHEMA_VERSION,
            "controller": str(policy.controller.legal_name or policy.controller.name),
            "published": _publication(texts.get(name)),
            key: [{column.name: column.read(policy, entry) for column in columns} for entry in entries],
        }
        yield f"data/{name}.json", (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
        rows = ({column.name: (column.flat or column.read)(policy, entry) for column in columns} for entry in entries)
        yield f"data/{name}.csv", write_csv([column.name for column in columns], rows)
        yield f"data/schemas/{name}.schema.json", write_schema(title, _schema(key, columns))


def _publication(version: Version | None) -> dict[str, str] | None:
    if version is None:
        return None
    return {"version": version.name, "day": str(version.published.day), "in_force_from": str(version.start)}


def _schema(key: str, columns: Sequence[Column[Any]]) -> Schema:
    published = an_object(
        "The text that says the same.",
        {
            "version": a_text("Its name: the last part of its address."),
            "day": a_text("When it was published: a day, or a month where only that is known."),
            "in_force_from": a_text("From when on it is in force."),
        },
    )
    entry = an_object("An entry.", {column.name: column.schema for column in columns})
    return an_object(
        "What the site says in its pages, for programs.",
        {
            "$schema": a_text("This schema."),
            "schema_version": {"description": "Another number has another meaning.", "const": SCHEMA_VERSION},
            "controller": a_text("Whose policy it is."),
            "published": or_null(published, "Null where what is told is not published yet."),
            key: a_list("The entries, in the order of the text.", entry),
        },
    )
