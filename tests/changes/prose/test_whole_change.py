"""Tests what the whole change shows: labels of a page, texts that were fetched in part, and how sure findings are."""

import pytest

from build_tools.changes.prose.judge import find_text_changes
from build_tools.model.rule import Level
from tests.changes.prose.judging import RULES, judge, name_rules

POLICY = """# Privacy policy

## What we collect

We collect your name and your address when you order.

## How we share it

We share your address with our carrier. We do not sell your data.

## Your rights

You can ask for a copy of your data at any time.
"""
CONTENTS = "- [What we collect](#what)\n- [How we share it](#share)\n- [Your rights](#rights)\n\n"
SENTENCE = "A carrier gets your address only for the delivery of your order."


@pytest.mark.parametrize(
    "labels",
    [
        CONTENTS,
        "What we collect How we share it Your rights\n\n",
        "[Careers](/careers)\n\n",
    ],
)
def test_labels_of_a_page_state_nothing(labels: str) -> None:
    text = POLICY.replace("## What we collect", f"{labels}## What we collect", 1)
    assert judge(POLICY, text) is Level.EDITORIAL
    assert judge(text, POLICY) is Level.EDITORIAL


@pytest.mark.parametrize(
    "statement",
    [
        "- Location of your phone\n",
        "We sell your data\n",
        "Shared with: advertisers\n",
        "Kept for 10 years\n",
        "- Example Analytics Ltd\n",
        "- Training of language models\n",
        "- Portability\n",
        "Fingerprints\n",
        "$104.20\n",
    ],
)
def test_a_short_line_that_states_something_is_no_label(statement: str) -> None:
    text = POLICY.replace("## How we share it", f"{statement}\n## How we share it", 1)
    assert judge(POLICY, text) is not Level.EDITORIAL
    assert judge(text, POLICY) is not Level.EDITORIAL


def test_a_menu_does_not_hide_a_practice() -> None:
    text = POLICY.replace("## Your rights", f"{CONTENTS}We sell your data to advertisers.\n\n## Your rights", 1)
    assert judge(POLICY, text) is Level.MATERIAL


def test_a_text_that_was_fetched_in_part_is_not_edited() -> None:
    text = POLICY + "\nWe delete it after a year.\n\nWrite to us.\n\nWe answer soon.\n"
    cut = POLICY.partition(" at any time")[0]
    assert name_rules(text, cut) == name_rules(cut, text) == ["prose-text-cut"]
    assert judge(text, cut) is Level.EDITORIAL


def test_sentences_removed_from_the_end_are_material() -> None:
    text = f"{POLICY}\n{SENTENCE}\n\nWe delete it after a year.\n"
    assert judge(text, f"{POLICY}\n{SENTENCE}\n") is Level.MATERIAL


def test_a_promise_is_lost_if_it_stands_only_within_a_condition() -> None:
    promise = "We delete all of your data after thirty days at the latest."
    condition = f"If you ask us in writing and pay for it, {promise[0].lower()}{promise[1:]}"
    before, after = f"{POLICY}\n{promise}\n\n{condition}\n", f"{POLICY}\n{condition}\n"
    assert judge(before, after) is not Level.EDITORIAL


_WORSE = {
    "your name and": "your name, your location and",
    "our carrier": "our carrier and advertisers",
    "We do not sell": "We sell",
    "at any time": "within 10 days",
}


def _read_confidence(before: str, after: str) -> set[str]:
    found = find_text_changes(before, after, RULES)
    return {finding.rule.confidence for finding in found if finding.level is Level.MATERIAL}


def _worsen(text: str, count: int) -> str:
    for was, now in list(_WORSE.items())[:count]:
        text = text.replace(was, now)
    return text


def test_findings_are_sure_where_several_rules_agree() -> None:
    assert _read_confidence(POLICY, _worsen(POLICY, 4)) == {"high"}
    for count in (1, 2):
        assert _read_confidence(POLICY, _worsen(POLICY, count)) == {"low"}


def test_findings_are_not_sure_between_the_labels_of_a_page() -> None:
    menu = "".join(f"- [Entry {number}](/{number})\n" for number in range(20))
    assert _read_confidence(POLICY, _worsen(POLICY, 4) + f"\n{menu}") == {"low"}


def test_findings_are_not_sure_where_nearly_all_of_a_text_is_new() -> None:
    sections = [f"We share your data number {number} with advertisers.\n" for number in range(30)]
    new = _worsen(POLICY, 4).replace("We collect", "\n".join([*sections, "We collect"]))
    assert _read_confidence(POLICY, _worsen(POLICY, 4)) == {"high"}
    assert _read_confidence(POLICY, new) == {"low"}
