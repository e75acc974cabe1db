"""Evaluates each item of a checklist against a text.

A part of an item that is found neither by facts nor by words is missing if the list has words of the text's language;
else a person must look for it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from build_tools.checklists.phrases import Statement, Statements
from build_tools.model.checklist import Checklist, Condition, FactCriterion, Item, Outcome, Part, Settled, Words
from build_tools.model.coverage import Coverage, ItemCoverage, PartCoverage, Place, State
from build_tools.model.day import add_months
from build_tools.model.localize import say
from build_tools.model.period import Period
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location
from build_tools.model.text import PlaceholderText, Prose, Term
from build_tools.model.value import Value

_EXCEPTED = {Outcome.NOT_APPLICABLE: State.APART, Outcome.ACCEPTED: State.ACCEPTED}


@dataclass(frozen=True, slots=True)
class _Count:
    said: int
    of: int
    """The number of entries that have to; 1 if any entry is enough."""
    stated_at: Route | None = None
    lacking: tuple[tuple[str, Route], ...] = ()
    """The names and places of the entries that do not state it."""

    @property
    def is_whole(self) -> bool:
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
        # placeholders are filled in later
        is_text = isinstance(value, Prose | Term) and not isinstance(value, PlaceholderText)
        return not is_text or self.is_read(str(value))


@dataclass(frozen=True)
class CheckedText:
    """A text that is checked against checklists."""

    statements: Statements
    language: str
    """Its language (ISO 639): `en`."""
    place_words: Callable[[Statement], Place]
    facts: Facts | None = None
    """The facts of its policy; none for a text that is not part of a source."""
    place_fact: Callable[[Route], Place] | None = None
    stands: Location = field(default=Location("policy_src/policy.yml"))

    def find(self, words: Words, unless: Words | None = None) -> Place | None:
        """The place of the first statement with any of some words."""
        found = self.statements.find(words.get(self.language, ()), (unless or {}).get(self.language, ()))
        return self.place_words(found) if found else None

    def place(self, route: Route | None) -> Place | None:
        """The place of a fact."""
        return self.place_fact(route) if route and self.place_fact else None


def evaluate_checklist(checklist: Checklist, text: CheckedText) -> Coverage:
    """The state of each item of a checklist. Whether the decisions of the legal team still fit is checked elsewhere."""
    decisions = {settled.item: settled for settled in checklist.settled}
    items = tuple(_evaluate_item(item, decisions.get(item.id), text) for item in checklist.items)
    return Coverage(checklist, items, text.stands)


def _evaluate_item(item: Item, settled: Settled | None, text: CheckedText) -> ItemCoverage:
    parts = tuple(_evaluate_part(part, text) for part in item.parts)
    result = ItemCoverage(item, _sum_up(parts), parts)
    if item.only and result.state in {State.MISSING, State.LOOK}:
        result = _apply_condition(result, item.only, text)
    return _apply_decision(result, settled, text) if settled else result


def _evaluate_part(part: Part, text: CheckedText) -> PartCoverage:
    counts = [_count_entries(text.facts, criterion) for criterion in part.facts] if text.facts else []
    count = max(counts, key=lambda count: (count.is_whole, count.said / max(count.of, 1)), default=None)
    place = text.place(count.stated_at) if count else None
    if count and count.is_whole:
        return PartCoverage(part, State.FOUND, place)
    if count and count.said:
        return _add_lacking(PartCoverage(part, State.PARTLY, place), count, text)
    if place := text.find(part.words, part.unless):
        return PartCoverage(part, State.FOUND, place)
    is_known = text.language in part.words or (text.facts is not None and not part.words)
    result = PartCoverage(part, State.MISSING if is_known else State.LOOK)
    return _add_lacking(result, count, text) if count else result


def _add_lacking(result: PartCoverage, count: _Count, text: CheckedText) -> PartCoverage:
    if not count.lacking:
        return result
    first = text.place(count.lacking[0][1])
    return replace(
        result,
        said=count.said,
        of=count.of,
        collection=str(count.lacking[0][1][-2]),
        lacking=tuple(name for name, _ in count.lacking),
        lacks_at=first.location if first else None,
    )


def _sum_up(parts: Iterable[PartCoverage]) -> State:
    states = {part.state for part in parts}
    if states == {State.FOUND}:
        return State.FOUND
    if not states & {State.MISSING, State.PARTLY}:
        return State.LOOK
    return State.PARTLY if states & {State.FOUND, State.PARTLY} else State.MISSING


def _apply_condition(result: ItemCoverage, condition: Condition, text: CheckedText) -> ItemCoverage:
    if place := text.find(condition.never):
        return replace(result, state=State.APART, shown=place)
    counts = (_count_entries(text.facts, criterion) for criterion in condition.facts) if text.facts else ()
    route = next((count.stated_at for count in counts if count.is_whole), None)
    if place := text.place(route) or text.find(condition.words):
        return replace(result, shown=place)
    return replace(result, state=State.DECIDE if result.state is State.MISSING else result.state)


def _apply_decision(result: ItemCoverage, settled: Settled, text: CheckedText) -> ItemCoverage:
    if settled.words is not None:
        found = text.statements.find_quote(settled.words)
        state, shown = (State.FOUND, text.place_words(found)) if found else (result.state, None)
        return replace(result, state=state, shown=shown, settled=settled)
    state = result.state if result.state is State.FOUND else _EXCEPTED[settled.outcome]
    return replace(result, state=state, settled=settled)


def _count_entries(facts: Facts, sign: FactCriterion) -> _Count:
    value, base, names = _find_entries(facts.policy, sign.path)
    if not isinstance(value, tuple):
        found = next(facts.stated(value, names, base), None)
        if found and sign.within_months and not _is_recent(facts, sign.within_months, found):
            found = None
        return _Count(int(found is not None), 1, found)
    stated: list[Route] = []
    lacking: list[tuple[str, Route]] = []
    for number, entry in enumerate(value):
        # nothing is required of a subprocessor that no longer receives data
        is_selected = all(_field_of(entry, name) in values for name, values in sign.given.items())
        if not is_selected or getattr(entry, "until", None) is not None:
            continue
        route: Route = (*base, number)
        if place := _find(facts, sign, entry, names, route):
            stated.append(place)
        else:
            lacking.append((str(getattr(entry, "name", None) or getattr(entry, "text", "")), route))
    first = stated[0] if stated else None
    if not sign.each:
        return _Count(int(bool(stated)), 1, first)
    return _Count(len(stated), len(stated) + len(lacking), first, tuple(lacking))


def _find_entries(policy: Policy, path: str) -> tuple[object, Route, tuple[str, ...]]:
    """The first list on a path, or the value at its end; its route, and the rest of the path."""
    value: object = policy
    names = tuple(path.split("."))
    for number, name in enumerate(names):
        if not isinstance(value, Value):
            return value, names[:number], names[number:]
        value = getattr(value, name)
    return value, names, ()


def _field_of(entry: object, path: str) -> object:
    for name in path.split("."):
        entry = getattr(entry, name, None)
    return entry


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
