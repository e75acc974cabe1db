"""Reads the companies that receive data from a table."""

import re

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import match_data, split_list
from build_tools.importing.dates import read_day
from build_tools.importing.facts import Context, Entries, Entry, Found, Unread
from build_tools.importing.ids import plain
from build_tools.importing.page_marks import without_marks
from build_tools.importing.table_columns import Columns, find_columns
from build_tools.importing.vendor_notes import report_receipts, report_rest, rest_of_row, says_more, words_of_cell
from build_tools.source.markup import find_markup

_WANTED = {
    "name": ("company", "service", "third-party", "name", "legal-entity"),
    "legal_entity": ("legal-entity",),
    "purpose": ("purpose", "description", "role", "service"),
    "receives": ("data",),
    "address": ("address", "seat"),
    "location": ("processing-place", "place"),
    "contact": ("contact",),
    "dpa": ("agreement",),
    "transfer": ("safeguard",),
    "since": ("since",),
}
_LABELS = {"name": "service", "receives": "data"}  # the names of the headings in `wording.yml`, where they differ
_ABOUT = re.compile(
    r"(?i)sub-?processor|(?:third|3rd)[ -]part|vendor|service provider|recipients?|who else|share|partners|"
    r"processors|dienste|dritte|auftragsverarbeiter|empfänger|dienstleister|sous-traitant|destinataire|"
    r"prestataire|encargado|destinatari|proveedor|fornitor|responsabil|verwerker|ontvanger|leverancier|"
    r"suboperador|subcontratante|fornecedor"
)
_NAMES_VENDORS = re.compile(
    r"(?i)processor|vendor|provider|third[ -]part|auftragsverarbeiter|dienstleister|sous-traitant|prestataire|"
    r"encargado|proveedor|fornitor|verwerker|leverancier|suboperador|subcontratante|fornecedor"
)
_GENERIC = re.compile(
    r"(?i)^(?:our |other |third[- ]party |certain |all |state |public |local |government)|\b(?:providers?|"
    r"partners?|vendors?|companies|agenc(?:y|ies)|authorit(?:y|ies)|networks?|affiliates?|processors?|"
    r"controllers?|advis[eo]rs?|consultants?|(?:sub-?)?contractors?|parties|regulators?|customers?|users?|"
    r"employees|staff|subsidiaries|banks?|couriers?|insurers?|auditors?|lawyers?|recipients?|organi[sz]ations?|"
    r"integrations?|courts?|merchants?|resellers?|processing|information|dienstleister|behörden?|partner|dritte|"
    r"anbieter|unternehmen|banken|gerichte|berater)$"
)
_SMALL = {
    "and",
    "of",
    "the",
    "by",
    "for",
    "de",
    "la",
    "le",
    "und",
    "für",
    "der",
    "die",
    "di",
    "van",
    "y",
    "e",
    "et",
    "aka",
}
_ABOUT_TRACKERS = re.compile(r"(?i)\bcookies?\b|\btrackers?\b|advertis|opt[- ]?out")
_PROCESSORS = re.compile("(?i)processor|vendor|auftragsverarbeiter")
_ENDED = re.compile(
    r"(?i)\b(?:former|past|previous|removed|retired|ended|no longer|discontinued|upcoming|planned|proposed|future|"
    r"ehemalige?|frühere?|geplante?|künftige?|anciens?|anteriores|antiguos|precedenti|voormalige)\b"
)
_INACTIVE = re.compile(
    r"(?i)(?:terminated|ended|expired|former|inactive|removed|retired|discontinued|not in use|no longer (?:in use|used|"
    r"active)|planned|proposed|upcoming|beendet|inaktiv|ehemalig|geplant|résilié|inactif|inactivo|terminado|cessato)"
    r"(?: (?:on|in|since|as of|seit|am)\b.*)?"
)
_GETS_DATA = re.compile(r"(?i)personal data|personal information|personenbezogen|données personnelles")
_NO = {"no", "none", "nein", "keine", "non", "no data"}
_MECHANISMS = {
    "standard-contractual-clauses": r"\bsccs?\b|standard contractual|standardvertragsklauseln|model clauses",
    "data-privacy-framework": r"\bdpf\b|data privacy framework",
    "adequacy": r"adequacy|angemessenheit",
    "binding-corporate-rules": r"\bbcrs?\b|binding corporate",
}
_FORMS = {
    "anonymized": r"anonym", "pseudonymized": r"pseudonym", "hashed": r"\bhash", "encrypted": r"encrypt|verschlüssel",
}  # fmt: skip
_EARLIER_SENTENCES = re.compile(r"^.*[.!?]\s+", re.DOTALL)
_OPTIONAL = re.compile(r"\s*\((?:optional|freiwillig)\)$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"']+")
_LONGEST_NAME = 80


def read_vendors(block: Block, context: Context) -> Found | Unread | None:
    """The companies of a table; the reason if they cannot be read; none if the table is about something else."""
    columns = find_columns(block, context, "subprocessors", _WANTED)
    about = f"{context.headings} {plain(context.lead)} {context.title}"
    if "name" not in columns.fields:
        return None
    head = columns.heads[columns.fields["name"]]
    if not columns.mapped and not (_NAMES_VENDORS.search(head) or _ABOUT.search(about)):
        return None
    reason = "" if columns.mapped else _find_doubt(block, columns, context)
    if not reason and "purpose" not in columns.fields:
        reason = "no column says what each company does"
    if not reason and _ENDED.search(f"{context.headings} {plain(context.lead)}"):
        reason = "its heading says that these companies do not receive data now"
    return Unread(reason, can_map=True) if reason else _read_rows(block, columns, context)


def _find_doubt(block: Block, columns: Columns, context: Context) -> str:
    """Why a table may list something else than companies that process data on behalf of this one; empty if nothing."""
    name = columns.fields["name"]
    if name != next((place for place, kinds in enumerate(columns.kinds) if kinds != ("number",)), 0):
        return f'its first column, "{columns.heads[0]}", names no companies'
    lead = plain(context.lead)
    about = f"{context.headings} {lead} {context.title}"
    if _ABOUT_TRACKERS.search(about) and not _PROCESSORS.search(columns.heads[name]):
        return "it names those that set cookies, who may not process data on behalf of the company"
    names = [plain(row[name]) for row in block.rows[1:]]
    if sum(not is_company(words) for words in names) * 3 > len(names):
        return "it names kinds of recipients, not companies"
    return _find_inactive(block, columns)


def _find_inactive(block: Block, columns: Columns) -> str:
    """Why a company of a table does not receive data now, as a column without a field says; empty if none does."""
    for number, row in enumerate(block.rows[1:], 1):
        for place in columns.rest:
            words = plain(row[place])
            is_denied = words.casefold() in _NO and _GETS_DATA.search(columns.heads[place])
            if _INACTIVE.fullmatch(words) or is_denied:
                return f'row {number} says "{words}", so not all companies receive data now'
    return ""


def _read_rows(block: Block, columns: Columns, context: Context) -> Found | Unread:
    entries: Entries = []
    doubts: list[str] = []
    cells_of: dict[tuple[int, int], str] = {}
    unfit: list[str] = []
    group = ""
    for number, row in enumerate(block.rows[1:], 1):
        if number in block.spanned or (row[0].startswith("**") and not any(row[1:])):
            group = plain(row[0])
            doubts.append(f'the line "{group}" within the table is in the notes of the companies below it')
            continue
        cells = columns.cells(row)
        if fault := _find_fault(cells, number):
            return Unread(fault)
        entry, unread = _read_entry(cells, columns, context, doubts)
        unfit += [f"{entry['name']}: {words}" for words in unread]
        if notes := [*[f"below the line: {group}"] * bool(group), *unread, *rest_of_row(columns, row)]:
            entry["note"] = "; ".join(notes)
        entries.append(entry)
        path = f"subprocessors.{entry['id'].replace('-', '_')}"
        fields = (field for field in ("name", "purpose", "location", "address", "legal_entity") if field in cells)
        cells_of |= {
            (number, columns.fields[field]): _refer(f"{{{{ {path}.{field} }}}}", cells[field])
            for field in fields
            if entry.get(field) and plain(cells[field]) == plain(str(entry[field]))
        }
    is_kept = bool(unfit) or says_more(block, columns)
    doubts += report_receipts(entries) + report_rest(block, columns, is_kept=is_kept)
    if unfit:
        doubts.append(f"these cells fit no field, so they stay in the table: {'; '.join(unfit)}")
    labels = {_LABELS.get(field, field): _label(block.rows[0][place]) for field, place in columns.fields.items()}
    labels = {name: head for name, head in labels.items() if head}
    return Found("subprocessors", entries, tuple(doubts), labels, cells_of, keeps_table=is_kept)


def _refer(reference: str, cell: str) -> str:
    """A reference in place of the words of a cell, which keeps its link."""
    link = re.fullmatch(r"\[[^\]]*\](\([^)]*\))", cell)
    return f"[{reference}]{link[1]}" if link else reference


def _label(cell: str) -> str:
    return without_marks(cell.replace("**", "")).strip(" :")


def _find_fault(cells: dict[str, str], number: int) -> str:
    name = plain(cells["name"])
    if not name:
        return f"row {number} names no company"
    if not cells["purpose"]:
        return f'"{name}" has an empty cell where others say what the company does'
    if not is_name(name):
        return f'"{name}" is longer than a name, or holds marks'
    unfit = (plain(cells.get(field, "")) for field in ("legal_entity", "address", "location", "contact"))
    return next((f'"{words}" holds marks that a fact cannot hold' for words in unfit if _is_unfit(words)), "")


def _read_entry(
    cells: dict[str, str], columns: Columns, context: Context, doubts: list[str]
) -> tuple[Entry, list[str]]:
    """The entry of a company, and the words of its cells that its fields cannot hold."""
    shown = plain(cells["name"])
    name = without_marks(shown).strip()
    if name != shown:
        doubts.append(f'the footnote mark of "{shown}" is left out')
    entry: Entry = {"id": context.ids("subprocessors").take(name, "service"), "name": name}
    entry["purpose"] = _OPTIONAL.sub("", cells["purpose"])
    if entry["purpose"] != cells["purpose"]:
        entry["optional"] = True
    doubts += _receive(entry, cells.get("receives", ""), context)
    for field in ("legal_entity", "address", "location", "contact"):
        if words := plain(cells.get(field, "")):
            entry[field] = words
    rest = {field: cells[field] for field in ("dpa", "transfer", "since") if cells.get(field)}
    unread: list[str] = []
    for field, cell in rest.items():
        if (value := _READERS[field](cell)) is not None:
            entry[field] = value
        else:
            unread.append(f"{columns.heads[columns.fields[field]]}: {words_of_cell(cell)}")
    return entry, unread


def _read_dpa(cell: str) -> str | None:
    found = _ADDRESS.search(cell)
    return found[0] if found else None


def _read_transfer(cell: str) -> dict[str, str] | None:
    named = [name for name, pattern in _MECHANISMS.items() if re.search(pattern, plain(cell), re.IGNORECASE)]
    return (
        {"mechanism": named[0], "text": cell}
        if len(named) == 1 and not re.search(r"(?i)\bnot?\b", plain(cell))
        else None
    )


def _read_since(cell: str) -> str | None:
    day = read_day(plain(cell))
    return str(day) if day and re.fullmatch(r"\d{4}-\d\d-\d\d", str(day)) else None


_READERS = {"dpa": _read_dpa, "transfer": _read_transfer, "since": _read_since}


def _receive(entry: Entry, cell: str, context: Context) -> list[str]:
    """Add the data that a vendor receives: entries of `data.yml` if all are known, else the words. Returns doubts."""
    bracket = re.match(r"^(?P<list>.*\S)\s+\((?P<remark>[^()]*)\)$", cell)
    pieces = split_list(bracket["list"] if bracket else cell)
    found = [match_data(piece, context.data) for piece in pieces]
    if not pieces or not all(id_ for id_, _ in found):
        entry |= {"receives": []} | ({"remark": cell} if cell else {})
        return []
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


def is_name(words: str) -> bool:
    """Whether words can be the name of a company in the source."""
    return len(words) <= _LONGEST_NAME and not _is_unfit(words)


def is_company(words: str) -> bool:
    """Whether words read like the name of a company, and not of a kind of companies: `payment providers`."""
    name = re.sub(r"\([^()]*\)|[*†‡§]+", " ", words).strip(" .,")
    lower = [word for word in re.findall(r"[^\W\d_][\w.'’-]*", name) if word == word.lower()]
    unknown = [word for word in lower if word not in _SMALL and "." not in word]
    return bool(name) and not _GENERIC.search(name) and (not unknown or len(name.split()) == 1)


def _is_unfit(words: str) -> bool:
    return bool(re.search(r"[{}<>|\[\]\\]", words) or find_markup(words))
