"""What comes of two edits of one file, made without knowing of each other?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ABSENT = object()
"""In the place of a value where there is none."""
_NAMES = (("id",), ("gap", "about"), ("finding",), ("rule",), ("data",), ("revision",), ("words",), ("name",))
"""The keys by which one knows the entries of a list again, the first that an entry has."""

_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""What a form leaves out where a file states it."""
_Step = str | int


@dataclass(frozen=True, slots=True)
class Clash:
    """A value that both edits have changed, each in its own way."""

    steps: tuple[_Step, ...]
    """The way to it, an entry of a list being named by its id."""
    mine: Any
    """What one of them makes of it; `ABSENT` if it removes it."""
    theirs: Any
    """What the other one makes of it."""


def merge(base: Any, mine: Any, theirs: Any) -> tuple[Any, tuple[Clash, ...]]:
    """What `base` becomes by both edits, and where they clash: mine is taken there."""
    merger = _Merger()
    return merger.merge((), base, mine, theirs), tuple(merger.clashes)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values say the same, whatever the order of their keys; `1` is not `true`."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def name_entries(entries: Sequence[Any]) -> tuple[str, ...] | None:
    """A name for each entry of a list, by which it is known again; none where two have the same."""
    names = tuple(map(_name, entries))
    return names if len(set(names)) == len(names) else None


def _name(entry: Any) -> str:
    if isinstance(entry, dict):
        for keys in _NAMES:
            if all(isinstance(entry.get(key), str) for key in keys):
                return " ".join(entry[key] for key in keys)
    return entry if isinstance(entry, str) else json.dumps(entry, sort_keys=True)


@dataclass
class _Merger:
    """Merges value by value, and gathers the clashes."""

    clashes: list[Clash] = field(default_factory=list)

    def merge(self, steps: tuple[_Step, ...], base: Any, mine: Any, theirs: Any) -> Any:
        if is_same(mine, base) or (mine is ABSENT and base in _NOTHING):
            return theirs
        values = (base, mine, theirs)
        if all(isinstance(value, dict) for value in values):
            return self._merge_keys(steps, base, mine, theirs)
        if all(isinstance(value, list) for value in values) and all(map(name_entries, filter(None, values))):
            return self._merge_entries(steps, base, mine, theirs)
        if not is_same(theirs, base) and not is_same(mine, theirs):
            self.clashes.append(Clash(steps, mine, theirs))
        return mine

    def _merge_keys(
        self, steps: tuple[_Step, ...], base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What a group of keys, or of named entries, becomes; what only one has comes after what is before it there."""
        keys = _weave(list(theirs), list(mine))
        merged = {
            key: self.merge((*steps, key), *(value.get(key, ABSENT) for value in (base, mine, theirs))) for key in keys
        }
        return {key: value for key, value in merged.items() if value is not ABSENT}

    def _merge_entries(self, steps: tuple[_Step, ...], *lists: list[Any]) -> list[Any]:
        """What a list becomes. Who has moved its entries decides on their order; both cannot, each in its own way."""
        base, mine, theirs = (dict(zip(name_entries(entries) or (), entries, strict=True)) for entries in lists)
        common = base.keys() & mine.keys() & theirs.keys()
        was, here, there = ([name for name in one if name in common] for one in (base, mine, theirs))
        if was not in (here, there) and here != there:
            self.clashes.append(Clash(steps, lists[1], lists[2]))
        merged = self._merge_keys(steps, base, mine, theirs)
        order = _weave(list(theirs), list(mine)) if was == here else _weave(list(mine), list(theirs))
        return [merged[name] for name in order if name in merged]


def _weave(lead: list[str], other: list[str]) -> Iterator[str]:
    """Yield the names of one order, and after each those that only the other order has behind it."""
    known = set(lead)
    behind: dict[str | None, list[str]] = {}
    last = None
    for name in other:
        if name in known:
            last = name
        else:
            behind.setdefault(last, []).append(name)
    yield from behind.get(None, ())
    for name in lead:
        yield name
        yield from behind.get(name, ())
