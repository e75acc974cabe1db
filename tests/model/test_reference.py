"""Tests that references to facts are found in any text, resolved and replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.reference import (
    NoSuchFactError,
    expand_policy,
    expand_text,
    find_references,
    find_stray_braces,
    resolve,
)
from build_tools.source.reader import read_source
from tests.support.edits import edited, own_tree

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), min_size=1, max_size=4)
PLAIN = st.text(st.characters(exclude_characters="{}"), max_size=30)


@given(PLAIN, NAMES, PLAIN)
def test_a_reference_is_found_where_it_stands(before: str, names: list[str], after: str) -> None:
    text = f"{before}{{{{ {'.'.join(names)} }}}}{after}"

    (reference,) = find_references(text)

    assert list(reference.path) == names
    assert text[reference.start : reference.end] == str(reference)
    assert list(find_stray_braces(text)) == []


@given(st.text(st.sampled_from("{}a. \n#|%"), max_size=40))
def test_every_brace_is_part_of_a_reference_an_anchor_or_stray(text: str) -> None:
    references = list(find_references(text))
    stray = list(find_stray_braces(text))
    inside = {index for reference in references for index in range(reference.start, reference.end)}

    assert not inside & set(stray)
    assert ("{" in text or "}" in text) == bool(references or stray or "{#a" in text.replace(" ", ""))


@pytest.mark.parametrize("text", ["### x { #x }", "###### x {#x}", "#x { #x }"])
def test_braces_that_end_a_heading_are_its_anchor(text: str) -> None:
    assert list(find_stray_braces(text)) == []


@pytest.mark.parametrize(
    "text", ["x { #x }", "- x { #x }", "x\n { #x }", "### x { #x } y", "### x { .x }", "### x { #X }"]
)
def test_any_other_braces_are_stray(text: str) -> None:
    assert list(find_stray_braces(text))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_source(own_tree()).policy


def test_an_entry_is_found_by_its_id_with_underscores(policy: Policy) -> None:
    assert resolve(policy, ("retention", "usage_and_logs", "period")) == Period(days=90)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("retention", "usage-and-logs", "period"), "usage-and-logs"),
        (("retention", "0", "period"), "0"),
        (("controller", "site"), "site"),
        (("controller", "name", "upper"), "upper"),
        (("controller", "model_config"), "model_config"),
        (("category_of",), "category_of"),
        (("retention", "account", "period", "length"), "length"),
        (("purposes", "billing", "note"), "note"),
    ],
)
def test_what_is_no_fact_is_not_found(policy: Policy, path: tuple[str, ...], name: str) -> None:
    with pytest.raises(NoSuchFactError) as caught:
        resolve(policy, path)

    assert caught.value.name == name


def test_a_remark_for_colleagues_is_never_a_fact() -> None:
    remarked = "text: Bill you accurately\n    note: Not for customers."
    policy = read_source(edited({"policy_src/purposes.yml": ("text: Bill you accurately", remarked)})).policy

    assert str(policy.purposes[1].note) == "Not for customers."
    with pytest.raises(NoSuchFactError) as caught:
        resolve(policy, ("purposes", "billing", "note"))
    assert "note" not in caught.value.choices


@pytest.mark.parametrize(
    "path",
    [
        ("documents",), ("purposes",), ("safeguards",), ("sections",), ("pages",), ("allowed_words",),
        ("subprocessors", "aws", "receives"), ("retention", "account", "covers"), ("purposes", "billing", "data"),
    ],
)  # fmt: skip
def test_a_list_without_names_or_without_entries_is_no_fact(policy: Policy, path: tuple[str, ...]) -> None:
    with pytest.raises(NoSuchFactError) as caught:
        resolve(policy, path)

    assert caught.value.name == ""


def test_a_whole_entry_offers_its_fields_and_only_those_that_are_stated(policy: Policy) -> None:
    with pytest.raises(NoSuchFactError) as caught:
        resolve(policy, ("retention", "billing"))

    assert caught.value.name == ""
    assert {"period", "basis"} <= set(caught.value.choices)
    assert "criteria" not in caught.value.choices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ retention.billing.period }}", "7 years"),
        ("{{retention.billing.period}}.", "7 years."),
        ("{{ storage.backups.retention.adjective }}", "30-day"),
        ("{{ retention.billing.text }}", "Retained for 7 years (tax/audit requirement)"),
        ("{{ stays_with_customer }}", "Test files, test results, traces, logs, and artifacts"),
        ("{{ controller.name }}{{ controller.name }}", "TraceLoomTraceLoom"),
        ("{{ blocks.retention }}", "{{ blocks.retention }}"),
        ("No reference, { no brace }", "No reference, { no brace }"),
        ("", ""),
    ],
)
def test_a_text_is_said_with_its_facts_in_place(policy: Policy, text: str, expected: str) -> None:
    assert expand_text(text, policy) == expected


def test_a_policy_keeps_all_but_its_prose(policy: Policy) -> None:
    expanded = expand_policy(policy)

    assert expanded.publication.site_name == "TraceLoom Privacy"
    assert expanded.controller == policy.controller
    assert [entry.period for entry in expanded.retention] == [entry.period for entry in policy.retention]
    assert policy.publication.site_name == "{{ controller.name }} Privacy"


def test_a_policy_with_its_facts_in_place_has_nothing_more_to_put(policy: Policy) -> None:
    once = expand_policy(policy)

    assert expand_policy(once) == once
