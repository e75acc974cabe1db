"""Tests how all changed passages of a text are weighed together."""

import pytest

from build_tools.changes.prose.judge import find_judged, judge_texts
from build_tools.changes.prose.weighing import load_weights, weigh
from build_tools.model.rule import Level
from tests.changes.prose.judging import RULES

POLICY = """# Privacy policy

We collect your name and your address when you order. Our staff answers within a day or so.

## How we share it

We share your address with our carrier. We do not sell your data.
"""
MENU = "".join(f"- [Article {number}](https://shop.example/{number})\n" for number in range(60))
REWORDED = POLICY.replace("within a day or so", "in about a day")


def levels(before: str, after: str, *, is_fetched: bool = True) -> dict[str, Level]:
    """The levels of a change by the ids of the rules."""
    judged = judge_texts(before, after, RULES, is_fetched=is_fetched)
    return {rule.id: rule.level for rule, _, _ in judged}


def test_a_rewording_amid_changes_of_the_page_is_wording() -> None:
    assert levels(POLICY, f"{REWORDED}\n{MENU}")["prose-reworded"] is Level.EDITORIAL


def test_the_reason_says_that_the_level_was_lowered() -> None:
    rules = {rule.id: rule for rule, _, _ in judge_texts(POLICY, f"{REWORDED}\n{MENU}", RULES)}
    assert "By itself it is notable" in rules["prose-reworded"].why


def test_a_rewording_alone_keeps_its_level() -> None:
    assert levels(POLICY, REWORDED)["prose-reworded"] is Level.NOTABLE


def test_own_sources_keep_the_levels_of_the_rules() -> None:
    text = f"{REWORDED}\n{MENU}"
    found = [(rule.id, rule.level) for rule, _, _ in find_judged(POLICY, text, RULES, is_fetched=False)]
    weighed = [(rule.id, rule.level) for rule, _, _ in judge_texts(POLICY, text, RULES, is_fetched=False)]
    assert weighed == found
    assert ("prose-reworded", Level.NOTABLE) in weighed


@pytest.mark.parametrize(
    "statement",
    [
        "Session recordings go to Quillhaven.",
        "We sell your data.",
        "We keep logs for 5 years.",
        "Disputes go to arbitration.",
        "Wir geben Ihre Daten an Dritte weiter.",
        "This applies to all visitors.",
    ],
)
def test_noise_does_not_hide_a_statement(statement: str) -> None:
    text = POLICY.replace("## How we share it", f"{statement}\n\n## How we share it")
    alone = min(levels(POLICY, text).values(), key=list(Level).index)
    amid = min(levels(POLICY, f"{text}\n{MENU}").values(), key=list(Level).index)
    assert alone is not Level.EDITORIAL
    assert amid is alone


def test_noise_does_not_hide_a_known_change() -> None:
    text = POLICY.replace("when you order", "when you visit").replace("our carrier", "our partners")
    assert Level.MATERIAL in levels(POLICY, f"{text}\n{MENU}").values()


def test_probabilities_add_up() -> None:
    weights = load_weights()
    chances = weigh(dict.fromkeys(weights.signals[Level.MATERIAL], 1.0), weights)
    assert sum(chances.values()) == pytest.approx(1.0)


def test_all_levels_weigh_the_same_signals() -> None:
    names = [set(row) for row in load_weights().signals.values()]
    assert names[0] == names[1] == names[2]
