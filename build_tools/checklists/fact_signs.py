"""Which facts of a policy say what a checklist asks for?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from build_tools.model.checklist import FactCriterion
from build_tools.model.day import add_months
from build_tools.model.localize import say
from build_tools.model.period import Period
from build_tools.model.policy import Policy, Route
from build_tools.model.text import PlaceholderText, Prose, Term
from build_tools.model.value import Value


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries state a fact."""

    said: int
    of: int
    """How many have to; 1 where any is enough."""
    stated_at: Route | None = None
    """Where it is stated first."""
    lacking: tuple[tuple[str, Route], ...] = ()
    """The entries that do not state it, by their names, and where they stand."""

    @property
    def is_whole(self) -> bool:
        """Whether all is said that has to be."""
        return 0 < self.of == self.said


@dataclass(frozen=True)
class Facts:
    """The facts of a policy, all in place in its prose."""

    policy: Policy
    is_read: Callable[[str], bool]
    """Whether one reads some words in its documents: a fact that no layout shows says nothing."""
    today: date
    """The day from which months are counted."""

    def stated(self, value: object, names: tuple[str, ...], route: Route) -> Iterator[Route]:
        """Yield the places at which a fact is stated that one reads; that something is not so is stated too."""
        if isinstance(value, tuple):
            for number, entry in enumerate(value):
                yield from self.stated(entry, names, (*route, number))
        elif names and isinstance(value, Value):
            yield from self.stated(getattr(value, names[0]), names[1:], (*route, names[0]))
        elif not names and value is not None and self._is_read(value):
            yield route

    def _is_read(self, value: object) -> bool:
        """Whether one reads a value; of what is no text, as the kind of a right, nobody can say it."""
        if isinstance(value, Period):
            return self.is_read(say(value, self.policy.publication.language))
        is_text = isinstance(value, Prose | Term) and not isinstance(
            value, PlaceholderText
        )  # words with places stand elsewhere
        return not is_text or self.is_read(str(value))


def count_sign(facts: Facts, sign: FactCriterion) -> Count:
    """How far the facts of a policy show a sign."""
    collection, *rest = sign.path.split(".")
    value = getattr(facts.policy, collection)
    if isinstance(value, tuple):
        return _count_entries(facts, sign, value, collection, tuple(rest))
    found = next(facts.stated(value, tuple(rest), (collection,)), None)
    if found and sign.within_months and not _is_within(facts, sign.within_months, found):
        found = None
    return Count(int(found is not None), 1, found)


def _count_entries(
    facts: Facts, sign: FactCriterion, entries: tuple[Value, ...], collection: str, names: tuple[str, ...]
) -> Count:
    """How many entries of a list show a sign."""
    stated: list[Route] = []
    lacking: list[tuple[str, Route]] = []
    for number, entry in enumerate(entries):
        if not _counts(entry, sign) or _has_ended(entry):
            continue
        route = (collection, number)
        if place := _find(facts, sign, entry, names, route):
            stated.append(place)
        else:
            lacking.append((_name(entry), route))
    first = stated[0] if stated else None
    if not sign.each:
        return Count(int(bool(stated)), 1, first)
    return Count(len(stated), len(stated) + len(lacking), first, tuple(lacking))


def _is_within(facts: Facts, months: int, route: Route) -> bool:
    """Whether the day that stands somewhere is no longer ago, and is not still to come."""
    here: object = facts.policy
    for name in route:
        here = getattr(here, str(name))
    return isinstance(here, date) and here <= facts.today <= add_months(here, months)


def _find(facts: Facts, sign: FactCriterion, entry: object, rest: tuple[str, ...], route: Route) -> Route | None:
    """Where an entry states the fact; none where it does not."""
    if sign.listed_in:
        return route if _is_listed(facts.policy, sign.listed_in, entry) else None
    return next(facts.stated(entry, rest, route), None)


def _counts(entry: object, sign: FactCriterion) -> bool:
    return all(getattr(entry, name) in values for name, values in sign.given.items())


def _has_ended(entry: object) -> bool:
    """Whether an entry is of the past: of a subprocessor that receives data no longer, nothing is asked."""
    return getattr(entry, "until", None) is not None


def _is_listed(policy: Policy, path: str, entry: object) -> bool:
    """Whether an entry, or each of its items, is named where a path leads."""
    named = set(_ids(policy, path.split(".")))
    items = [item.id for item in getattr(entry, "items", ())]
    return getattr(entry, "id", "") in named or (bool(items) and named.issuperset(items))


def _ids(value: object, names: Sequence[str]) -> Iterator[str]:
    """Yield the ids that stand where names lead."""
    if isinstance(value, tuple):
        for entry in value:
            yield from _ids(entry, names)
    elif names:
        yield from _ids(getattr(value, names[0], None), names[1:])
    elif value is not None:
        yield str(value)


def _name(entry: object) -> str:
    """What an entry is called: by its name, or its words."""
    return str(getattr(entry, "name", None) or getattr(entry, "text", ""))


def first_stated(facts: Facts, signs: Iterable[FactCriterion]) -> Route | None:
    """Where a fact is stated that shows one of the signs; none where nothing does."""
    return next((count.stated_at for sign in signs if (count := count_sign(facts, sign)).is_whole), None)
