"""Reads a table of comma-separated values as a table in HTML."""

import csv
from html import escape
from io import StringIO

from build_tools.importing.faults import ImportedFileError

_SEPARATORS = (",", ";", "\t", "|")


def read_csv(name: str, text: str, line_attribute: str) -> str:
    """The table as HTML whose rows hold their line. Raises: ImportedFileError: it is no table."""
    lines = text.split("\n")
    heading = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=heading.count)
    reader = csv.reader(StringIO(text), delimiter=separator, strict=True)
    rows: list[str] = []
    width = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                tag = "td" if rows else "th"
                width = width or len(cells)
                inner = "".join(f"<{tag}>{escape(cell.strip())}</{tag}>" for cell in cells)
                rows.append(f'<tr {line_attribute}="{reader.line_num}">{inner}</tr>')
    except csv.Error as error:
        what = f"line {reader.line_num} is not comma-separated values: {error}"
        raise ImportedFileError(name, what, "Save the table again as CSV.") from None
    if len(rows) < 2 or width < 2:  # noqa: PLR2004 - headings and a row, and two columns
        raise ImportedFileError(name, "the file holds no table with headings and rows", "Save the table again as CSV.")
    return f'<html><body><table {line_attribute}="1">{"".join(rows)}</table></body></html>'
