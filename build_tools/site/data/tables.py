"""Writes the tables of subprocessors and of retention as JSON and CSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

from build_tools.model.policy import Policy
from build_tools.model.publication import Upcoming
from build_tools.model.retention import effective_maximum, period_of
from build_tools.model.version import Version
from build_tools.site.data.columns import (
    Column,
    Columns,
    a_field,
    a_group,
    a_listing,
    a_publication,
    an_upcoming,
    plain,
    write_file,
)
from build_tools.text.escaping import show_invisible
from build_tools.text.json_schema import a_day, a_flag, a_list, a_text, flag_or_null, text_or_null

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""The beginning of a cell that a spreadsheet may run as a formula, in full width too (OWASP, CSV injection)."""
_RECEIPT = (
    a_field("data", a_text("The id of the category or the item.")),
    Column("category", a_text("The id of the category."), lambda policy, one: policy.category_of[one.data].id),
    a_field("text", a_text("The published wording.")),
    a_field("form", a_text("The form in which it is received: `plain`, `encrypted`, `pseudonymized`.")),
)
_RECEIVES = a_listing(
    "receives", "The data that it receives, in the order of the text.", _RECEIPT, "Data that it receives."
)
_TRANSFER_PARTS = (
    a_field("mechanism", a_text("The instrument of chapter V.")),
    a_field("text", text_or_null("The published wording.")),
    a_field("document", text_or_null("The address of a copy.")),
)
_GROUND = "The legal ground of the transfer (GDPR Art. 44 to 49)."
_TRANSFER = a_group("transfer", _GROUND, _TRANSFER_PARTS, null="The transfer mechanism, where one is stated.")

SUBPROCESSORS: Columns = (
    a_field("id", a_text("Its permanent id.")),
    a_field("name", a_text("The name customers know.")),
    a_field("purpose", a_text("What it is used for.")),
    replace(_RECEIVES, flat=lambda _, vendor: [str(receipt.text) for receipt in vendor.receives]),
    a_field("remark", text_or_null("A remark in the text about the data that it receives.")),
    a_field("optional", a_flag("Whether it is optional for the customer.")),
    a_field("personal_data", a_flag("False where the text says that it receives no personal data.")),
    a_field("legal_entity", text_or_null("The contracting company.")),
    a_field("address", text_or_null("Its postal address.")),
    a_field("contact", text_or_null("Its contact for data protection.")),
    a_field("location", text_or_null("Where it processes the data.")),
    replace(_TRANSFER, flat=lambda _, vendor: vendor.transfer.mechanism if vendor.transfer else None),
    a_field("dpa", text_or_null("Its data processing agreement.")),
    a_field("since", a_day("The day from which it receives data.")),
    a_field("until", a_day("The day on which it stopped.")),
    a_field("last_reviewed", a_day("The day of its last assessment.")),
    a_field("trains_models", flag_or_null("Whether it may train AI models with the data; null if nothing says so.")),
)
RETENTION: Columns = (
    a_field("id", a_text("Its permanent id.")),
    a_field("name", a_text("The data that it covers.")),
    a_field("covers", a_list("The ids of the categories or items of data that it covers.", {"type": "string"})),
    Column(
        "period",
        text_or_null("How long the data is kept, as an ISO 8601 duration: `P90D`."),
        lambda policy, entry: plain(period_of(entry, policy.storage)),
    ),
    a_field("criteria", text_or_null("The criteria that decide how long it is kept, if no period is given.")),
    a_field("starts", text_or_null("The start of the period.")),
    a_field("afterwards", text_or_null("What happens after the period.")),
    a_field("basis", text_or_null("The reason for the period.")),
    Column(
        "maximum",
        text_or_null("The longest time that it can exist, including backups, as an ISO 8601 duration."),
        lambda policy, entry: plain(effective_maximum(entry, policy.storage)),
    ),
    a_field("text", a_text("The published wording.")),
)

TABLES: Mapping[str, tuple[str, str, Columns]] = {
    "subprocessors": ("subprocessors", "Subprocessors", SUBPROCESSORS),
    "retention-schedule": ("retention", "Retention schedule", RETENTION),
}
"""The name of each table, which is that of the layout that shows it, with its key in the policy, title and columns."""
_ENTRIES = "The entries, in the order of the text."


def make_tables(
    policy: Policy, texts: Mapping[str, Version | None], upcoming: tuple[Upcoming, ...]
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each table as JSON, CSV with only what is in force, and JSON Schema.

    `texts` has the version in force that shows a table, by the table's name; none where the text is a draft.
    """
    owner = str(policy.controller.legal_name or policy.controller.name)
    for name, (key, title, columns) in TABLES.items():
        entries = getattr(policy, key)
        table = SimpleNamespace(controller=owner, published=texts.get(name), entries=entries, upcoming=upcoming)
        whole = (
            a_field("controller", a_text("The name of the controller.")),
            a_publication("published", "Null if it is not published yet."),
            a_listing(key, _ENTRIES, columns, path="entries"),
            an_upcoming("The table from later days on, the first day first.", (a_listing(key, _ENTRIES, columns),)),
        )
        yield from write_file(name, title, policy, (whole, table))
        rows = ({column.name: (column.flat or column.read)(policy, entry) for column in columns} for entry in entries)
        yield f"data/{name}.csv", write_csv([column.name for column in columns], rows)


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A table (RFC 4180) in UTF-8 with a byte order mark for spreadsheets; its first row names the columns."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return _cell("; ".join(map(str, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = show_invisible(" ".join(str(value).split())) if value is not None else ""
    return f"'{text}" if _FORMULA.match(text) else text
