"""Which facts does a list of a text hold: data, purposes, rights, periods or cookies?

A list becomes facts only if the pages then say the same words again, save for the last comma or "and".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import match_all, split_list
from build_tools.importing.dates import find_period, find_start
from build_tools.importing.ids import Ids, plain
from build_tools.model.localize import say

Entries = list[dict[str, Any]]

_NAMED = re.compile(r"^(?:\*\*)?(?P<name>(?:\\.|[^:*\\]){2,80}?)(?:\*\*)?:(?:\*\*)?\s+(?P<text>\S.*)$", re.DOTALL)
_REMARK = re.compile(
    r"^(?P<items>.*\S)\s+\((?P<remark>(?:no|not|never|we|see|processed|via|optional|keine|nicht|nur|siehe)\b[^()]*)\)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;:]|\b(?:we|you|wir|sie|is|are|may|will|when|if|which|that|such as)\b", re.IGNORECASE)
_MOST_WORDS = 9

_RIGHTS: Mapping[str, str] = MappingProxyType(
    {
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
)
_COOKIES: Mapping[str, str] = MappingProxyType(
    {
        "payment": r"payment|stripe|paypal|zahlung",
        "analytics": r"analytic|statisti|performance|measure|messung|leistung",
        "marketing": r"marketing|advertis|target|werbe|werbung",
        "preferences": r"preference|functional|personali|einstellung|funktional",
        "necessary": r"necessary|essential|required|session|security|notwendig|erforderlich|sitzung",
    }
)
_ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "data": r"\b(?:collect\w*|store[sd]?|data we|information we|personal (?:data|information)|daten|erheben|"
        r"speichern)\b",
        "rights": r"\b(?:rights?|rechte)\b",
        "retention": r"\b(?:retention|retain\w*|how long|keep|aufbewahr\w*|speicherdauer|löschfristen|wie lange)\b",
        "cookies": r"\bcookies?\b",
    }
)
_PURPOSES = re.compile(
    r"\b(?:use|process|verwenden|nutzen|verarbeiten)\b.*(?:\bto|\bfor|\bpurposes|\bzu|\bum|\bfür|\bzwecken?)\s*:$",
    re.IGNORECASE,
)
_PROHIBITED = re.compile(
    r"\b(?:not|never|nicht|nie(?:mals)?)\b.*\b(?:use|process|verwenden)\b|\b(?:verwenden)\b.*\bnicht\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a list or a table holds."""

    key: str
    """The key of the source that it belongs under: `retention`."""
    entries: Entries
    doubts: tuple[str, ...] = ()
    """What somebody should make sure of."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a list or a table stands, and what is known by then."""

    headings: str
    """The words of the headings above it, in lower case."""
    lead: str
    """The sentence right before it; empty without one."""
    data: Entries
    language: str
    ids: Callable[[str], Ids]
    """The ids of a kind that are taken."""


def read_list(block: Block, context: Context) -> Found | None:
    """The facts of a list; none where it is one of something else, or says more than the facts can."""
    lead = plain(context.lead)
    if block.items and _PROHIBITED.search(lead) and lead.endswith(":"):
        return Found("prohibited_uses", _plain_entries(block.items, context.ids("prohibited_uses")))
    if block.items and _PURPOSES.search(lead):
        return Found("purposes", _plain_entries(block.items, context.ids("purposes")))
    named = [match for item in block.items if (match := _NAMED.match(item))]
    if not named or len(named) != len(block.items):
        return None
    pairs = [(match["name"].strip(), match["text"].strip()) for match in named]
    for key, read in (("cookies", _cookies), ("rights", _rights), ("retention", _retention), ("data", _data)):
        if re.search(_ABOUT[key], context.headings) and (found := read(pairs, context)):
            return found
    return None


def _plain_entries(items: Sequence[str], ids: Ids) -> Entries:
    return [{"id": ids.take(item, "entry"), "text": item} for item in items]


def _cookies(pairs: Sequence[tuple[str, str]], context: Context) -> Found | None:
    entries: Entries = []
    for name, text in pairs:
        label = re.sub(r"\s*\(optional\)$", "", name)
        kind = _kind_of(f"{label} {text}", label, _COOKIES)
        if not kind:
            return None
        entry: dict[str, Any] = {
            "id": context.ids("cookies").take(label, "cookie"),
            "name": label,
            "kind": kind,
            "text": text,
        }
        if label != name:
            entry["optional"] = True
        if period := find_period(plain(text)):
            entry["lifetime"] = str(period[0])
        entries.append(_referring(entry, "cookies", "lifetime", text, context.language))
    return Found("cookies", entries, ("which kind each of the cookies is",))


def _rights(pairs: Sequence[tuple[str, str]], context: Context) -> Found | None:
    entries: Entries = []
    for name, text in pairs:
        kind = _kind_of(name, name, _RIGHTS) or _kind_of(text, text, _RIGHTS)
        if not kind:
            return None
        entry = {"id": context.ids("rights").take(name, "right"), "name": name, "text": text, "kind": kind}
        if (period := find_period(plain(text))) and kind == "deletion":
            entry["deadline"] = str(period[0])
        entries.append(_referring(entry, "rights", "deadline", text, context.language))
    return Found("rights", entries, ("which right of the law each of them is",))


def _retention(pairs: Sequence[tuple[str, str]], context: Context) -> Found | None:
    entries, doubts = [], []
    for name, text in pairs:
        entry, told = retention_entry(name, text, context)
        entries.append(entry)
        doubts += told
    return Found("retention", entries, tuple(doubts))


def retention_entry(name: str, text: str, context: Context) -> tuple[dict[str, Any], list[str]]:
    """An entry of the retention schedule, and what is not sure of it."""
    covers, is_sure = match_all(name, context.data)
    entry: dict[str, Any] = {"id": context.ids("retention").take(name, "data"), "name": name, "covers": covers}
    doubts = [] if is_sure or not covers else [f'"{plain(name)}" is about: {", ".join(covers)}']
    if period := find_period(plain(text)):
        entry["period"] = str(period[0])
        if start := find_start(plain(text), period[1]):
            entry["starts"] = start
            doubts.append(f'"{plain(name)}" is kept from "{start}" on')
    else:
        entry["criteria"] = text
        doubts.append(f'"{plain(name)}" has no period that can be read in one way: "{plain(text)}"')
    entry["text"] = text
    return _referring(entry, "retention", "period", text, context.language), doubts


def _data(pairs: Sequence[tuple[str, str]], context: Context) -> Found | None:
    entries, doubts = [], []
    for name, text in pairs:
        remark = _REMARK.match(text)
        items = split_list(remark["items"] if remark else text)
        if not items or any(
            len(item.split()) > _MOST_WORDS or _SENTENCE.search(re.sub(r"\([^()]*\)", "", item)) for item in items
        ):
            return None
        if len(items) > 1 and (last := re.match(r"(?:and|und|or|oder)\s+(.+)", items[-1])):
            items[-1] = last[1]
            doubts.append(f'"{plain(name)}: {plain(text)}" is a list now')
        ids = context.ids("data")
        entry: dict[str, Any] = {"id": ids.take(name, "data"), "name": name}
        entry["items"] = [{"id": ids.take(item, "item"), "name": item} for item in items]
        if remark:
            entry["remark"] = remark["remark"]
        entries.append(entry)
    return Found("data", entries, tuple(doubts))


def _referring(entry: dict[str, Any], key: str, name: str, text: str, language: str) -> dict[str, Any]:
    """The entry, its text referring to its period where that is said as the pages say it."""
    from build_tools.model.period import Period  # noqa: PLC0415 - beside its one use

    if name not in entry:
        return entry
    said = say(Period.parse(entry[name]), language)
    if text.count(said) == 1:
        entry["text"] = text.replace(said, f"{{{{ {key}.{entry['id'].replace('-', '_')}.{name} }}}}")
    return entry


def _kind_of(text: str, label: str, kinds: Mapping[str, str]) -> str:
    """The kind that a label names, or else the one that its text names alone."""
    for words in (label, text):
        if kind := next((kind for kind, pattern in kinds.items() if re.search(pattern, words, re.IGNORECASE)), ""):
            return kind
    return ""
