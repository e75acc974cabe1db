"""Chooses the rule for a change, and applies the organisation's own settings and decisions to rules and findings."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from build_tools.model.change import Change, Event
from build_tools.model.finding import Finding, change_of
from build_tools.model.opinion import Opinion
from build_tools.model.rule import Rule
from build_tools.model.ruling import RuleOverride, Ruling


def choose_rule(change: Change, rules: Iterable[Rule]) -> Rule:
    """The most specific of the rules that match a change. Raises: LookupError: there is none, or there are two."""
    ranked = sorted(
        ((_specificity(rule, change), rule.id, rule) for rule in rules if _matches(rule, change)), reverse=True
    )
    if not ranked:
        raise LookupError(f"no rule for {change.fact} {change.event}")
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        raise LookupError(f"{ranked[0][1]} and {ranked[1][1]} are equally specific for {change.fact} {change.event}")
    return ranked[0][2]


def narrow_rules(rules: Iterable[Rule], fact: str, event: Event) -> tuple[Rule, ...]:
    """The rules that may match a change of a fact; others never do."""
    return tuple(rule for rule in rules if _watches(rule, fact, event))


def _watches(rule: Rule, fact: str, event: Event) -> bool:
    return event in rule.when and (fact in rule.watches or any(_covers(pattern, fact) for pattern in rule.watches))


def _matches(rule: Rule, change: Change) -> bool:
    side = change.after if change.after.value is not None else change.before
    return (
        _watches(rule, change.fact, change.event)
        and (not rule.value or side.value in rule.value)
        and all(getattr(side.entry, name, None) in values for name, values in rule.given.items())
    )


def _covers(pattern: str, fact: str) -> bool:
    """Whether a fact matches its own name, `cookies.*` or `*`."""
    return pattern == fact or (pattern.endswith("*") and fact.startswith(pattern[:-1]))


def _specificity(rule: Rule, change: Change) -> tuple[int, int]:
    longest = max(len(pattern) for pattern in rule.watches if _covers(pattern, change.fact))
    return longest, len(rule.given) + bool(rule.value)


def tune(rules: Iterable[Rule], tunings: Iterable[RuleOverride]) -> Iterator[Rule]:
    """Yield the rules with the organisation's own levels and notice periods."""
    changes = {tuning.rule: tuning.model_dump(include={"level", "notice"}, exclude_none=True) for tuning in tunings}
    for rule in rules:
        yield rule.model_copy(update=changes[rule.id]) if rule.id in changes else rule


def apply_rulings(findings: Iterable[Finding], rulings: Iterable[Ruling]) -> Iterator[Finding]:
    """Yield the findings with the decisions of the legal team on them.

    A newer program may judge a change by another rule. The decision on the change still counts: it cannot be made
    again for a change that is published.
    """
    named = [(finding, finding.id) for finding in findings]
    decided = {ruling.finding: ruling for ruling in rulings}
    unmatched = decided.keys() - {name for _, name in named}
    renamed = {change_of(name): decided[name] for name in sorted(unmatched)}
    for finding, name in named:
        yield replace(finding, ruling=decided.get(name) or renamed.get(change_of(name)))


def apply_opinions(findings: Iterable[Finding], opinions: Iterable[Opinion]) -> Iterator[Finding]:
    """Yield the findings with the opinions of second readers on them, beside those that they have already."""
    given: dict[str, dict[str, Opinion]] = {}
    for opinion in opinions:
        given.setdefault(opinion.finding, {})[opinion.model] = opinion
    for finding in findings:
        kept = {opinion.model: opinion for opinion in finding.opinions} | given.get(finding.id, {})
        yield replace(finding, opinions=tuple(kept[model] for model in sorted(kept)))
