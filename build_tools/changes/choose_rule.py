"""Which rule of the catalogue is about a change?"""

from collections.abc import Iterable

from build_tools.model.change import Change
from build_tools.model.rule import Rule


def choose_rule(change: Change, rules: Iterable[Rule]) -> Rule:
    """The rule for a change: of all that match, the one that asks for most. Two that ask for as much are a mistake.

    Raises: LookupError: none matches, or nobody can say which.
    """
    ranked = sorted(
        ((_precision(rule, change), rule.id, rule) for rule in rules if matches(rule, change)), reverse=True
    )
    if not ranked:
        raise LookupError(f"no rule for {change.fact} {change.event}")
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        raise LookupError(f"{ranked[0][1]} and {ranked[1][1]} ask for as much of {change.fact} {change.event}")
    return ranked[0][2]


def matches(rule: Rule, change: Change) -> bool:
    """Whether a rule is about a change."""
    side = change.after if change.after.value is not None else change.before
    return (
        change.event in rule.when
        and any(_covers(watched, change.fact) for watched in rule.watches)
        and (not rule.value or side.value in rule.value)
        and all(getattr(side.entry, name, None) in values for name, values in rule.given.items())
    )


def _covers(watched: str, fact: str) -> bool:
    """Whether `cookies.*` or `*` stands for a fact."""
    return watched == fact or (watched.endswith("*") and fact.startswith(watched[:-1]))


def _precision(rule: Rule, change: Change) -> tuple[int, int]:
    """How much a rule asks for: the letters of the fact that it watches, and conditions."""
    watched = max(len(watched) for watched in rule.watches if _covers(watched, change.fact))
    return watched, len(rule.given) + bool(rule.value)
