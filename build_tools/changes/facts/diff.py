"""Which facts differ between two policies?

Entries are compared by their ids and not by their places; periods by their lengths; references as sets. Prose is
compared as it stands in the source, so that a fact that changes is told once and not again in each sentence. Texts
that `normalize` makes equal are the same, if readers read the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import compress

from build_tools.changes.facts.ordering import compare_values
from build_tools.model.change import Change, Event, Side
from build_tools.model.history_wording import Guide
from build_tools.model.normalization import normalize, normalize_characters
from build_tools.model.policy import Policy
from build_tools.model.settings import AllowedWords, Channel, CorrectedDay
from build_tools.model.subprocessor import Receipt
from build_tools.model.value import Value

_NOT_TOLD = {"id", "note"}
"""An id names an entry, and is no fact about it; notes are never published."""

_KEYS: dict[type, tuple[str, ...]] = {
    Receipt: ("data",),
    Channel: ("kind",),
    CorrectedDay: ("revision",),
    AllowedWords: ("words",),
    Guide: ("name",),
}
"""What names the values of lists that have no id."""

Read = Callable[[str], str]
"""Gives what readers read of a text in Markdown, unified."""

_EMPTY_MEANS_ALL = {"purposes.data"}
"""References without which all are meant."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where two values are compared."""

    fact: str
    path: str
    before: Side
    after: Side
    read: Read

    def at(self, name: str) -> "_Place":
        """The place of a field."""
        before, after = (
            replace(side, route=(*side.route, name), value=getattr(side.value, name))
            for side in (self.before, self.after)
        )
        fact, path = (f"{names}.{name}".lstrip(".") for names in (self.fact, self.path))
        return replace(self, fact=fact, path=path, before=before, after=after)

    def among(self, key: str, before: int | None, after: int | None) -> "_Place":
        """The place of a value in a list, by its number on each side; none where it is not listed there."""
        sides = _listed(self.before, before), _listed(self.after, after)
        return replace(self, path=f"{self.path}.{key}", before=sides[0], after=sides[1])

    def tell(self, event: Event) -> Change:
        """What happened here."""
        return Change(self.fact, self.path, event, self.before, self.after)


def compare_policies(before: Policy, after: Policy, read: Read = normalize_characters) -> Iterator[Change]:
    """Yield what is different, in the order of the model. Swapped sides give the opposite changes.

    `read` decides whether two texts read alike whose signs are the same but for white space. Where it knows no
    Markdown, it has to keep the white space.
    """
    yield from _compare(_Place("", "", Side(value=before), Side(value=after), read))


def _is_same(before: object, after: object, read: Read) -> bool:
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
        for name in type(before).model_fields:
            if name not in _NOT_TOLD:
                yield from _compare(place.at(name))
    elif before is None:
        yield place.tell(Event.GAINED)
    elif after is None:
        yield place.tell(Event.LOST)
    else:
        yield place.tell(compare_values(place.fact, before, after))


def _compare_lists(place: _Place, before: Sequence[object], after: Sequence[object]) -> Iterator[Change]:
    old, new = _keys(before), _keys(after)
    gone, come = (Event.REMOVED, Event.ADDED) if _are_entries(before, after) else (Event.LOST, Event.GAINED)
    if place.fact in _EMPTY_MEANS_ALL and not (before and after):
        yield place.tell(Event.GAINED if before else Event.LOST)
        return
    for key, number in old.items():
        if key not in new:
            yield place.among(key, number, None).tell(gone)
        else:
            yield from _compare(place.among(key, number, new[key]))
    for key, number in new.items():
        if key not in old:
            yield place.among(key, None, number).tell(come)
    kept = [key for key in new if key in old]
    if kept != list(compress(old, (key in new for key in old))):
        yield place.tell(Event.REORDERED)


def _listed(side: Side, number: int | None) -> Side:
    if number is None or not isinstance(side.value, tuple):
        return Side(side.route, entry=side.entry)
    value = side.value[number]
    return Side((*side.route, number), value, value if isinstance(value, Value) else side.entry)


def _are_entries(*lists: Sequence[object]) -> bool:
    return any(isinstance(value, Value) for values in lists for value in values)


def _keys(values: Sequence[object]) -> dict[str, int]:
    """The place of each value of a list by what tells it from the others; of two alike, the second counts by itself."""
    keys: dict[str, int] = {}
    for number, value in enumerate(values):
        names = _KEYS.get(type(value), ("id",)) if isinstance(value, Value) else ()
        key = "-".join(normalize(str(getattr(value, name))) for name in names) or normalize(str(value))
        keys[key if key not in keys else f"{key}.{number + 1}"] = number
    return keys
