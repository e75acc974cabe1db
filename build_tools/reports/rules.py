"""Writes the rules that judge changes as text and JSON."""

from collections.abc import Iterable

from build_tools.model.rule import Rule
from build_tools.reports.output import write_json


def as_text(rules: Iterable[Rule]) -> str:
    """One line for each rule: its id, its level, its direction."""
    return "".join(f"{rule.id:<40}{rule.level.value:<12}{rule.direction.value}\n" for rule in rules)


def explain(rules: Iterable[Rule]) -> str:
    """All that a lawyer needs to assess a rule."""
    return "\n".join(map(_explain, rules))


def as_json(rules: Iterable[Rule]) -> str:
    """One JSON object: `rules`, as in their files."""
    return write_json({"rules": [rule.model_dump(mode="json") for rule in rules]})


def _explain(rule: Rule) -> str:
    lines = {
        "watches": ", ".join(rule.watches),
        "when": ", ".join(rule.when),
        "value": ", ".join(map(str, rule.value)),
        "given": "; ".join(f"{name} is {' or '.join(map(str, values))}" for name, values in rule.given.items()),
        "about": rule.about.value,
        "level": rule.level.value,
        "direction": rule.direction.value,
        "duty": rule.duty.value,
        "notice": str(rule.notice or ""),
        "confidence": rule.confidence,
        "why": rule.why,
        "law": "; ".join(rule.law),
        "says": rule.says,
        "title": rule.title or "",
        "means": rule.means or "",
        "alone": rule.alone,
    }
    return f"{rule.id}\n" + "".join(f"  {name + ':':<12}{words}\n" for name, words in lines.items() if words)
