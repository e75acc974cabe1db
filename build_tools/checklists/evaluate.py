"""Evaluates each item of a checklist against a text.

A part of an item that is found neither by facts nor by words is missing if the list has words of the text's language;
else a person must look for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from build_tools.checklists.fact_criteria import Count, Facts, count_entries
from build_tools.checklists.phrases import Statement, Statements
from build_tools.model.checklist import Checklist, Condition, Item, Outcome, Part, Settled, Words
from build_tools.model.coverage import Coverage, ItemCoverage, PartCoverage, Place, State
from build_tools.model.policy import Route
from build_tools.model.problem import Location

_EXCEPTED = {Outcome.NOT_APPLICABLE: State.APART, Outcome.ACCEPTED: State.ACCEPTED}


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
    counts = [count_entries(text.facts, criterion) for criterion in part.facts] if text.facts else []
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


def _add_lacking(result: PartCoverage, count: Count, text: CheckedText) -> PartCoverage:
    if not count.lacking:
        return result
    first = text.place(count.lacking[0][1])
    return replace(
        result,
        said=count.said,
        of=count.of,
        collection=str(count.lacking[0][1][0]),
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
    counts = (count_entries(text.facts, criterion) for criterion in condition.facts) if text.facts else ()
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
