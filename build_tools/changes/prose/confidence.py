"""Says how sure a material finding of prose is, from what the change as a whole shows.

The weights are fitted to labelled changes by `python -m tests.bench.fit_confidence`. They never change a level.
"""

import math
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from build_tools.model.rule import Level, Rule

_LABEL = {"prose-furniture", "prose-pointer-changed"}
_MAX_RULES = 6
_REPLACED = {"prose-contact-replaced", "prose-controller-replaced"}
_LIMIT = 0.7  # where a larger share of the texts changed, a crawler may have been served another edition
FEATURES = ("rules", "labels", "replaced", "passages", "bias")


def describe_change(rules: Sequence[Rule], changed: float) -> dict[str, float]:
    """What the chosen rules of all changed passages show, and the share of the texts that changed: numbers from 0 to 1.

    Several rules that find something for different reasons confirm each other. Where much of what changed is a menu or
    another part of a web page, the rest often is, too.
    """
    material = {rule.id for rule in rules if rule.level is Level.MATERIAL}
    labels = sum(rule.id in _LABEL for rule in rules)
    return {
        "rules": min(len(material), _MAX_RULES) / _MAX_RULES,
        "labels": labels / max(1, len(rules)),
        "replaced": float(bool(material & _REPLACED)),
        "rewritten": float(changed > _LIMIT),
        "passages": 1 / (1 + math.log1p(len(rules))),
        "bias": 1.0,
    }


def is_sure(rules: Sequence[Rule], changed: float) -> bool:
    """Whether at least 95 in 100 changes like this one are material, as far as the labelled changes show."""
    weights = _load_weights()
    signals = describe_change(rules, changed)
    total = sum(weights[name] * signals[name] for name in FEATURES)
    return signals["rules"] > 0 and not signals["rewritten"] and total >= weights["least"]


@cache
def _load_weights() -> dict[str, float]:
    text = (files(__package__ or "") / "confidence.toml").read_text(encoding="utf-8")
    return {name: float(value) for name, value in tomllib.loads(text).items()}


def mark_sure(rules: Iterable[Rule], changed: float) -> tuple[Rule, ...]:
    """The chosen rules of a change, the material ones with high confidence where that is justified.

    `changed` is the share of the texts that changed, from 0 to 1.
    """
    chosen = tuple(rules)
    if not is_sure(chosen, changed):
        return chosen
    return tuple(_make_sure(rule) if rule.level is Level.MATERIAL else rule for rule in chosen)


def _make_sure(rule: Rule) -> Rule:
    return rule.model_copy(update={"confidence": "high"})
