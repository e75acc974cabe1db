"""Finds the topic of a changed sentence, where laws treat a topic apart: training of AI models, children, arbitration.

A topic gives a finding the sentences and the law of a more specific rule. It never changes the level or the confidence.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import cache

from build_tools.changes.apply_rules import choose_rule, narrow_rules
from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.signal import SignalName
from build_tools.changes.prose.stemming import fold
from build_tools.changes.prose.word_lists import load_pattern
from build_tools.model.change import Change, Event
from build_tools.model.rule import Direction, Level, Rule


class Topic(StrEnum):
    """A topic that laws treat apart; of two in a sentence, the first one here counts."""

    ARBITRATION = "arbitration"
    MERGER = "merger"
    TRAINING = "training"
    AUTOMATED_DECISION = "automated-decision"
    CHILDREN = "children"
    SPECIAL_DATA = "special-data"
    SALE = "sale"
    BREACH = "breach"
    AUDIT = "audit"
    AUTHORITIES = "authorities"
    CERTIFICATION = "certification"


_TURNING = {
    SignalName.NEGATION,
    SignalName.MODALITY,
    SignalName.LEAD_IN,
    SignalName.MOVED_UNDER_OTHER_LEAD_IN,
    SignalName.COMMITMENT_ADDED,
    SignalName.COMMITMENT_REMOVED,
}
"""Signals that change what a sentence says of a topic that both versions name."""
_NAMING = {
    SignalName.STATEMENT_ADDED,
    SignalName.STATEMENT_REMOVED,
    SignalName.OBLIGATION,
    SignalName.PURPOSE_TERM,
    SignalName.DATA_TERM,
    SignalName.RECIPIENT_TERM,
    SignalName.RIGHT_TERM,
    SignalName.SAFEGUARD_TERM,
    SignalName.NOTICE_TERMS,
}
"""Signals about a topic if only one version names it. Rules on other signals say more than a topic does."""
_EVENTS = {
    (Direction.LESS, Level.MATERIAL): Event.WORSENED,
    (Direction.MORE, Level.NOTABLE): Event.IMPROVED,
}


def specify(
    rule: Rule, change: Change, sides: tuple[Block | None, Block | None], rules: Iterable[Rule]
) -> tuple[Rule, Change]:
    """The rule for the topic of a changed passage, with its change; the rule and the change as they are without one."""
    event = _EVENTS.get((rule.direction, rule.level))
    topic = _find_topic(change.fact.removeprefix("prose."), sides) if event else None
    if not event or not topic:
        return rule, change
    specific = replace(change, fact=f"prose.topic-{topic}", event=event)
    found = choose_rule(specific, narrow_rules(rules, specific.fact, event))
    return found.model_copy(update={"confidence": rule.confidence}), specific


def _find_topic(signal: str, sides: tuple[Block | None, Block | None]) -> Topic | None:
    was, now = (fold(block.text) if block else "" for block in sides)
    for topic in Topic:
        named = [bool(text) and bool(_pattern(topic).search(text)) for text in (was, now)]
        if (all(named) and signal in _TURNING) or (any(named) and not all(named) and signal in _NAMING | _TURNING):
            return topic
    return None


@cache
def _pattern(topic: Topic) -> re.Pattern[str]:
    return load_pattern(f"topic-{topic}")
