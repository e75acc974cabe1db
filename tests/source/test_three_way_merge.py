"""Tests that two edits of one file are merged where possible, and conflict where they must."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.source.three_way_merge import ABSENT, Clash, is_same, merge

BASE: dict[str, Any] = {
    "retention": [
        {"id": "logs", "period": "P90D", "covers": ["usage", "logs"]},
        {"id": "billing", "period": "P7Y"},
        {"id": "backups", "copies_in": "backups"},
    ],
    "note": "old",
}


def merged(mine: Any, theirs: Any) -> tuple[Any, tuple[Clash, ...]]:
    """What comes of two edits of the same value."""
    sides = [deepcopy(BASE), deepcopy(BASE)]
    mine(sides[0])
    theirs(sides[1])
    return merge(BASE, *sides)


def test_edits_of_different_fields_go_together() -> None:
    value, clashes = merged(
        lambda v: v["retention"][0].update(period="P180D"),
        lambda v: (v["retention"][0].update(starts="use"), v["retention"][1].update(period="P8Y"), v.pop("note")),
    )

    assert clashes == ()
    assert value == {
        "retention": [
            {"id": "logs", "period": "P180D", "covers": ["usage", "logs"], "starts": "use"},
            {"id": "billing", "period": "P8Y"},
            {"id": "backups", "copies_in": "backups"},
        ]
    }


def test_entries_that_both_add_are_both_there_and_those_that_one_removes_are_gone() -> None:
    value, clashes = merged(
        lambda v: (v["retention"].insert(1, {"id": "mine"}), v["retention"][0]["covers"].append("mine")),
        lambda v: (v["retention"].append({"id": "theirs"}), v["retention"].pop(1), v["retention"][0]["covers"].pop(0)),
    )

    assert clashes == ()
    assert [entry["id"] for entry in value["retention"]] == ["logs", "mine", "backups", "theirs"]
    assert value["retention"][0]["covers"] == ["logs", "mine"]


def test_opinions_of_two_models_on_one_finding_are_two_entries() -> None:
    first, second = {"finding": "a-0", "model": "x", "level": "notable"}, {"finding": "a-0", "model": "y"}
    base = {"opinions": [first, second]}

    value, clashes = merge(base, {"opinions": [first]}, {"opinions": [{**first, "level": "material"}, second]})

    assert (value, clashes) == ({"opinions": [{**first, "level": "material"}]}, ())


def test_entries_that_one_moves_and_the_other_edits_are_moved_and_edited() -> None:
    value, clashes = merged(lambda v: v["retention"].reverse(), lambda v: v["retention"][1].update(period="P8Y"))

    assert clashes == ()
    assert [entry.get("period") for entry in value["retention"]] == [None, "P8Y", "P90D"]


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        (
            lambda v: v["retention"][0].update(period="P180D"),
            lambda v: v["retention"][0].update(period="P120D"),
            Clash(("retention", "logs", "period"), "P180D", "P120D"),
        ),
        (
            lambda v: v["retention"].pop(1),
            lambda v: v["retention"][1].update(period="P8Y"),
            Clash(("retention", "billing"), ABSENT, {"id": "billing", "period": "P8Y"}),
        ),
        (lambda v: v.update(note="mine"), lambda v: v.pop("note"), Clash(("note",), "mine", ABSENT)),
    ],
)
def test_edits_of_one_field_clash(mine: Any, theirs: Any, clash: Clash) -> None:
    assert merged(mine, theirs)[1] == (clash,)


def test_orders_that_both_change_clash() -> None:
    _, clashes = merged(lambda v: v["retention"].reverse(), lambda v: v["retention"].insert(0, v["retention"].pop()))

    assert [clash.steps for clash in clashes] == [("retention",)]


def test_entries_that_cannot_be_told_apart_clash_as_a_whole() -> None:
    _, clashes = merge({"a": ["x", "x"]}, {"a": ["x", "x", "y"]}, {"a": ["x"]})

    assert [clash.steps for clash in clashes] == [("a",)]


def test_what_a_form_leaves_out_of_nothing_is_no_edit() -> None:
    assert merge({"a": [], "b": None, "c": 1}, {"c": 2}, {"a": [], "b": None, "c": 1}) == (
        {"a": [], "b": None, "c": 2},
        (),
    )


SIDES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES)
def test_an_edit_of_one_side_alone_is_taken_as_it_is(base: list[str], edited: list[str]) -> None:
    for mine, theirs in ((edited, base), (base, edited), (edited, edited)):
        value, clashes = merge({"a": base}, {"a": mine}, {"a": theirs})
        assert (value, clashes) == ({"a": edited}, ())


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES, SIDES)
def test_nothing_that_both_keep_or_one_adds_is_lost(base: list[str], mine: list[str], theirs: list[str]) -> None:
    value, clashes = merge({"a": base}, {"a": mine}, {"a": theirs})

    added = (set(mine) | set(theirs)) - set(base)
    if not clashes:
        assert set(value["a"]) == (set(base) & set(mine) & set(theirs)) | added
        assert len(set(value["a"])) == len(value["a"])


def test_one_is_not_true() -> None:
    assert not is_same({"a": 1}, {"a": True})
    assert is_same({"a": 1, "b": 2}, {"b": 2, "a": 1})
