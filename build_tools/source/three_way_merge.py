"""Merges two independent edits of the same values, and finds where they conflict."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ABSENT = object()
_NAMES = (
    ("id",),
    ("gap", "about"),
    ("finding", "model"),
    ("finding",),
    ("rule",),
    ("data",),
    ("revision",),
    ("words",),
    ("name",),
)
"""The keys that identify an entry of a list: the first of these that it has."""
_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""Values in a file that a form leaves out."""
_Step = str | int


@dataclass(frozen=True, slots=True)
class Clash:
    """A value that the two edits have changed differently."""

    steps: tuple[_Step, ...]
    """The route to it, with the ids of list entries."""
    mine: Any
    theirs: Any


def merge(base: Any, mine: Any, theirs: Any) -> tuple[Any, tuple[Clash, ...]]:
    """`base` with both edits applied, and the conflicts, in which `mine` is used."""
    merger = _Merger()
    return merger.merge((), base, mine, theirs), tuple(merger.clashes)


def is_same(value: Any, other: Any) -> bool:
    """Whether two values are equal, whatever the order of their keys; `1` is not `true`."""
    if value is ABSENT or other is ABSENT:
        return value is other
    return json.dumps(value, sort_keys=True) == json.dumps(other, sort_keys=True)


def name_entries(entries: Sequence[Any]) -> tuple[str, ...] | None:
    """A name that identifies each entry of a list; None where two entries have the same name."""
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
        """The merge of keys or named entries. A key that only one side has follows the key before it on that side."""
        keys = _weave(list(theirs), list(mine))
        values = ((key, [side.get(key, ABSENT) for side in (base, mine, theirs)]) for key in keys)
        merged = ((key, self.merge((*steps, key), *value)) for key, value in values)
        return {key: value for key, value in merged if value is not ABSENT}

    def _merge_entries(self, steps: tuple[_Step, ...], *lists: list[Any]) -> list[Any]:
        """The merge of lists. The side that has moved entries decides the order; it is a conflict if both have."""
        base, mine, theirs = (dict(zip(name_entries(entries) or (), entries, strict=True)) for entries in lists)
        common = base.keys() & mine.keys() & theirs.keys()
        was, here, there = ([name for name in names if name in common] for names in (base, mine, theirs))
        if was not in (here, there) and here != there:
            self.clashes.append(Clash(steps, lists[1], lists[2]))
        merged = self._merge_keys(steps, base, mine, theirs)
        order = _weave(list(theirs), list(mine)) if was == here else _weave(list(mine), list(theirs))
        return [merged[name] for name in order if name in merged]


def _weave(lead: list[str], other: list[str]) -> Iterator[str]:
    known = set(lead)
    following: dict[str | None, list[str]] = {}
    last = None
    for name in other:
        if name in known:
            last = name
        else:
            following.setdefault(last, []).append(name)
    yield from following.get(None, ())
    for name in lead:
        yield name
        yield from following.get(name, ())
