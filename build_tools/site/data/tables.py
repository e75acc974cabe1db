"""What do the tables of subprocessors and of retention say to programs and spreadsheets?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from build_tools.model.policy import Policy
from build_tools.model.publication import Upcoming
from build_tools.model.retention import RetentionEntry, effective_maximum, period_of
from build_tools.model.subprocessor import Subprocessor
from build_tools.model.version import Version
from build_tools.site.data.columns import (
    Column,
    Columns,
    a_field,
    a_listing,
    a_publication,
    an_upcoming,
    plain,
    write_file,
)
from build_tools.site.data.tables import write_csv
from build_tools.text.json_schema import a_day, a_flag, a_list, a_text, an_object, or_null, text_or_null

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

SUBPROCESSORS: Sequence[Column[Policy, Subprocessor]] = (
    a_field("id", a_text("Names it for ever.")),
    a_field("name", a_text("The name customers know.")),
    a_field("purpose", a_text("What it is used for.")),
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
    a_field("remark", text_or_null("What the text adds to what it receives.")),
    a_field("optional", a_flag("Whether a customer can do without it.")),
    a_field("personal_data", a_flag("False where the text says that it receives no personal data.")),
    a_field("legal_entity", text_or_null("The contracting company.")),
    a_field("address", text_or_null("Its postal address.")),
    a_field("contact", text_or_null("Its contact for data protection.")),
    a_field("location", text_or_null("Where it processes the data.")),
    Column(
        "transfer",
        or_null(_TRANSFER, "The transfer mechanism, where one is stated."),
        lambda _, vendor: (
            {key: plain(getattr(vendor.transfer, key)) for key in _TRANSFER["properties"]} if vendor.transfer else None
        ),
        lambda _, vendor: vendor.transfer.mechanism if vendor.transfer else None,
    ),
    a_field("dpa", text_or_null("Its data processing agreement.")),
    a_field("since", a_day("The day from which it receives data.")),
    a_field("until", a_day("The day on which it stopped.")),
    a_field("last_reviewed", a_day("When it was last assessed.")),
)
RETENTION: Sequence[Column[Policy, RetentionEntry]] = (
    a_field("id", a_text("Names it for ever.")),
    a_field("name", a_text("The data that it is about.")),
    Column(
        "covers",
        a_list("The ids of the categories or items of data that it is about.", {"type": "string"}),
        lambda _, entry: list(entry.covers),
    ),
    Column(
        "period",
        text_or_null("How long the data is kept, as an ISO 8601 duration: `P90D`."),
        lambda policy, entry: plain(period_of(entry, policy.storage)),
    ),
    a_field("criteria", text_or_null("What decides how long it is kept, where no period is given.")),
    a_field("starts", text_or_null("What starts the period.")),
    a_field("afterwards", text_or_null("What happens then.")),
    a_field("basis", text_or_null("Why it is kept that long.")),
    Column(
        "maximum",
        text_or_null("How long it can exist at most, backups included, as an ISO 8601 duration."),
        lambda policy, entry: plain(effective_maximum(entry, policy.storage)),
    ),
    a_field("text", a_text("The published wording.")),
)

TABLES: Mapping[str, tuple[str, str, Columns]] = MappingProxyType(
    {
        "subprocessors": ("subprocessors", "Subprocessors", SUBPROCESSORS),
        "retention-schedule": ("retention", "Retention schedule", RETENTION),
    }
)
"""The name of each table, which is that of the layout that shows it, with its key in the policy, title and columns."""


_ENTRIES = "The entries, in the order of the text."


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a policy."""

    controller: str
    published: Version | None
    entries: tuple[object, ...]
    upcoming: tuple[Upcoming, ...]


def make_tables(
    policy: Policy, texts: Mapping[str, Version | None], upcoming: tuple[Upcoming, ...]
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each table as JSON and CSV, and of its JSON Schema.

    `policy` is the one in force; `texts` has the version in force that shows a table, by the table's name; none where
    what is told is a draft. The CSV has what is in force alone.
    """
    owner = str(policy.controller.legal_name or policy.controller.name)
    for name, (key, title, columns) in TABLES.items():
        table = _Table(owner, texts.get(name), getattr(policy, key), upcoming)
        yield from write_file(name, title, policy, (_whole(key, columns), table))
        rows = (
            {column.name: (column.flat or column.read)(policy, entry) for column in columns} for entry in table.entries
        )
        yield f"data/{name}.csv", write_csv([column.name for column in columns], rows)


def _whole(key: str, columns: Columns) -> Columns:
    entries = a_listing("entries", _ENTRIES, columns)
    return (
        a_field("controller", a_text("Whose policy it is.")),
        a_publication("published", "Null where what is told is not published yet."),
        replace(entries, name=key),
        an_upcoming("The table from later days on, the first day first.", (a_listing(key, _ENTRIES, columns),)),
    )
