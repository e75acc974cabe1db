"""Counts the entries of a policy that state a fact that a checklist requires."""

from collections.abc import Callable, Iterator, Sequence
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
    """The number of entries that state a fact."""

    said: int
    of: int
    """The number of entries that have to; 1 if any entry is enough."""
    stated_at: Route | None = None
    lacking: tuple[tuple[str, Route], ...] = ()
    """The names and places of the entries that do not state it."""

    @property
    def is_whole(self) -> bool:
        """Whether all entries that have to state the fact do so."""
        return 0 < self.of == self.said


@dataclass(frozen=True)
class Facts:
    """The facts of a policy, whose references are expanded."""

    policy: Policy
    is_read: Callable[[str], bool]
    """Returns whether words are visible in the documents: a fact that no layout shows does not count."""
    today: date
    """The day from which months are counted."""

    def stated(self, value: object, names: tuple[str, ...], route: Route) -> Iterator[Route]:
        """Yield the places at which a visible fact is stated; `false` counts as stated."""
        if isinstance(value, tuple):
            for number, entry in enumerate(value):
                yield from self.stated(entry, names, (*route, number))
        elif names and isinstance(value, Value):
            yield from self.stated(getattr(value, names[0]), names[1:], (*route, names[0]))
        elif not names and value is not None and self._is_visible(value):
            yield route

    def _is_visible(self, value: object) -> bool:
        """Whether a value is visible. This is assumed of values without words, such as the kind of a right."""
        if isinstance(value, Period):
            return self.is_read(say(value, self.policy.publication.language))
        is_text = isinstance(value, Prose | Term) and not isinstance(
            value, PlaceholderText
        )  # placeholders are filled in later
        return not is_text or self.is_read(str(value))


def count_entries(facts: Facts, sign: FactCriterion) -> Count:
    """The number of entries of a policy that meet a criterion."""
    collection, *rest = sign.path.split(".")
    value, names = getattr(facts.policy, collection), tuple(rest)
    if not isinstance(value, tuple):
        found = next(facts.stated(value, names, (collection,)), None)
        if found and sign.within_months and not _is_recent(facts, sign.within_months, found):
            found = None
        return Count(int(found is not None), 1, found)
    stated: list[Route] = []
    lacking: list[tuple[str, Route]] = []
    for number, entry in enumerate(value):
        # nothing is required of a subprocessor that no longer receives data
        is_selected = all(getattr(entry, name) in values for name, values in sign.given.items())
        if not is_selected or getattr(entry, "until", None) is not None:
            continue
        route: Route = (collection, number)
        if place := _find(facts, sign, entry, names, route):
            stated.append(place)
        else:
            lacking.append((str(getattr(entry, "name", None) or getattr(entry, "text", "")), route))
    first = stated[0] if stated else None
    if not sign.each:
        return Count(int(bool(stated)), 1, first)
    return Count(len(stated), len(stated) + len(lacking), first, tuple(lacking))


def _is_recent(facts: Facts, months: int, route: Route) -> bool:
    value: object = facts.policy
    for name in route:
        value = getattr(value, str(name))
    return isinstance(value, date) and value <= facts.today <= add_months(value, months)


def _find(facts: Facts, sign: FactCriterion, entry: object, names: tuple[str, ...], route: Route) -> Route | None:
    if not sign.listed_in:
        return next(facts.stated(entry, names, route), None)
    # the entry, or each of its items, must be named in the list
    named = set(_ids(facts.policy, sign.listed_in.split(".")))
    items = [item.id for item in getattr(entry, "items", ())]
    return route if getattr(entry, "id", "") in named or (items and named.issuperset(items)) else None


def _ids(value: object, names: Sequence[str]) -> Iterator[str]:
    if isinstance(value, tuple):
        for entry in value:
            yield from _ids(entry, names)
    elif names:
        yield from _ids(getattr(value, names[0], None), names[1:])
    elif value is not None:
        yield str(value)
