"""Compares the facts of two policies.

Entries are compared by their ids and not by their places. Prose is compared with its references, so that a changed
fact is reported once and not again in each sentence.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape

from build_tools.model.change import Change, Event, Side
from build_tools.model.history_wording import Guide
from build_tools.model.normalization import normalize, normalize_characters
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.settings import AllowedWords, Channel, CorrectedDay
from build_tools.model.signup import FixedField
from build_tools.model.subprocessor import Receipt
from build_tools.model.value import Value, field_names

_IGNORED = {"id", "note"}  # an id only names an entry, and notes are never published

_KEYS: dict[type, tuple[str, ...]] = {
    Receipt: ("data",),
    Channel: ("kind",),
    CorrectedDay: ("revision",),
    AllowedWords: ("words",),
    Guide: ("name",),
    FixedField: ("name",),
}
"""The fields that identify the values of lists without ids."""

Read = Callable[[str], str]
"""Returns the visible text of a text in Markdown, unified."""

_EMPTY_MEANS_ALL = {"purposes.data"}
_FORMS = {"anonymized": 0, "hashed": 1, "pseudonymized": 1, "encrypted": 1, "plain": 2}
"""How identifiable each form of data is. No law ranks those in the middle (GDPR Art. 4(5), 32(1)(a))."""
_MARKED = {"purposes.legal_ground": ("consent", True), "subprocessors.transfer.mechanism": ("derogation", False)}
"""The value of a fact that is better, or worse, than all its other values, which are not ranked."""
_STANDARD = re.compile(r"(.*?)[ -]?v?(\d+(?:\.\d+)*)", re.DOTALL)  # a family and a number: `AES-256`, `TLS 1.3`


@dataclass(frozen=True, slots=True)
class _Place:
    fact: str
    path: str
    before: Side
    after: Side
    read: Read

    def at(self, name: str) -> "_Place":
        before, after = (
            replace(side, route=(*side.route, name), value=getattr(side.value, name))
            for side in (self.before, self.after)
        )
        fact, path = (f"{names}.{name}".lstrip(".") for names in (self.fact, self.path))
        return replace(self, fact=fact, path=path, before=before, after=after)

    def among(self, key: str, before: int | None, after: int | None) -> "_Place":
        """The place of a value in a list, by its index on each side; none where the list does not have it."""
        sides = _item(self.before, before), _item(self.after, after)
        return replace(self, path=f"{self.path}.{key}", before=sides[0], after=sides[1])

    def report(self, event: Event) -> Change:
        return Change(self.fact, self.path, event, self.before, self.after)


def compare_policies(before: Policy, after: Policy, read: Read = normalize_characters) -> Iterator[Change]:
    """Yield the changes, in the order of the model. Swapped sides give the opposite changes.

    `read` compares texts that differ only in white space. Unless it reads Markdown, it must keep the white space.
    """
    yield from _compare(_Place("", "", Side(value=before), Side(value=after), read))


def _is_same(before: object, after: object, read: Read) -> bool:
    if before is after:
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, str) and isinstance(after, str) and before != after:
        return normalize(unescape(before)) == normalize(unescape(after)) and read(before) == read(after)
    return before == after and str(before) == str(after)


def _compare(place: _Place) -> Iterator[Change]:
    before, after = place.before.value, place.after.value
    if _is_same(before, after, place.read):
        return
    if isinstance(before, tuple) and isinstance(after, tuple):
        yield from _compare_lists(place, before, after)
    elif isinstance(before, Value) and isinstance(after, Value):
        for name in field_names(type(before)):
            if name not in _IGNORED:
                yield from _compare(place.at(name))
    elif before is None:
        yield place.report(Event.GAINED)
    elif after is None:
        yield place.report(Event.LOST)
    else:
        yield place.report(compare_values(place.fact, before, after))


def _compare_lists(place: _Place, before: Sequence[object], after: Sequence[object]) -> Iterator[Change]:
    if place.fact in _EMPTY_MEANS_ALL and not (before and after):
        yield place.report(Event.GAINED if before else Event.LOST)
        return
    old, new = _keys(before), _keys(after)
    has_entries = any(isinstance(value, Value) for value in (*before, *after))
    gone, come = (Event.REMOVED, Event.ADDED) if has_entries else (Event.LOST, Event.GAINED)
    for key, number in old.items():
        if key not in new:
            yield place.among(key, number, None).report(gone)
        else:
            yield from _compare(place.among(key, number, new[key]))
    for key, number in new.items():
        if key not in old:
            yield place.among(key, None, number).report(come)
    if [key for key in new if key in old] != [key for key in old if key in new]:
        yield place.report(Event.REORDERED)


def _item(side: Side, number: int | None) -> Side:
    if number is None or not isinstance(side.value, tuple):
        return Side(side.route, entry=side.entry)
    value = side.value[number]
    return Side((*side.route, number), value, value if isinstance(value, Value) else side.entry)


def _keys(values: Sequence[object]) -> dict[str, int]:
    """The index of each value of a list by its key; the second of two with the same key gets a number."""
    keys: dict[str, int] = {}
    for number, value in enumerate(values):
        names = _KEYS.get(type(value), ("id",)) if isinstance(value, Value) else ()
        key = "-".join(normalize(str(getattr(value, name))) for name in names) or normalize(str(value))
        keys[key if key not in keys else f"{key}.{number + 1}"] = number
    return keys


def compare_values(fact: str, before: object, after: object) -> Event:
    """How a value that is stated on both sides has changed: more, less, better, worse, or merely changed."""
    if fact in _MARKED:
        return _compare_marked(str(before), str(after), *_MARKED[fact])
    ranks: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    if isinstance(before, Period) and isinstance(after, Period):
        ranks = (before.length,), (after.length,)
    elif fact == "subprocessors.since" and isinstance(before, date) and isinstance(after, date):
        ranks = (before.toordinal(),), (after.toordinal(),)
    elif fact == "subprocessors.receives.form":
        ranks = (_FORMS[str(before)],), (_FORMS[str(after)],)
    elif fact == "minimum_age":
        ranks = (int(str(before)),), (int(str(after)),)
    elif fact == "safeguards.standard":
        ranks = _rank_standards(str(before), str(after))
    if not ranks or ranks[0] == ranks[1]:  # the same period can be written as P1W and as P7D
        return Event.CHANGED
    return Event.INCREASED if ranks[0] < ranks[1] else Event.DECREASED


def _compare_marked(before: str, after: str, marked: str, is_better: bool) -> Event:  # noqa: FBT001 - from a table
    if marked not in {before, after}:
        return Event.CHANGED
    return Event.IMPROVED if (after == marked) is is_better else Event.WORSENED


def _rank_standards(before: str, after: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The numbers of two standards of one family; none for other standards, which cannot be ranked."""
    old, new = _STANDARD.fullmatch(before.strip()), _STANDARD.fullmatch(after.strip())
    if not old or not new or old[1].casefold() != new[1].casefold():
        return None
    return tuple(map(int, old[2].split("."))), tuple(map(int, new[2].split(".")))
