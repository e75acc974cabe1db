"""How are the rules told that changes are judged by?"""

import json
from collections.abc import Iterable

from build_tools.model.rule import Rule


def as_text(rules: Iterable[Rule]) -> str:
    """One line a rule: its id, its level, for whom it is good."""
    return "".join(f"{rule.id:<40}{rule.level.value:<12}{rule.direction.value}\n" for rule in rules)


def explain(rules: Iterable[Rule]) -> str:
    """All that a lawyer needs to judge a rule."""
    return "\n".join(map(_explain, rules))


def as_json(rules: Iterable[Rule]) -> str:
    """One JSON object: `rules`, as their files have them."""
    told = [rule.model_dump(mode="json") for rule in rules]
    return json.dumps({"rules": told}, ensure_ascii=False, indent=2) + "\n"


def _explain(rule: Rule) -> str:
    told = {
        "watches": ", ".join(rule.watches),
        "when": ", ".join(rule.when),
        "value": ", ".join(map(str, rule.value)),
        "given": "; ".join(f"{name} is {' or '.join(map(str, values))}" for name, values in rule.given.items()),
        "level": rule.level.value,
        "direction": rule.direction.value,
        "duty": rule.duty.value,
        "notice": str(rule.notice or ""),
        "confidence": rule.confidence,
        "why": rule.why,
        "law": "; ".join(rule.law),
        "says": rule.says,
        "alone": rule.alone,
    }
    return f"{rule.id}\n" + "".join(f"  {name + ':':<12}{words}\n" for name, words in told.items() if words)
