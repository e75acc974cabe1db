"""Reads the facts of a list: data, purposes, rights, periods or cookies.

A list becomes facts only if the pages then show the same words again, except for the last comma or "and".
"""

import re
from collections.abc import Callable, Mapping
from itertools import takewhile

from build_tools.importing.blocks import Block
from build_tools.importing.data_matching import match_all, split_list
from build_tools.importing.dates import find_period, find_start
from build_tools.importing.denials import DENIED, is_denied
from build_tools.importing.facts import Context, Entry, Found, Unread
from build_tools.importing.ids import plain
from build_tools.importing.page_marks import without_marks
from build_tools.model.localize import say
from build_tools.model.period import Period

_NAMED = re.compile(r"^(?:\*\*)?(?P<name>(?:\\.|[^:*\\]){2,80}?)(?:\*\*)?:(?:\*\*)?\s+(?P<text>\S.*)$", re.DOTALL)
_TITLED = re.compile(r"^\*\*(?P<name>[^*:]{2,80}?)\.\*\*\s+(?P<text>\S.*)$", re.DOTALL)
"""An entry whose name ends with a full stop in place of a colon."""
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
_USES = r"(?:used?|process(?:ed)?|verwende[nt]|nutzen|verarbeite[nt])"
_ENDS = r"(?:\bto|\bfor|\bpurposes|\bzu|\bum|\bfür|\bzwecken?)\s*:$"
_PURPOSES = re.compile(rf"(?i)\b{_USES}\b.*{_ENDS}")
_DENIES = r"(?:\bnot|n['’]t|\bnever|\bnicht|\bnie(?:mals)?|\bkeine?)\b"
_PROHIBITED = re.compile(
    rf"(?i){_DENIES}(?: \w+){{0,3}} {_USES}\b(?:(?!\b(?:but|and|rather|instead|sondern|und)\b).)*:$|"
    rf"\b{_USES}\b(?:(?!\b(?:but|and|that|which|sondern|und)\b).)*{_DENIES}[^,;]*:$"
)
_EXCEPTED = re.compile(
    r"(?i)\b(?:only|except|unless|other than|without|until|solely|exclusively|limited|beyond|nur|außer|ausschließlich|"
    r"es sei denn|ohne|sofern)\b"
)
"""Words that turn a denial around, so that a list below it is one of what is allowed."""
_NOT_OUR_USE = re.compile(
    rf"(?i)\b(?:you|they|customers|users|partners|providers|vendors|parties)(?: \w+)? {_USES}\b|"
    rf"\b{_USES} (?:[\w-]+ ){{0,4}}(?:cookies|trackers|technolog\w+|processors|sub-?processors|providers|services)\b"
)
"""A use by others, or a use of other things than data."""
_LAST_SENTENCE = re.compile(r"[^.!?]*$")


def read_list(block: Block, context: Context) -> Found | Unread:
    """The facts of a list, or the reason why it holds none."""
    if not block.items:
        return Unread("its entries hold further lists or paragraphs")
    if role := _find_role(plain(context.lead)):
        ids = context.ids(role)
        return Found(role, [{"id": ids.take(item, "entry"), "text": item} for item in block.items])
    about = [key for key, (pattern, _, _) in _ABOUT.items() if re.search(pattern, context.headings)]
    if not about or is_denied(context):
        return DENIED if about else Unread("no heading or sentence above it says that it lists facts")
    named = [match for item in block.items if (match := _TITLED.match(item) or _NAMED.match(item))]
    if len(named) != len(block.items):
        return Unread("not all of its entries have the form name: text")
    pairs = [(match["name"].strip(), match["text"].strip()) for match in named]
    for key in about:
        _, read, doubt = _ABOUT[key]
        doubts = [doubt] * bool(doubt)
        if any(match.re is _TITLED for match in named):
            doubts.append("the names of the entries end with a colon now, and not with a full stop")
        read_pairs = (read(name, text, context, doubts) for name, text in pairs)
        entries = [entry for entry in takewhile(bool, read_pairs) if entry]
        if len(entries) == len(pairs):
            return Found(key, entries, tuple(doubts))
    return Unread(f"its entries say more than entries of {' or '.join(about)}")


def _find_role(lead: str) -> str:
    """Whether a sentence begins a list of purposes, or of prohibited uses. Sentences before it say nothing about it."""
    sentence = _LAST_SENTENCE.search(lead.rstrip(":"))
    last = f"{sentence[0].strip()}:" if sentence and lead.endswith(":") else ""
    if _PROHIBITED.search(last):
        return "" if _EXCEPTED.search(last) else "prohibited_uses"
    is_other = re.search(_DENIES, last, re.IGNORECASE) or _NOT_OUR_USE.search(last)
    return "purposes" if _PURPOSES.search(last) and not is_other else ""


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
    return with_reference(entry, "cookies", "lifetime", context.language)


def _right(name: str, text: str, context: Context, _: list[str]) -> Entry | None:
    kinds = [kind for kind, pattern in _RIGHTS.items() if re.search(pattern, text, re.IGNORECASE)]
    kind = _kind_of(name, _RIGHTS) or (kinds[0] if len(kinds) == 1 else "")
    if not kind:
        return None
    entry: Entry = {"id": context.ids("rights").take(name, "right"), "name": name, "text": text, "kind": kind}
    if (period := find_period(plain(text))) and kind == "deletion":
        entry["deadline"] = str(period[0])
    return with_reference(entry, "rights", "deadline", context.language)


def read_retention(name: str, text: str, context: Context, doubts: list[str]) -> Entry:
    """An entry of the retention schedule; what a person has to check is added to `doubts`."""
    covers, is_sure = match_all(without_marks(name), context.data)
    entry: Entry = {"id": context.ids("retention").take(name, "data"), "name": name, "covers": covers}
    if covers and not is_sure:
        doubts.append(f'"{plain(name)}" is about: {", ".join(covers)}')
    words = without_marks(plain(text))
    if period := find_period(words):
        entry["period"] = str(period[0])
        if start := find_start(words, period[1]):
            entry["starts"] = start
            doubts.append(f'"{plain(name)}" is kept from "{start}" on')
        if words != plain(text):
            doubts.append(f'"{plain(name)}" has a footnote: read whether it changes the period "{plain(text)}"')
    else:
        entry["criteria"] = text
        doubts.append(f'"{plain(name)}" has no period that can be read in only one way: "{plain(text)}"')
    entry["text"] = text
    return with_reference(entry, "retention", "period", context.language)


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


def with_reference(entry: Entry, key: str, name: str, language: str) -> Entry:
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
