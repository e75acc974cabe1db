"""Tests that the topic of a changed sentence is found, and that it changes neither the level nor the confidence."""

import pytest

from build_tools.changes.apply_rules import choose_rule
from build_tools.changes.prose.blocks import Block, read_blocks
from build_tools.changes.prose.topics import Topic, specify
from build_tools.model.change import Change, Event, Side
from build_tools.source.rule_catalogue import read_shipped_rules

RULES = read_shipped_rules()
NAMED = {
    Topic.ARBITRATION: ("Any dispute is settled by binding arbitration.", "You waive any class action."),
    Topic.MERGER: ("If we sell our business, your data goes to the buyer.", "Data is part of any merger."),
    Topic.TRAINING: ("Your prompts train our language models.", "Providers fine-tune AI with your files."),
    Topic.AUTOMATED_DECISION: ("We make automated decisions on loans.", "Scores are decided without human review."),
    Topic.CHILDREN: ("Children may open an account.", "We ask for parental consent.", "You must not be under 16."),
    Topic.SPECIAL_DATA: ("We keep health data.", "Your religion may be recorded.", "We scan fingerprints."),
    Topic.SALE: ("We sell your data.", "We honour the Global Privacy Control.", "The sale of personal information."),
    Topic.BREACH: (
        "We notify you of any security incident.",
        "After a breach of your data we inform you within a day.",
    ),
    Topic.AUDIT: ("Customers may audit our premises.", "You have a right to audit."),
    Topic.AUTHORITIES: ("We answer court orders.", "Public authorities may ask for it."),
    Topic.CERTIFICATION: ("Our hosting is certified by an accredited body.", "We have ISO 27001."),
}
NOT_NAMED = (
    "We train our staff.",
    "Pre-trained models help us to answer.",
    "We detect security incidents.",
    "Notify us of any security incident.",
    "Send it by certified mail.",
    "The acquisition of skills takes time.",
    "We sell shoes.",
    "We keep logs under 14 days.",
    "Our auditors check the accounts.",
)


def _block(text: str) -> Block:
    return read_blocks(text)[0]


def _specify(before: str, after: str, fact: str = "prose.statement-added") -> tuple[str, str]:
    change = Change(fact, "", Event.WORSENED, Side(value=before), Side(value=after))
    rule = choose_rule(change, RULES)
    found, specific = specify(rule, change, (_block(before), _block(after)), RULES)
    assert found.level is rule.level
    assert found.direction is rule.direction
    assert found.confidence == rule.confidence
    return found.id, specific.fact


@pytest.mark.parametrize(
    ("topic", "sentence"), [(topic, sentence) for topic, sentences in NAMED.items() for sentence in sentences]
)
def test_a_sentence_with_a_topic_has_its_rule(topic: Topic, sentence: str) -> None:
    assert _specify("We write letters.", sentence) == (f"prose-{topic}-worse", f"prose.topic-{topic}")


@pytest.mark.parametrize("sentence", NOT_NAMED)
def test_a_sentence_about_something_else_keeps_its_rule(sentence: str) -> None:
    assert _specify("We write letters.", sentence) == ("prose-practice-added", "prose.statement-added")


def test_a_topic_in_both_versions_counts_only_if_the_sentence_now_says_the_opposite() -> None:
    before, after = "We sell your data to shops.", "We sell your data to shops and banks."

    assert _specify(before, after)[0] == "prose-practice-added"
    assert _specify(before, after, "prose.negation")[0] == "prose-sale-worse"


def test_a_rule_that_says_more_than_the_topic_stays() -> None:
    assert _specify("We write letters.", "We sell your data to Acme.", "prose.vendor")[0] == "prose-company-added"


def test_every_topic_has_two_rules() -> None:
    ids = {rule.id for rule in RULES}

    assert {f"prose-{topic}-{way}" for topic in Topic for way in ("worse", "better")} <= ids
