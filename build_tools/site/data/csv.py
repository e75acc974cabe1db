"""How is a table written so that every spreadsheet shows it, and none runs it?"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from build_tools.text.escaping import show_invisible

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet may take for a formula, in full width too (OWASP, CSV injection)."""


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A table (RFC 4180) in UTF-8, whose mark at the beginning tells spreadsheets so; its first row names the columns.

    Lists stand in one cell, with semicolons. Before what could be a formula stands an apostrophe.
    """
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
