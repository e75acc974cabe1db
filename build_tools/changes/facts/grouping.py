"""Which changes belong together? A vendor that is replaced is one story, and not one vendor removed and one added."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from build_tools.changes.facts.ordering import compare_values
from build_tools.model.change import Change, Event
from build_tools.model.normalization import normalize
from build_tools.model.policy import Policy
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.subprocessor import Subprocessor

_GONE = {Event.REMOVED, Event.LOST}


def tell_stories(changes: Iterable[Change], before: Policy, after: Policy) -> tuple[Change, ...]:
    """The changes, with those that belong together as members of one; swapped sides give the opposite stories."""
    told = list(changes)
    for find in (_controllers, _vendors, _moved_data, _uses, _lengths):
        for story in list(find(told, before, after)):
            first = next(number for number, change in enumerate(told) if change in story.members)
            told[first] = story
            told = [change for change in told if change not in story.members]
    return tuple(told)


def _controllers(changes: list[Change], before: Policy, after: Policy) -> Iterator[Change]:
    """Another name is another company, unless the same name in the register of companies says that it is not."""
    names = [change for change in changes if change.fact in {"controller.name", "controller.legal_name"}]
    known = before.controller.legal_name, after.controller.legal_name
    if any(change.event is Event.CHANGED for change in names) and (None in known or known[0] != known[1]):
        yield _story("controller", names[0], names[-1], names)


def _vendors(changes: list[Change], _before: Policy, _after: Policy) -> Iterator[Change]:
    """A vendor goes and another one comes for the same purpose, or for the same data."""
    comers = [change for change in changes if change.fact == "subprocessors" and change.event is Event.ADDED]
    for goer in changes:
        ends = goer.fact == "subprocessors.until" and goer.event is Event.GAINED
        if not ends and (goer.fact, goer.event) != ("subprocessors", Event.REMOVED):
            continue
        comer = next((comer for comer in comers if _serve_alike(goer.before.entry, comer.after.entry)), None)
        if comer:
            comers.remove(comer)
            yield _story("subprocessors", goer, comer, [goer, comer])


def _serve_alike(one: object, other: object) -> bool:
    if not isinstance(one, Subprocessor) or not isinstance(other, Subprocessor):
        return False
    data, others = ({receipt.data for receipt in vendor.receives} for vendor in (one, other))
    return normalize(one.purpose).casefold() == normalize(other.purpose).casefold() or data == others


def _moved_data(changes: list[Change], _before: Policy, _after: Policy) -> Iterator[Change]:
    """An item of data goes over to another category, or over the border between customer and controller."""
    yield from _pairs(changes, "data.items", "data.items", "data.items.category")
    yield from _pairs(changes, "stays_with_customer", "data.items", "stays_with_customer")
    yield from _pairs(changes, "data.items", "stays_with_customer", "data.items")


def _uses(changes: list[Change], _before: Policy, _after: Policy) -> Iterator[Change]:
    """What was ruled out becomes a purpose, or a purpose is ruled out."""
    yield from _pairs(changes, "prohibited_uses", "purposes", "prohibited_uses")
    yield from _pairs(changes, "purposes", "prohibited_uses", "purposes")


def _lengths(changes: list[Change], before: Policy, after: Policy) -> Iterator[Change]:
    """How long something is kept is said in another way: by a period, by criteria, by the copies it is about."""
    fields = {f"retention.{name}" for name in ("period", "criteria", "copies_in")}
    for number, entry in enumerate(after.retention):
        route = ("retention", number)
        members = [change for change in changes if change.fact in fields and change.after.route[:2] == route]
        if len(members) > 1 and isinstance(old := members[0].before.entry, RetentionEntry):
            lengths = period_of(old, before.storage), period_of(entry, after.storage)
            sides = replace(members[0].before, value=lengths[0]), replace(members[0].after, value=lengths[1])
            path = f"retention.{entry.id}.period"
            yield Change("retention.period", path, _event(*lengths), *sides, tuple(members))


def _event(before: object, after: object) -> Event:
    if before is None:
        return Event.REPLACED if after is None else Event.GAINED
    return Event.LOST if after is None else compare_values("retention.period", before, after)


def _pairs(changes: list[Change], gone: str, come: str, fact: str) -> Iterator[Change]:
    """Stories of entries of one id, or of the same words, that go from one list to another."""
    comers = [change for change in changes if change.fact == come and change.event is Event.ADDED]
    for goer in changes:
        if goer.fact == gone and goer.event in _GONE:
            comer = next((comer for comer in comers if _is_same(goer, comer)), None)
            if comer:
                comers.remove(comer)
                yield _story(fact, goer, comer, [goer, comer])


def _is_same(goer: Change, comer: Change) -> bool:
    sides: tuple[Callable[[object], str], ...] = (
        lambda value: getattr(value, "id", ""),
        lambda value: normalize(getattr(value, "text", getattr(value, "name", ""))),
    )
    return any(side(goer.before.value) == side(comer.after.value) != "" for side in sides)


def _story(fact: str, goer: Change, comer: Change, members: list[Change]) -> Change:
    return Change(fact, goer.path, Event.REPLACED, goer.before, comer.after, tuple(members))
