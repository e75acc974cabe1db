"""How does it stand with each item of a checklist?

An item has parts, each said by facts or by words. Facts count entry by entry; words say a part wherever they stand.
What no facts and no words say is missing where the list knows words of the text's language, and else to look for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from build_tools.checklists.fact_criteria import Count, Facts, count_sign, first_stated
from build_tools.checklists.phrases import Statement, Statements
from build_tools.model.checklist import Checklist, Condition, Item, Outcome, Part, Settled, Words
from build_tools.model.coverage import Coverage, ItemCoverage, PartCoverage, Place, State
from build_tools.model.policy import Route
from build_tools.model.problem import Location

_EXCEPTED = {Outcome.NOT_APPLICABLE: State.APART, Outcome.ACCEPTED: State.ACCEPTED}


@dataclass(frozen=True)
class CheckedText:
    """A text that is held against checklists."""

    statements: Statements
    language: str
    """Its language (ISO 639): `en`."""
    place_words: Callable[[Statement], Place]
    """Where a statement stands."""
    facts: Facts | None = None
    """The facts that it is made of; none for a text that is no part of a source."""
    place_fact: Callable[[Route], Place] | None = None
    """Where a fact stands."""
    stands: Location = field(default=Location("policy_src/policy.yml"))
    """Where it begins."""

    def find(self, words: Words, unless: Words | None = None) -> Place | None:
        """Where any of some words stand."""
        told = self.statements.find(words.get(self.language, ()), (unless or {}).get(self.language, ()))
        return self.place_words(told) if told else None

    def place(self, route: Route | None) -> Place | None:
        """Where a fact stands."""
        return self.place_fact(route) if route and self.place_fact else None


def evaluate_checklist(checklist: Checklist, subject: CheckedText) -> Coverage:
    """What a text says of a checklist. Whether legal's decisions fit it, is for others to tell."""
    decisions = {settled.item: settled for settled in checklist.settled}
    items = tuple(_cover_item(item, decisions.get(item.id), subject) for item in checklist.items)
    return Coverage(checklist, items, subject.stands)


def _cover_item(item: Item, settled: Settled | None, subject: CheckedText) -> ItemCoverage:
    parts = tuple(_cover_part(part, subject) for part in item.parts)
    told = ItemCoverage(item, _sum_up(parts), parts)
    if item.only and told.state in {State.MISSING, State.LOOK}:
        told = _consider(told, item.only, subject)
    return _settle(told, settled, subject) if settled else told


def _cover_part(part: Part, subject: CheckedText) -> PartCoverage:
    count = _count(part, subject)
    place = subject.place(count.stated_at) if count else None
    if count and count.is_whole:
        return PartCoverage(part, State.FOUND, place)
    if count and count.said:
        return _partly(part, count, place, subject)
    if place := subject.find(part.words, part.unless):
        return PartCoverage(part, State.FOUND, place)
    is_known = subject.language in part.words or (subject.facts is not None and not part.words)
    told = PartCoverage(part, State.MISSING if is_known else State.LOOK)
    return _lacking(told, count, subject) if count else told


def _partly(part: Part, count: Count, place: Place | None, subject: CheckedText) -> PartCoverage:
    return _lacking(PartCoverage(part, State.PARTLY, place), count, subject)


def _lacking(told: PartCoverage, count: Count, subject: CheckedText) -> PartCoverage:
    """The same with the entries that do not state the fact, where each has to."""
    if not count.lacking:
        return told
    first = subject.place(count.lacking[0][1])
    return replace(
        told,
        said=count.said,
        of=count.of,
        collection=str(count.lacking[0][1][0]),
        lacking=tuple(name for name, _ in count.lacking),
        lacks_at=first.location if first else None,
    )


def _count(part: Part, subject: CheckedText) -> Count | None:
    """The sign of a part that says most; none without facts."""
    if subject.facts is None:
        return None
    counts = [count_sign(subject.facts, sign) for sign in part.facts]
    return max(counts, key=lambda count: (count.is_whole, count.said / max(count.of, 1)), default=None)


def _sum_up(parts: Iterable[PartCoverage]) -> State:
    states = {part.state for part in parts}
    if states == {State.FOUND}:
        return State.FOUND
    if not states & {State.MISSING, State.PARTLY}:
        return State.LOOK
    return State.PARTLY if states & {State.FOUND, State.PARTLY} else State.MISSING


def _consider(told: ItemCoverage, condition: Condition, subject: CheckedText) -> ItemCoverage:
    """Nothing says it: is it asked for at all?"""
    if place := subject.find(condition.never):
        return replace(told, state=State.APART, shown=place)
    route = first_stated(subject.facts, condition.facts) if subject.facts else None
    if place := subject.place(route) or subject.find(condition.words):
        return replace(told, shown=place)
    return replace(told, state=State.DECIDE if told.state is State.MISSING else told.state)


def _settle(told: ItemCoverage, settled: Settled, subject: CheckedText) -> ItemCoverage:
    """What legal has decided comes before what was found; a decision on what is said anyway is kept for others."""
    if settled.words is not None:
        found = subject.statements.find_quote(settled.words)
        return replace(
            told,
            state=State.FOUND if found else told.state,
            shown=subject.place_words(found) if found else None,
            settled=settled,
        )
    state = told.state if told.state is State.FOUND else _EXCEPTED[settled.outcome]
    return replace(told, state=state, settled=settled)
