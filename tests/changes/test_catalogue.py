"""Tests that each rule finds its own changes, and no others."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from build_tools.changes.facts.classify import find_changes
from build_tools.model.change import Event
from build_tools.model.rule import Direction, Duty, Level, Rule
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.policies import CASES, Case, make_policy, read_cases

RULES = {rule.id: rule for rule in read_shipped_rules()}
ALL_CASES = list(read_cases())
OPPOSITE = {
    Event.ADDED: Event.REMOVED,
    Event.INCREASED: Event.DECREASED,
    Event.GAINED: Event.LOST,
    Event.WORSENED: Event.IMPROVED,
} | {event: event for event in (Event.CHANGED, Event.REPLACED, Event.REORDERED)}
OPPOSITE |= {other: event for event, other in OPPOSITE.items()}
FLIPPED = {Direction.LESS: Direction.MORE, Direction.MORE: Direction.LESS, Direction.NEUTRAL: Direction.NEUTRAL}


def _found(case: Case) -> list[str]:
    return sorted(finding.rule.id for finding in case.find(RULES.values()))


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_a_case_is_found_by_the_rules_that_it_lists_and_by_no_other(case: Case) -> None:
    assert _found(case) == sorted(case.findings)
    assert (case.rule in case.findings) is case.fires


def test_every_rule_has_cases_that_fire_it_and_near_misses() -> None:
    assert {folder.name for folder in CASES.iterdir()} == set(RULES)
    for fires in (True, False):
        assert {case.rule for case in ALL_CASES if case.fires is fires} == set(RULES)


def _mirror(watched: str) -> str:
    """Of prose, what is new has a fact of its own, and so has what is gone."""
    return watched.replace("-added", "-|").replace("-removed", "-added").replace("-|", "-removed")


def _opposites(rule: Rule) -> list[Rule]:
    """The rules for the opposite of each change that a rule is about."""
    values = {not value if rule.when[0] is Event.CHANGED and isinstance(value, bool) else value for value in rule.value}
    return [
        other
        for other in RULES.values()
        if set(other.watches) & {*rule.watches, *map(_mirror, rule.watches)}
        and {OPPOSITE[event] for event in rule.when} & set(other.when)
        and set(other.value) == values
        and other.given == rule.given
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_opposite_change_has_a_rule_of_the_opposite_direction(rule: Rule) -> None:
    opposites = _opposites(rule)

    assert rule.alone or any(other.direction is FLIPPED[rule.direction] for other in opposites)
    assert not rule.alone or not any(other.direction is FLIPPED[rule.direction] for other in opposites if other != rule)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_all_required_texts(rule: Rule) -> None:
    assert rule.law or rule.level is Level.EDITORIAL
    assert (rule.level is Level.MATERIAL) == (rule.duty is not Duty.INFORM)
    assert rule.level is Level.MATERIAL or rule.notice is None
    assert rule.why.endswith(".")
    assert not {"should", "very"} & set(rule.why.split())


TWINS = {
    "prose-company-added": "subprocessor-added",
    "prose-consent-dropped": "prohibited-use-removed",
    "prose-controller-replaced": "controller-replaced",
    "prose-data-gained": "data-category-added",
    "prose-denied-no-more": "prohibited-use-removed",
    "prose-duty-gained": "customer-responsibility-added",
    "prose-legal-basis-changed": "legal-basis-changed",
    "prose-limit-dropped": "prohibited-use-removed",
    "prose-list-turned-worse": "prohibited-use-removed",
    "prose-notice-lost": "notice-shorter",
    "prose-period-worse": "retention-longer",
    "prose-place-gained": "storage-location-added",
    "prose-promise-removed": "never-stored-removed",
    "prose-purpose-gained": "purpose-added",
    "prose-right-lost": "right-removed",
    "prose-safeguard-lost": "safeguard-removed",
}
"""The rules about prose that say the same as a rule about a fact."""


@pytest.mark.parametrize(("prose", "fact"), TWINS.items())
def test_prose_gives_the_same_notice_as_the_fact_that_it_states(prose: str, fact: str) -> None:
    judged, twin = RULES[prose], RULES[fact]

    assert (judged.level, judged.duty, judged.notice) == (twin.level, twin.duty, twin.notice)


def test_a_change_for_the_worse_is_never_editorial() -> None:
    assert [
        rule.id for rule in RULES.values() if rule.level is Level.EDITORIAL and rule.direction is Direction.LESS
    ] == []


def test_a_change_for_the_better_is_never_material() -> None:
    assert [
        rule.id for rule in RULES.values() if rule.level is Level.MATERIAL and rule.direction is Direction.MORE
    ] == []


def _directions(case: Case, flip: Callable[[Direction], Direction]) -> Counter[Direction]:
    return Counter(flip(found.rule.direction) for found in case.find(RULES.values()) if not found.rule.alone)


@pytest.mark.parametrize(
    "case",
    [case for case in ALL_CASES if case.fires and not RULES[case.rule].alone],
    ids=lambda case: f"{case.rule}: {case.name}",
)
def test_the_direction_is_the_opposite_when_the_sides_are_swapped(case: Case) -> None:
    swapped = replace(case, swap=not case.swap)

    assert _directions(swapped, FLIPPED.__getitem__) == _directions(case, lambda direction: direction)


def test_a_policy_does_not_differ_from_itself() -> None:
    assert list(find_changes(make_policy({}), make_policy({}), RULES.values())) == []
