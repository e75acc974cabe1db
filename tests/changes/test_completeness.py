"""Tests that every possible change of every fact has a rule."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import ValidationError

from build_tools.changes.apply_rules import choose_rule
from build_tools.changes.facts.classify import find_changes
from build_tools.changes.facts.diff import _KEYS
from build_tools.model.change import Change, Event, Side
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.value import Entry, Value
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.policies import base, make_policy

RULES = read_shipped_rules()
MORE_OR_LESS = (Event.INCREASED, Event.DECREASED)
MARKED = (Event.WORSENED, Event.IMPROVED, Event.CHANGED)
SCALES = {
    "minimum_age": MORE_OR_LESS,
    "purposes.legal_ground": MARKED,
    "subprocessors.receives.form": (*MORE_OR_LESS, Event.CHANGED),  # hashed, pseudonymized and encrypted have no order
    "subprocessors.since": MORE_OR_LESS,
    "safeguards.standard": (*MORE_OR_LESS, Event.CHANGED),
    "subprocessors.transfer.mechanism": MARKED,
}
NAMING = {
    *("announcing.channels.kind", "corrected_days.revision", "allowed_words.words", "subprocessors.receives.data"),
    "wording.subscribe.guides.name",
}
"""What names a value in its list: another one is another value."""


def _between(kind: Any, fact: str) -> tuple[Event, ...]:
    """What can happen to a value that is stated on both sides."""
    if fact in NAMING:
        return ()
    return SCALES.get(fact, (*MORE_OR_LESS, Event.CHANGED) if kind is Period else (Event.CHANGED,))


IN_STORIES = {
    ("controller.legal_name", Event.CHANGED),
    *((f"retention.{name}", event) for name in ("criteria", "copies_in") for event in (Event.GAINED, Event.LOST)),
}
"""What never happens alone: another legal name is another controller; a limit gives way to another one."""


def _events(kind: Any, fact: str) -> Iterator[tuple[str, Event]]:
    """What can happen to a fact of a type, and to the facts in it."""
    origin, options = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _events(options[0], fact)
    elif origin in {Union, types.UnionType}:
        yield from ((fact, event) for event in (Event.GAINED, Event.LOST))
        yield from _events(next(option for option in options if option is not types.NoneType), fact)
    elif origin is tuple:
        yield from _events_of_list(options[0], fact)
    elif isinstance(kind, type) and issubclass(kind, Value):
        for name in kind.model_fields.keys() - {"id", "note"}:
            yield from _events(kind.model_fields[name].rebuild_annotation(), f"{fact}.{name}".lstrip("."))
    else:
        yield from ((fact, event) for event in _between(kind, fact))


def _events_of_list(kind: Any, fact: str) -> Iterator[tuple[str, Event]]:
    is_entries = isinstance(kind, type) and issubclass(kind, Value)
    come_and_go = (Event.ADDED, Event.REMOVED) if is_entries else (Event.GAINED, Event.LOST)
    yield from ((fact, event) for event in (*come_and_go, Event.REORDERED))
    if is_entries:
        yield from _events(kind, fact)


FACTS = sorted(set(_events(Policy, "")) - IN_STORIES)


@pytest.mark.parametrize(("fact", "event"), FACTS, ids=[f"{fact} {event}" for fact, event in FACTS])
def test_every_change_of_every_fact_has_exactly_one_rule(fact: str, event: Event) -> None:
    for value in (True, False):
        for entry in (None, Entry(id="x")):
            before, after = (Side((), None if event is gone else value, entry) for gone in (Event.GAINED, Event.LOST))

            assert choose_rule(Change(fact, fact, event, before, after), RULES).id


def _edits(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every small edit of a source: a value that is another one, or gone."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in {"format", "id", "wording"}:
                yield from _edits(item, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _edits(item, f"{place}.{number}")
    elif isinstance(value, bool):
        yield place, not value
    else:
        yield from ((place, other) for other in (f"{value} x", f"{value}x", f"{value}4", "P77D", "2020-02-02", "DE"))
    if "." in place:
        yield place, None


def _listed(kind: Any) -> Iterator[type[Value]]:
    """The kinds of values that stand in lists, anywhere in a model."""
    for option in get_args(kind):
        yield from _listed(option)
    if isinstance(kind, type) and issubclass(kind, Value):
        for field in kind.model_fields.values():
            yield from _listed(field.rebuild_annotation())
    if get_origin(kind) is tuple:
        yield from (option for option in get_args(kind) if isinstance(option, type) and issubclass(option, Value))


@pytest.mark.parametrize("kind", sorted(set(_listed(Policy)), key=str))
def test_values_of_lists_have_the_fields_that_identify_them(kind: type[Value]) -> None:
    assert set(_KEYS.get(kind, ("id",))) <= set(kind.model_fields)


EDITS = list(_edits(base(), ""))


def _make(edit: Mapping[str, Any]) -> Policy | None:
    try:
        return make_policy(edit)
    except ValidationError:
        return None


def test_every_change_of_the_model_is_found() -> None:
    before = make_policy({})
    made = [(place, value, after) for place, value in EDITS if (after := _make({place: value})) and after != before]
    assert len(made) > 300

    for place, value, after in made:
        assert list(find_changes(before, after, RULES)), (place, value)
        assert list(find_changes(after, before, RULES)), (place, value)
