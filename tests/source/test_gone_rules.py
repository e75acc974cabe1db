"""Tests that rules of earlier releases that no longer exist name those that replaced them."""

from build_tools.source.rule_catalogue import GONE, list_rules


def test_what_replaced_a_rule_exists() -> None:
    assert {successor for successors in GONE.values() for successor in successors} <= list_rules()


def test_a_rule_that_exists_is_not_gone() -> None:
    assert not GONE.keys() & list_rules()
