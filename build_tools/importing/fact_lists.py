"""Reads the facts of a list: data, purposes, rights, periods or cookies.

A list becomes facts only if the pages then show the same words again, except for the last comma or "and".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import match_all, split_list
from build_tools.importing.dates import find_period, find_start
from build_tools.importing.ids import Ids, plain
from build_tools.model.localize import say
from build_tools.model.period import Period

Entry = dict[str, Any]
Entries = list[Entry]

_NAMED = re.compile(r"^(?:\*\*)?(?P<name>(?:\\.|[^:*\\]){2,80}?)(?:\*\*)?:(?:\*\*)?\s+(?P<text>\S.*)$", re.DOTALL)
_REMARK = re.compile(
    r"(?i)^(?P<items>.*\S)\s+\((?P<remark>(?:no|not|never|we|see|processed|via|optional|keine|nicht|nur|siehe)\b[^()]*)\)$"
)
_SENTENCE = re.compile(r"[.!?;:]|\b(?:we|you|wir|sie|is|are|may|will|when|if|which|that|such as)\b", re.IGNORECASE)
_MOST_WORDS = 9

_RIGHTS = {
    "automated-decisions": r"automated|profiling|automatisiert",
    "withdraw-consent": r"withdraw|widerruf",
    "opt-out-of-sale": r"opt[ -]?out|do not sell|sale",
    "limit-sensitive-data": r"limit.*sensitive",
    "non-discrimination": r"discriminat|equal service",
    "complaint": r"complain|lodge|supervisory|beschwer",
    "portability": r"portab|übertrag|mitnahme",
    "restriction": r"restrict|limit|einschränk",
    "correction": r"correct|rectif|updat|berichtig|accuracy",
    "deletion": r"delet|eras|forgotten|lösch",
    "objection": r"object|widersp",
    "access": r"access|know|copy|auskunft|confirm",
}
_COOKIES = {
    "payment": r"payment|stripe|paypal|zahlung",
    "analytics": r"analytic|statisti|performance|measure|messung|leistung",
    "marketing": r"marketing|advertis|target|werbe|werbung",
    "preferences": r"preference|functional|personali|einstellung|funktional",
    "necessary": r"necessary|essential|required|session|security|notwendig|erforderlich|sitzung",
}
_PURPOSES = re.compile(
    r"(?i)\b(?:use|process|verwenden|nutzen|verarbeiten)\b.*(?:\bto|\bfor|\bpurposes|\bzu|\bum|\bfür|\bzwecken?)\s*:$"
)
_PROHIBITED = re.compile(
    r"(?i)\b(?:not|never|nicht|nie(?:mals)?)\b.*\b(?:use|process|verwenden)\b|\b(?:verwenden)\b.*\bnicht\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The facts of a list or a table."""

    key: str
    entries: Entries
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The place of a list or a table, and what is known so far."""

    headings: str  # in lower case
    lead: str  # the paragraph right before it
    data: Entries
    language: str
    ids: Callable[[str], Ids]  # the ids of a kind that are taken


def read_list(block: Block, context: Context) -> Found | None:
    """The facts of a list; none if it lists something else, or says more than the facts can."""
    lead = plain(context.lead)
    for key, is_meant in (
        ("prohibited_uses", _PROHIBITED.search(lead) and lead.endswith(":")),
        ("purposes", _PURPOSES.search(lead)),
    ):
        if block.items and is_meant:
            ids = context.ids(key)
            return Found(key, [{"id": ids.take(item, "entry"), "text": item} for item in block.items])
    named = [match for item in block.items if (match := _NAMED.match(item))]
    if not named or len(named) != len(block.items):
        return None
    pairs = [(match["name"].strip(), match["text"].strip()) for match in named]
    for key, (pattern, read, doubt) in _ABOUT.items():
        if not re.search(pattern, context.headings):
            continue
        doubts = [doubt] * bool(doubt)
        read_pairs = (read(name, text, context, doubts) for name, text in pairs)
        entries = [entry for entry in takewhile(bool, read_pairs) if entry]
        if len(entries) == len(pairs):
            return Found(key, entries, tuple(doubts))
    return None


def _cookie(name: str, text: str, context: Context, _: list[str]) -> Entry | None:
    label = re.sub(r"\s*\(optional\)$", "", name)
    kind = _kind_of(label, _COOKIES) or _kind_of(f"{label} {text}", _COOKIES)
    if not kind:
        return None
    entry: Entry = {"id": context.ids("cookies").take(label, "cookie"), "name": label, "kind": kind, "text": text}
    if label != name:
        entry["optional"] = True
    if period := find_period(plain(text)):
        entry["lifetime"] = str(period[0])
    return _with_reference(entry, "cookies", "lifetime", context.language)


def _right(name: str, text: str, context: Context, _: list[str]) -> Entry | None:
    kind = _kind_of(name, _RIGHTS) or _kind_of(text, _RIGHTS)
    if not kind:
        return None
    entry: Entry = {"id": context.ids("rights").take(name, "right"), "name": name, "text": text, "kind": kind}
    if (period := find_period(plain(text))) and kind == "deletion":
        entry["deadline"] = str(period[0])
    return _with_reference(entry, "rights", "deadline", context.language)


def read_retention(name: str, text: str, context: Context, doubts: list[str]) -> Entry:
    """An entry of the retention schedule; what a person has to check is added to `doubts`."""
    covers, is_sure = match_all(name, context.data)
    entry: Entry = {"id": context.ids("retention").take(name, "data"), "name": name, "covers": covers}
    if covers and not is_sure:
        doubts.append(f'"{plain(name)}" is about: {", ".join(covers)}')
    if period := find_period(plain(text)):
        entry["period"] = str(period[0])
        if start := find_start(plain(text), period[1]):
            entry["starts"] = start
            doubts.append(f'"{plain(name)}" is kept from "{start}" on')
    else:
        entry["criteria"] = text
        doubts.append(f'"{plain(name)}" has no period that can be read in only one way: "{plain(text)}"')
    entry["text"] = text
    return _with_reference(entry, "retention", "period", context.language)


def _category(name: str, text: str, context: Context, doubts: list[str]) -> Entry | None:
    remark = _REMARK.match(text)
    items = split_list(remark["items"] if remark else text)
    words = [re.sub(r"\([^()]*\)", "", item) for item in items]
    if not items or any(len(item.split()) > _MOST_WORDS for item in items) or any(map(_SENTENCE.search, words)):
        return None
    if len(items) > 1 and (last := re.match(r"(?:and|und|or|oder)\s+(.+)", items[-1])):
        items[-1] = last[1]
        doubts.append(f'"{plain(name)}: {plain(text)}" is a list now')
    ids = context.ids("data")
    entry: Entry = {"id": ids.take(name, "data"), "name": name}
    entry["items"] = [{"id": ids.take(item, "item"), "name": item} for item in items]
    return entry | ({"remark": remark["remark"]} if remark else {})


def _with_reference(entry: Entry, key: str, name: str, language: str) -> Entry:
    """The entry; its text refers to its period if it writes the period as the pages do."""
    if name in entry:
        period = say(Period.parse(entry[name]), language)
        if entry["text"].count(period) == 1:
            reference = f"{{{{ {key}.{entry['id'].replace('-', '_')}.{name} }}}}"
            entry["text"] = entry["text"].replace(period, reference)
    return entry


def _kind_of(text: str, kinds: Mapping[str, str]) -> str:
    return next((kind for kind, pattern in kinds.items() if re.search(pattern, text, re.IGNORECASE)), "")


_ABOUT: Mapping[str, tuple[str, Callable[[str, str, Context, list[str]], Entry | None], str]] = {
    "cookies": (r"\bcookies?\b", _cookie, "the kind of each cookie"),
    "rights": (r"\b(?:rights?|rechte)\b", _right, "which legal right each of them is"),
    "retention": (
        r"\b(?:retention|retain\w*|how long|keep|aufbewahr\w*|speicherdauer|löschfristen|wie lange)\b",
        read_retention,
        "",
    ),
    "data": (
        r"\b(?:collect\w*|store[sd]?|data we|information we|personal (?:data|information)|daten|erheben|speichern)\b",
        _category,
        "",
    ),
}  # for each kind of facts: the headings above such lists, the reader of an item, and what a person has to check
