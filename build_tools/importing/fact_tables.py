"""Which facts does a table of a text hold: the companies that receive data, or how long data is kept?

A column is known by its heading. Companies also stand in lists: `[Name](address). What it is for.`
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import match_data, split_list
from build_tools.importing.fact_lists import Context, Entries, Found, retention_entry
from build_tools.importing.ids import plain
from build_tools.source.markup import find_markup

_VENDOR = (
    r"sub-?processors?|vendors?|(?:service )?providers?|services?|third[ -]part(?:y|ies)|company|companies|entity|"
    r"entity name|"
    r"partners?|recipients?|processors?|name|supplier|tools?|dienst\w*|anbieter|unternehmen|auftragsverarbeiter|"
    r"empfänger|firma"
)
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "legal_entity": r"legal (?:entity|name)|contracting (?:entity|party)|vertragspartner",
        "purpose": r"(?:.* )?purposes?(?: .*)?|uses?|used for|reason|description(?: of .*)?|function|what (?:for|"
        r"we use it for|they do|it does)|"
        r"services? (?:provided|description)|nature of .*|activit(?:y|ies)|why.*|type of service|zweck\w*|leistung\w*|"
        r"tätigkeit|wofür|beschreibung",
        "receives": r"(?:personal )?data(?: .*)?|(?:types?|categories|kinds?) of .*data.*|information(?: .*)?|"
        r"(?:\w+ )?daten\w*|datenarten",
        "location": r"(?:data |server |processing |hosting )?(?:locations?|countr(?:y|ies)|regions?)(?: of .*)?|"
        r"where.*|jurisdiction|"
        r"(?:stand)?ort.*|land|sitz|entity country",
        "address": r"(?:postal |registered )?address|anschrift",
        "name": _VENDOR,
    }
)
_RETENTION: Mapping[str, str] = MappingProxyType(
    {
        "period": r"(?:data )?(?:retention|storage)(?: (?:period|time|duration|policy))?|how long.*|kept(?: for)?|"
        r"period|duration|"
        r"(?:aufbewahrungs|speicher|lösch)(?:dauer|frist)\w*|dauer|frist",
        "basis": r"(?:legal )?(?:basis|reason|justification|why.*)|(?:rechts)?grundlage|begründung",
        "afterwards": r"(?:then|afterwards|after.*|disposal|deletion method)|danach",
        "name": r"(?:(?:types?|categor(?:y|ies)|kinds?) of )?(?:personal )?(?:data|information|records?|"
        r"categor(?:y|ies))(?: .*)?|"
        r"what|(?:art der )?daten\w*|datenart\w*",
    }
)
_ABOUT_VENDORS = re.compile(
    r"sub-?processor|third[ -]part|vendor|service provider|recipients?|who else|share|partners|processors|dienste|"
    r"dritte|"
    r"auftragsverarbeiter|empfänger", re.IGNORECASE,
)  # fmt: skip
_OWN_NAME = re.compile(r"sub-?processor|vendor|provider|third[ -]part|auftragsverarbeiter|processor", re.IGNORECASE)
_LISTS_VENDORS = re.compile(
    r"sub-?processor|service providers?|third[ -]part(?:y|ies) (?:services|vendors|providers)|auftragsverarbeiter|"
    r"dienstleister",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"^(?:\*\*)?(?:\[(?P<linked>[^\]]+)\]\((?P<address>[^)]+)\)|\*\*(?P<bold>[^*:]+?):?\*\*)(?:\*\*)?(?:[.:,]|"
    r"\s+[-–—])\s+(?P<purpose>\S.*)$"
)
_FORMS = (
    ("anonymized", r"anonym"),
    ("pseudonymized", r"pseudonym"),
    ("hashed", r"\bhash"),
    ("encrypted", r"encrypt|verschlüssel"),
)
_OPTIONAL = re.compile(r"\s*\((?:optional|freiwillig)\)$", re.IGNORECASE)
_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_LONGEST_NAME = 80


def read_table(block: Block, context: Context) -> Found | None:
    """The facts of a table; none where it is one of something else."""
    heads = [plain(cell).casefold().strip(" :*") for cell in block.rows[0]]
    columns = _recognise(heads, _RETENTION)
    if {"name", "period"} <= columns.keys():
        return _retention(block, columns, context)
    columns = _recognise(heads, _COLUMNS)
    if {"name", "purpose"} <= columns.keys():
        about = f"{context.headings} {plain(context.lead)}"
        if _OWN_NAME.search(heads[columns["name"]]) or _ABOUT_VENDORS.search(about):
            return _vendors(block, columns, context)
    return None


def _recognise(heads: Sequence[str], kinds: Mapping[str, str]) -> dict[str, int]:
    """The place of each column that is known, the first of a kind."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        said = (head, *re.split(r"\s*/\s*", head))
        for kind, pattern in kinds.items():
            if kind not in found and any(re.fullmatch(pattern, words, re.IGNORECASE) for words in said):
                found[kind] = place
                break
    return found


def read_vendor_list(block: Block, context: Context) -> Found | None:
    """The companies of a list below a heading, or a sentence, that speaks of them; none where it is another list."""
    entries: Entries = []
    matches = [match for item in block.items if (match := _LISTED.match(item))]
    if (
        not matches
        or len(matches) != len(block.items)
        or not _LISTS_VENDORS.search(f"{context.headings} {plain(context.lead)}")
    ):
        return None
    for match in matches:
        name = plain(match["linked"] or match["bold"])
        if len(name) > _LONGEST_NAME or _is_unfit(name) or not re.match(r"[A-Z0-9]", name):
            return None
        entry = {"id": context.ids("subprocessors").take(name, "service"), "name": name, "purpose": match["purpose"]}
        entries.append(entry | {"receives": []} | ({"note": match["address"]} if match["address"] else {}))
    return Found("subprocessors", entries, tuple(_tell_links(entries)))


def _tell_links(entries: Entries) -> list[str]:
    linked = [f"{entry['name']}: {entry['note']}" for entry in entries if "note" in entry]
    return [f"the links of the names stand in note: {'; '.join(linked)}"] if linked else []


def _vendors(block: Block, columns: Mapping[str, int], context: Context) -> Found | None:
    entries: Entries = []
    doubts: list[str] = []
    for row in block.rows[1:]:
        name, purpose = plain(row[columns["name"]]), row[columns["purpose"]]
        if not name or not purpose or len(name) > _LONGEST_NAME or _is_unfit(name):
            return None
        entry: dict[str, Any] = {"id": context.ids("subprocessors").take(name, "service"), "name": name}
        entry["purpose"] = _OPTIONAL.sub("", purpose)
        doubts += _receive(entry, row[columns["receives"]] if "receives" in columns else "", context)
        if entry["purpose"] != purpose:
            entry["optional"] = True
        for key in ("legal_entity", "address", "location"):
            value = plain(row[columns[key]]) if key in columns else ""
            if value and _is_unfit(value):
                return None
            entry |= {key: value} if value else {}
        if note := _rest(block, row, columns):
            entry["note"] = note
            doubts.append(f'of "{name}" these words have no place on the pages, and stand in note: {note}')
        entries.append(entry)
    return Found("subprocessors", entries, tuple(doubts))


def _receive(entry: dict[str, Any], cell: str, context: Context) -> list[str]:
    """Add what a vendor receives, and tell what is not sure: entries of `data.yml` if all are known, else the words."""
    bracket = re.match(r"^(?P<list>.*\S)\s+\((?P<remark>[^()]*)\)$", cell)
    pieces = split_list(bracket["list"] if bracket else cell)
    found = [match_data(piece, context.data) for piece in pieces]
    if not pieces or not all(name for name, _ in found):
        entry |= {"receives": []} | ({"remark": cell} if cell else {})
        return [f'"{entry["name"]}" receives "{plain(cell)}", which is none of the listed data'] if cell else []
    entry["receives"] = [_receipt(name, piece) for (name, _), piece in zip(found, pieces, strict=True)]
    if bracket:
        entry["remark"] = bracket["remark"]
    return [
        f'"{plain(piece)}", which "{entry["name"]}" receives, is "{name}"'
        for (name, is_sure), piece in zip(found, pieces, strict=True)
        if not is_sure
    ]


def _receipt(data: str, words: str) -> dict[str, str]:
    form = next((form for form, pattern in _FORMS if re.search(pattern, words, re.IGNORECASE)), "")
    return {"data": data, "text": words} | ({"form": form} if form else {})


def _rest(block: Block, row: Sequence[str], columns: Mapping[str, int]) -> str:
    """What a row says in columns that are not known, and where its name leads."""
    known = set(columns.values())
    told = [
        f"{plain(head)}: {' '.join(filter(None, (plain(cell), *_LINK.findall(cell))))}"
        for place, (head, cell) in enumerate(zip(block.rows[0], row, strict=True))
        if place not in known and cell
    ]
    return "; ".join([*told, *_LINK.findall(row[columns["name"]])])


def _retention(block: Block, columns: Mapping[str, int], context: Context) -> Found | None:
    entries: Entries = []
    doubts: list[str] = []
    for row in block.rows[1:]:
        name, text = row[columns["name"]], row[columns["period"]]
        if not name or not text:
            return None
        entry, told = retention_entry(name, text, context)
        doubts += told
        entry |= {key: row[columns[key]] for key in ("basis", "afterwards") if key in columns and row[columns[key]]}
        if note := _rest(block, row, columns):
            entry["note"] = note
            doubts.append(f'of "{plain(name)}" these words have no place on the pages, and stand in note: {note}')
        entries.append(entry)
    return Found("retention", entries, tuple(doubts))


def _is_unfit(words: str) -> bool:
    """Whether words cannot be a plain fact."""
    return bool(re.search(r"[{}<>|\[\]\\]", words) or find_markup(words))
