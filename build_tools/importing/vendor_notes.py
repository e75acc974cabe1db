"""Keeps the words of a table of companies for which a fact has no field, and reports them."""

import re
from collections.abc import Sequence

from build_tools.importing.blocks import Block
from build_tools.importing.facts import Entries
from build_tools.importing.ids import plain
from build_tools.importing.table_columns import Columns, is_nothing

_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_FEW_WORDS = 8  # in a cell of a column without a field


def rest_of_row(columns: Columns, row: Sequence[str]) -> list[str]:
    """The words of columns without a field, and the addresses that the name links to."""
    rest = [
        f"{columns.heads[place]}: {words_of_cell(row[place])}"
        for place in _columns_left(columns)
        if not is_nothing(row[place])
    ]
    return [*rest, *_LINK.findall(row[columns.fields["name"]])]


def _columns_left(columns: Columns) -> list[int]:
    return [place for place in columns.rest if columns.kinds[place] != ("number",)]


def words_of_cell(cell: str) -> str:
    """The words of a cell and the addresses of its links."""
    return " ".join(dict.fromkeys(filter(None, (plain(cell), *_LINK.findall(cell)))))


def report_receipts(entries: Entries) -> list[str]:
    """Report the companies whose data is in words only."""
    names = ", ".join(f'"{entry["name"]}"' for entry in entries if entry.get("remark") and not entry["receives"])
    return (
        [f"what these companies receive is in words, since data.yml does not list all of it: {names}"] if names else []
    )


def report_rest(block: Block, columns: Columns, *, is_kept: bool) -> list[str]:
    """Report the words of columns without a field, a line for each. `is_kept`: the table stays in its section."""
    name = columns.fields["name"]
    doubts = []
    for place in _columns_left(columns):
        cells = {plain(row[name]): words_of_cell(row[place]) for row in block.rows[1:] if not is_nothing(row[place])}
        if cells and "note" not in columns.mapped:
            words = "; ".join(f"{vendor}: {cell}" for vendor, cell in cells.items())
            head = columns.heads[place]
            where = "stay in the table" if is_kept else "are in the notes, which are not published"
            what = f'the column "{head}" has no field, so its words {where}: {words}'
            doubts.append(f'{what}. --map "{head}=FIELD" names a field')
    if is_kept:
        return doubts
    linked = {plain(row[name]): " ".join(found) for row in block.rows[1:] if (found := _LINK.findall(row[name]))}
    links = "; ".join(f"{vendor}: {address}" for vendor, address in linked.items())
    return doubts + ([f"the links of the names are in the notes: {links}"] if linked else [])


def says_more(block: Block, columns: Columns) -> bool:
    """Whether columns without a field hold sentences, which belong on the page and not in a note."""
    cells = [
        plain(row[place]) for place in _columns_left(columns) for row in block.rows[1:] if not is_nothing(row[place])
    ]
    return sum(len(cell.split()) for cell in cells) > len(cells) * _FEW_WORDS
