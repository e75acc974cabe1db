"""Reads the facts of a table: the companies that receive data, or how long data is kept.

A column is known by its heading. Companies are also read from lists: `[Name](address). What it is for.`
"""

import re
from collections.abc import Mapping, Sequence

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import match_data, split_list
from build_tools.importing.fact_lists import Context, Entries, Entry, Found, read_retention
from build_tools.importing.ids import plain
from build_tools.source.markup import find_markup

_VENDOR_COLUMNS = {
    "legal_entity": r"legal (?:entity|name)|contracting (?:entity|party)|vertragspartner",
    "purpose": r"(?:.* )?purposes?(?: .*)?|uses?|used for|reason|description(?: of .*)?|function|"
    r"what (?:for|we use it for|they do|it does)|services? (?:provided|description)|nature of .*|activit(?:y|ies)|"
    r"why.*|type of service|zweck\w*|leistung\w*|tätigkeit|wofür|beschreibung",
    "receives": r"(?:personal )?data(?: .*)?|(?:types?|categories|kinds?) of .*data.*|information(?: .*)?|"
    r"(?:\w+ )?daten\w*|datenarten",
    "location": r"(?:data |server |processing |hosting )?(?:locations?|countr(?:y|ies)|regions?)(?: of .*)?|"
    r"where.*|jurisdiction|(?:stand)?ort.*|land|sitz|entity country",
    "address": r"(?:postal |registered )?address|anschrift",
    "name": r"sub-?processors?|vendors?|(?:service )?providers?|services?|third[ -]part(?:y|ies)|company|companies|"
    r"entity|entity name|partners?|recipients?|processors?|name|supplier|tools?|dienst\w*|anbieter|unternehmen|"
    r"auftragsverarbeiter|empfänger|firma",
}
_RETENTION_COLUMNS = {
    "period": r"(?:data )?(?:retention|storage)(?: (?:period|time|duration|policy))?|how long.*|kept(?: for)?|"
    r"period|duration|(?:aufbewahrungs|speicher|lösch)(?:dauer|frist)\w*|dauer|frist",
    "basis": r"(?:legal )?(?:basis|reason|justification|why.*)|(?:rechts)?grundlage|begründung",
    "afterwards": r"(?:then|afterwards|after.*|disposal|deletion method)|danach",
    "name": r"(?:(?:types?|categor(?:y|ies)|kinds?) of )?(?:personal )?(?:data|information|records?|"
    r"categor(?:y|ies))(?: .*)?|what|(?:art der )?daten\w*|datenart\w*",
}
_ABOUT_VENDORS = re.compile(
    r"(?i)sub-?processor|third[ -]part|vendor|service provider|recipients?|who else|share|partners|processors|dienste|"
    r"dritte|auftragsverarbeiter|empfänger"
)
_NAMES_VENDORS = re.compile(r"processor|vendor|provider|third[ -]part|auftragsverarbeiter", re.IGNORECASE)
_LISTS_VENDORS = re.compile(
    r"(?i)sub-?processor|service providers?|third[ -]part(?:y|ies) (?:services|vendors|providers)|auftragsverarbeiter|"
    r"dienstleister"
)
_LISTED = re.compile(
    r"^(?:\*\*)?(?:\[(?P<linked>[^\]]+)\]\((?P<address>[^)]+)\)|\*\*(?P<bold>[^*:]+?):?\*\*)(?:\*\*)?(?:[.:,]|"
    r"\s+[-–—])\s+(?P<purpose>\S.*)$"
)
_FORMS = {
    "anonymized": r"anonym", "pseudonymized": r"pseudonym", "hashed": r"\bhash", "encrypted": r"encrypt|verschlüssel",
}  # fmt: skip
_OPTIONAL = re.compile(r"\s*\((?:optional|freiwillig)\)$", re.IGNORECASE)
_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_LONGEST_NAME = 80


def read_table(block: Block, context: Context) -> Found | None:
    """The facts of a table; none if it holds something else."""
    heads = [plain(cell).casefold().strip(" :*") for cell in block.rows[0]]
    columns = _recognise(heads, _RETENTION_COLUMNS)
    if {"name", "period"} <= columns.keys():
        return _retention(block, columns, context)
    columns = _recognise(heads, _VENDOR_COLUMNS)
    if {"name", "purpose"} <= columns.keys():
        about = f"{context.headings} {plain(context.lead)}"
        if _NAMES_VENDORS.search(heads[columns["name"]]) or _ABOUT_VENDORS.search(about):
            return _vendors(block, columns, context)
    return None


def _recognise(heads: Sequence[str], patterns: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, head in enumerate(heads):
        names = (head, *re.split(r"\s*/\s*", head))
        for key, pattern in patterns.items():
            if key not in found and any(re.fullmatch(pattern, name, re.IGNORECASE) for name in names):
                found[key] = column
                break
    return found


def read_vendor_list(block: Block, context: Context) -> Found | None:
    """The companies of a list below a heading or a sentence about them; none if it is another list."""
    matches = [match for item in block.items if (match := _LISTED.match(item))]
    about = f"{context.headings} {plain(context.lead)}"
    if not matches or len(matches) != len(block.items) or not _LISTS_VENDORS.search(about):
        return None
    entries: Entries = []
    for match in matches:
        name = plain(match["linked"] or match["bold"])
        if not _is_name(name) or not re.match(r"[A-Z0-9]", name):
            return None
        entry = {"id": context.ids("subprocessors").take(name, "service"), "name": name, "purpose": match["purpose"]}
        entries.append(entry | {"receives": []} | ({"note": match["address"]} if match["address"] else {}))
    linked = [f"{entry['name']}: {entry['note']}" for entry in entries if "note" in entry]
    doubts = (f"the links of the names stand in note: {'; '.join(linked)}",) if linked else ()
    return Found("subprocessors", entries, doubts)


def _vendors(block: Block, columns: Mapping[str, int], context: Context) -> Found | None:
    entries: Entries = []
    doubts: list[str] = []
    for row in block.rows[1:]:
        cells = {key: row[column] for key, column in columns.items()}
        name, purpose = plain(cells["name"]), cells["purpose"]
        plain_cells = {key: plain(cells.get(key, "")) for key in ("legal_entity", "address", "location")}
        if not name or not purpose or not _is_name(name) or any(map(_is_unfit, plain_cells.values())):
            return None
        entry: Entry = {"id": context.ids("subprocessors").take(name, "service"), "name": name}
        entry["purpose"] = _OPTIONAL.sub("", purpose)
        doubts += _receive(entry, cells.get("receives", ""), context)
        if entry["purpose"] != purpose:
            entry["optional"] = True
        entry |= {key: value for key, value in plain_cells.items() if value}
        entries.append(entry)
        _keep_rest(entry, block, row, columns, doubts)
    return Found("subprocessors", entries, tuple(doubts))


def _receive(entry: Entry, cell: str, context: Context) -> list[str]:
    """Add the data that a vendor receives: entries of `data.yml` if all are known, else the words. Returns doubts."""
    bracket = re.match(r"^(?P<list>.*\S)\s+\((?P<remark>[^()]*)\)$", cell)
    pieces = split_list(bracket["list"] if bracket else cell)
    found = [match_data(piece, context.data) for piece in pieces]
    if not pieces or not all(id_ for id_, _ in found):
        entry |= {"receives": []} | ({"remark": cell} if cell else {})
        return [f'"{entry["name"]}" receives "{plain(cell)}", which is not among the listed data'] if cell else []
    entry["receives"] = []
    for (id_, _), piece in zip(found, pieces, strict=True):
        form = next((form for form, pattern in _FORMS.items() if re.search(pattern, piece, re.IGNORECASE)), "")
        entry["receives"].append({"data": id_, "text": piece} | ({"form": form} if form else {}))
    if bracket:
        entry["remark"] = bracket["remark"]
    return [
        f'"{plain(piece)}", which "{entry["name"]}" receives, is "{id_}"'
        for (id_, is_sure), piece in zip(found, pieces, strict=True)
        if not is_sure
    ]


def _retention(block: Block, columns: Mapping[str, int], context: Context) -> Found | None:
    entries: Entries = []
    doubts: list[str] = []
    for row in block.rows[1:]:
        cells = {key: row[column] for key, column in columns.items()}
        if not cells["name"] or not cells["period"]:
            return None
        entry = read_retention(cells["name"], cells["period"], context, doubts)
        entry |= {key: cells[key] for key in ("basis", "afterwards") if cells.get(key)}
        entries.append(entry)
        _keep_rest(entry, block, row, columns, doubts)
    return Found("retention", entries, tuple(doubts))


def _keep_rest(entry: Entry, block: Block, row: Sequence[str], columns: Mapping[str, int], doubts: list[str]) -> None:
    """Keep as a note the words of columns that are not known, and the address that the name links to."""
    rest = [
        f"{plain(head)}: {' '.join(filter(None, (plain(cell), *_LINK.findall(cell))))}"
        for column, (head, cell) in enumerate(zip(block.rows[0], row, strict=True))
        if column not in columns.values() and cell
    ]
    if note := "; ".join([*rest, *_LINK.findall(row[columns["name"]])]):
        entry["note"] = note
        name = plain(row[columns["name"]])
        doubts.append(f'of "{name}" these words have no place on the pages, and stand in note: {note}')


def _is_name(words: str) -> bool:
    return len(words) <= _LONGEST_NAME and not _is_unfit(words)


def _is_unfit(words: str) -> bool:
    return bool(re.search(r"[{}<>|\[\]\\]", words) or find_markup(words))
