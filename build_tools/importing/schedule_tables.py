"""Reads from tables how long data is kept, what cookies are set, and what data is collected."""

import re
from collections.abc import Sequence

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import split_list
from build_tools.importing.dates import find_period
from build_tools.importing.fact_lists import read_retention, with_reference
from build_tools.importing.facts import Context, Entries, Entry, Found, Unread
from build_tools.importing.ids import plain
from build_tools.importing.page_marks import without_marks
from build_tools.importing.table_columns import Columns, find_columns, is_nothing

_RETENTION = {
    "name": ("data", "name", "category", "example"),
    "period": ("period",),
    "starts": ("start",),
    "basis": ("basis",),
    "afterwards": ("afterwards",),
}
_RETENTION_LABELS = {"name": "data"}
_COOKIES = {
    "name": ("cookie", "name"),
    "text": ("purpose", "description", "role"),
    "kind": ("category",),
    "lifetime": ("period",),
}
_DATA = {"name": ("data", "category"), "items": ("example",)}
_ABOUT_COOKIES = re.compile(r"(?i)\bcookies?\b|trackers?|local storage")
_ABOUT_KEEPING = re.compile(
    r"(?i)retention|retain|how long|keep|kept|stor(?:age|e)|aufbewahr|speicher|lösch|conservation|bewaar"
)
_ABOUT_COLLECTING = re.compile(
    r"(?i)collect|store[sd]?\b|data|information|daten|erheben|donn[ée]es|datos|dati|gegevens|dados"
)
_PROCESSING = {"purpose", "third-party", "company"}
"""Kinds of columns of a table of processing, which says more than how long data is kept."""
_UNIT = re.compile(
    r"\((?:in )?(hours|days|weeks|months|years|stunden|tagen?|wochen|monaten?|jahren?)\)\s*$", re.IGNORECASE
)
_KINDS = {
    "payment": r"\bpayments?\b|zahlung",
    "analytics": r"analytic|statisti|performance|measur|messung|leistung",
    "marketing": r"marketing|advertis|\bads?\b|target|werb",
    "preferences": r"preference|functional|personali[sz]|einstellung|funktional|comfort|komfort",
    "necessary": r"necessary|essential|required|notwendig|erforderlich|essenziell",
}
_MOST_WORDS = 12


def read_retention_table(block: Block, context: Context) -> Found | Unread | None:
    """How long data is kept; the reason if it cannot be read; none if the table is about something else."""
    columns = find_columns(block, context, "retention", _RETENTION)
    if "period" not in columns.fields:
        return None
    if "name" not in columns.fields:
        if not (columns.mapped or _ABOUT_KEEPING.search(f"{context.headings} {plain(context.lead)}")):
            return None
        return Unread("no column names the data that is kept", can_map=True)
    rest = [place for place in columns.rest if columns.heads[place] and columns.kinds[place] != ("number",)]
    if not columns.mapped and (len(rest) > 1 or any(_PROCESSING & {*columns.kinds[place]} for place in rest)):
        names = ", ".join(f'"{columns.heads[place]}"' for place in rest)
        return Unread(f"the schedule of retention would not show its columns {names}", can_map=True)
    entries: Entries = []
    doubts: list[str] = []
    for number, row in enumerate(block.rows[1:], 1):
        cells = columns.cells(row)
        if not cells["name"] or not cells["period"]:
            what = f"row {number}" if not cells["name"] else f'"{plain(cells["name"])}"'
            return Unread(f"{what} has an empty cell where others name data and a period")
        entries.append(_read_kept(cells, columns, row, context, doubts))
    labels = {_RETENTION_LABELS.get(field, field): _head(block, place) for field, place in columns.fields.items()}
    return Found("retention", entries, tuple(doubts), {name: head for name, head in labels.items() if head})


def _read_kept(
    cells: dict[str, str], columns: Columns, row: Sequence[str], context: Context, doubts: list[str]
) -> Entry:
    unit = _UNIT.search(columns.heads[columns.fields["period"]])
    period = cells["period"]
    if unit and re.search(r"\d$", without_marks(plain(period))):
        period = f"{period} {unit[1].lower()}"
        doubts.append(f'"{plain(cells["name"])}" is kept for "{period}", whose unit is in the heading of the column')
    entry = read_retention(cells["name"].replace("**", ""), period, context, doubts)
    entry |= {field: cells[field] for field in ("starts", "basis", "afterwards") if cells.get(field)}
    added = [f"{columns.heads[place]}: {row[place]}" for place in columns.rest if _is_shown(columns, row, place)]
    return entry | ({"text": f"{entry['text']} ({'; '.join(added)})"} if added else {})


def _is_shown(columns: Columns, row: Sequence[str], place: int) -> bool:
    return not is_nothing(row[place]) and columns.kinds[place] != ("number",) and bool(columns.heads[place])


def read_cookie_table(block: Block, context: Context) -> Found | Unread | None:
    """The cookies of a table; the reason if they cannot be read; none if the table is about something else."""
    columns = find_columns(block, context, "cookies", _COOKIES)
    heads = " ".join(columns.heads)
    is_about = _ABOUT_COOKIES.search(heads) or (
        _ABOUT_COOKIES.search(context.headings) and "lifetime" in columns.fields
    )
    if "name" not in columns.fields or not (is_about or columns.mapped):
        return None
    entries: Entries = []
    doubts: list[str] = ["the kind of each cookie"]
    cells_of: dict[tuple[int, int], str] = {}
    for number, row in enumerate(block.rows[1:], 1):
        cells = columns.cells(row)
        name = cells["name"].replace("**", "")
        kind = _kind_of_cookie(cells, context)
        if not name or not kind:
            what = f"row {number} names no cookie" if not name else f'nothing says of which kind "{plain(name)}" is'
            return Unread(what)
        entry: Entry = {"id": context.ids("cookies").take(name, "cookie"), "name": name, "kind": kind}
        shown = [place for place in range(len(row)) if place != columns.fields["name"]]
        shown = [place for place in shown if place != columns.fields.get("text") and _is_shown(columns, row, place)]
        added = "; ".join(f"{columns.heads[place]}: {row[place]}" for place in shown)
        entry["text"] = f"{cells['text']} ({added})" if cells.get("text") and added else cells.get("text") or added
        if not entry["text"]:
            return Unread(f'nothing describes "{plain(name)}"')
        if period := find_period(without_marks(plain(cells.get("lifetime", "")))):
            entry["lifetime"] = str(period[0])
        entries.append(with_reference(entry, "cookies", "lifetime", context.language))
        path = f"cookies.{entry['id'].replace('-', '_')}"
        cells_of[number, columns.fields["name"]] = f"{{{{ {path}.name }}}}"
        if "text" in columns.fields and not added:
            cells_of[number, columns.fields["text"]] = f"{{{{ {path}.text }}}}"
    return Found("cookies", entries, tuple(doubts), cells=cells_of)


def _kind_of_cookie(cells: dict[str, str], context: Context) -> str:
    """The kind that the row states, or the heading above, or the description, if it names a single one."""
    for words in (cells.get("kind", ""), context.headings, plain(context.lead), cells.get("text", "")):
        kinds = [kind for kind, pattern in _KINDS.items() if re.search(pattern, plain(words), re.IGNORECASE)]
        if kinds:
            return kinds[0] if len(kinds) == 1 else ""
    return ""


def read_data_table(block: Block, context: Context) -> Found | Unread | None:
    """The data of a table of categories with examples; none if the table is about something else."""
    columns = find_columns(block, context, "data", _DATA)
    if {"name", "items"} - columns.fields.keys():
        return None
    if not columns.mapped and not _ABOUT_COLLECTING.search(f"{context.headings} {' '.join(columns.heads)}"):
        return None
    rest = [
        columns.heads[place] for place in columns.rest if columns.heads[place] and columns.kinds[place] != ("number",)
    ]
    if rest:
        names = ", ".join(f'"{head}"' for head in rest)
        return Unread(f"the list of data would not show its columns {names}")
    entries: Entries = []
    for row in block.rows[1:]:
        cells = columns.cells(row)
        items = split_list(cells["items"].rstrip("."))
        if not cells["name"] or not items or any(len(item.split()) > _MOST_WORDS or ":" in item for item in items):
            return Unread(f'"{plain(cells["name"])}" has examples that are more than a list of words')
        ids = context.ids("data")
        entry: Entry = {"id": ids.take(cells["name"], "data"), "name": cells["name"].replace("**", "")}
        entries.append(entry | {"items": [{"id": ids.take(item, "item"), "name": item} for item in items]})
    return Found("data", entries, ())


def _head(block: Block, place: int) -> str:
    return without_marks(block.rows[0][place].replace("**", "")).strip(" :")
