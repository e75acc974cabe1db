"""Groups changes that belong together: a replaced vendor is one change, not one vendor removed and one added."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from build_tools.changes.facts.diff import compare_values
from build_tools.model.change import Change, Event, Side
from build_tools.model.normalization import normalize
from build_tools.model.policy import Policy
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.subprocessor import Subprocessor


def group_changes(changes: Iterable[Change], before: Policy, after: Policy) -> tuple[Change, ...]:
    """The changes, with those that belong together as members of one. Swapped sides give the opposite groups."""
    grouped = list(changes)
    for find in (_controllers, _vendors, _moved, _lengths, _grounds):
        for group in list(find(grouped, before, after)):
            first = next(number for number, change in enumerate(grouped) if change in group.members)
            grouped[first] = group
            grouped = [change for change in grouped if change not in group.members]
    return tuple(grouped)


def _controllers(changes: list[Change], before: Policy, after: Policy) -> Iterator[Change]:
    """Another name means another company, unless the legal name stays the same."""
    names = [change for change in changes if change.fact in {"controller.name", "controller.legal_name"}]
    known = before.controller.legal_name, after.controller.legal_name
    if any(change.event is Event.CHANGED for change in names) and (None in known or known[0] != known[1]):
        yield Change("controller", names[0].path, Event.REPLACED, names[0].before, names[-1].after, tuple(names))


def _vendors(changes: list[Change], _before: Policy, _after: Policy) -> Iterator[Change]:
    """A vendor goes and another one comes for the same purpose, or for the same data."""
    comers = [change for change in changes if change.fact == "subprocessors" and change.event is Event.ADDED]
    for goer in changes:
        ends = goer.fact == "subprocessors.until" and goer.event is Event.GAINED
        if ends or (goer.fact, goer.event) == ("subprocessors", Event.REMOVED):
            yield from _pair("subprocessors", goer, comers, lambda old, new: _serve_alike(old.entry, new.entry))


def _pair(fact: str, goer: Change, comers: list[Change], is_pair: Callable[[Side, Side], bool]) -> Iterator[Change]:
    """Yield the group of a change with the first new entry that replaces it, and take that from the new entries."""
    if comer := next((comer for comer in comers if is_pair(goer.before, comer.after)), None):
        comers.remove(comer)
        yield Change(fact, goer.path, Event.REPLACED, goer.before, comer.after, (goer, comer))


def _serve_alike(old: object, new: object) -> bool:
    if not isinstance(old, Subprocessor) or not isinstance(new, Subprocessor):
        return False
    data, others = ({receipt.data for receipt in vendor.receives} for vendor in (old, new))
    return normalize(old.purpose).casefold() == normalize(new.purpose).casefold() or data == others


_MOVES = (
    ("data.items", "data.items", "data.items.category"),
    ("stays_with_customer", "data.items", "stays_with_customer"),
    ("data.items", "stays_with_customer", "data.items"),
    ("prohibited_uses", "purposes", "prohibited_uses"),
    ("purposes", "prohibited_uses", "purposes"),
)
"""The list that an entry leaves, the list that it joins, and the fact that this changes."""


def _moved(changes: list[Change], _before: Policy, _after: Policy) -> Iterator[Change]:
    for gone, come, fact in _MOVES:
        comers = [change for change in changes if change.fact == come and change.event is Event.ADDED]
        for goer in changes:
            if goer.fact == gone and goer.event in {Event.REMOVED, Event.LOST}:
                yield from _pair(fact, goer, comers, _is_same)


def _lengths(changes: list[Change], before: Policy, after: Policy) -> Iterator[Change]:
    fields = {f"retention.{name}" for name in ("period", "criteria", "copies_in")}
    for number, entry in enumerate(after.retention):
        route = ("retention", number)
        members = [change for change in changes if change.fact in fields and change.after.route[:2] == route]
        if len(members) > 1 and isinstance(old := members[0].before.entry, RetentionEntry):
            lengths = period_of(old, before.storage), period_of(entry, after.storage)
            sides = replace(members[0].before, value=lengths[0]), replace(members[0].after, value=lengths[1])
            path = f"retention.{entry.id}.period"
            yield Change("retention.period", path, _event(*lengths), *sides, tuple(members))


def _grounds(changes: list[Change], _before: Policy, _after: Policy) -> Iterator[Change]:
    """The words of a legal basis, and the point of the law that it is."""
    words = {change.path: change for change in changes if change.fact == "purposes.legal_basis"}
    for ground in changes:
        basis = words.get(ground.path.replace(".legal_ground", ".legal_basis"))
        if ground.fact == "purposes.legal_ground" and basis:
            is_stated = not {ground.event, basis.event} & {Event.GAINED, Event.LOST}
            if is_stated or ground.event is basis.event:
                main = replace(ground, before=basis.before, after=basis.after) if is_stated else basis
                yield replace(main, members=(ground, basis))


def _event(before: object, after: object) -> Event:
    if before is None:
        return Event.REPLACED if after is None else Event.GAINED
    return Event.LOST if after is None else compare_values("retention.period", before, after)


def _is_same(old: Side, new: Side) -> bool:
    ids = [getattr(side.value, "id", "") for side in (old, new)]
    words = [normalize(getattr(side.value, "text", getattr(side.value, "name", ""))) for side in (old, new)]
    return ids[0] == ids[1] != "" or words[0] == words[1] != ""
