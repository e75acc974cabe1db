"""Reads the facts of a table: companies, periods, cookies or data. Companies are also read from lists."""

import re
from collections.abc import Callable

from build_tools.importing.blocks import Block
from build_tools.importing.column_map import FIELDS, NEEDED, fields_for
from build_tools.importing.denials import DENIED, is_denied
from build_tools.importing.facts import Context, Entries, Found, Unread
from build_tools.importing.ids import plain
from build_tools.importing.schedule_tables import read_cookie_table, read_data_table, read_retention_table
from build_tools.importing.vendor_tables import is_company, is_name, read_vendors

_LISTS_VENDORS = re.compile(
    r"(?i)sub-?processor|service providers?|third[ -]part(?:y|ies) (?:services|vendors|providers)|auftragsverarbeiter|"
    r"dienstleister"
)
_LISTED = re.compile(
    r"^(?:\*\*)?(?:\[(?P<linked>[^\]]+)\]\((?P<address>[^)]+)\)|\*\*(?P<bold>[^*:]+?):?\*\*)(?:\*\*)?(?:[.:,]|"
    r"\s+[-–—])\s+(?P<purpose>\S.*)$"
)
_LONGEST_PURPOSE = 25  # words; longer ones explain a topic, not a company
_READERS: dict[str, Callable[[Block, Context], Found | Unread | None]] = {
    "cookies": read_cookie_table,
    "retention": read_retention_table,
    "subprocessors": read_vendors,
    "data": read_data_table,
}


def read_table(block: Block, context: Context) -> Found | Unread:
    """The facts of a table, or the reason why it holds none."""
    if len(block.rows) == 1:
        return Unread("it has no rows below its headings")
    heads = [plain(cell) for cell in block.rows[0]]
    if is_denied(context) and not any(fields_for(key, heads, context.columns) for key in FIELDS):
        return DENIED
    reason: Unread | None = None
    for key in _order(block, context):
        found = _READERS[key](block, context)
        if isinstance(found, Found):
            return found
        reason = reason or found
    return reason or Unread("its headings name no list of facts", can_map=True)


def _order(block: Block, context: Context) -> list[str]:
    """The lists of facts to try. Where a person has mapped columns, only those that have the fields."""
    heads = [plain(cell) for cell in block.rows[0]]
    given = {key: set(fields_for(key, heads, context.columns).values()) - {"note"} for key in FIELDS}
    if not any(given.values()):
        return list(_READERS)
    most = max(len(fields) for fields in given.values())
    fitting = [key for key in _READERS if len(given[key]) == most]
    return sorted(fitting, key=lambda key: len({*NEEDED[key]} - given[key]))


def read_vendor_list(block: Block, context: Context) -> Found | None:
    """The companies of a list below a heading or a sentence about them; none if it is another list."""
    matches = [match for item in block.items if (match := _LISTED.match(item))]
    about = f"{context.headings} {plain(context.lead)}"
    if is_denied(context) or not matches or len(matches) != len(block.items) or not _LISTS_VENDORS.search(about):
        return None
    entries: Entries = []
    lines: list[str] = []
    for match in matches:
        name = plain(match["linked"] or match["bold"])
        is_short = len(match["purpose"].split()) <= _LONGEST_PURPOSE
        if not is_name(name) or not is_company(name) or not (match["linked"] or (is_short and name[0].isupper())):
            return None
        entry = {"id": context.ids("subprocessors").take(name, "service"), "name": name, "purpose": match["purpose"]}
        entries.append(entry | {"receives": []} | ({"note": match["address"]} if match["address"] else {}))
        path = f"subprocessors.{entry['id'].replace('-', '_')}"
        shown = match["linked"] or match["bold"]
        before, after = match.string[: match.start("purpose")].split(shown, 1)
        lines.append(f"{before}{{{{ {path}.name }}}}{after}{{{{ {path}.purpose }}}}" if shown == name else match.string)
    linked = [f"{entry['name']}: {entry['note']}" for entry in entries if "note" in entry]
    doubts = (f"the links of the names are in the notes: {'; '.join(linked)}",) if linked else ()
    return Found("subprocessors", entries, doubts, lines=tuple(lines))
