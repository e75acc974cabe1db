"""Weighs all changed passages of a text together: how sure material findings are, and whether notable ones are noise.

The weights are fitted to labelled changes by `python -m tests.bench.fit_weights` (multinomial logistic regression).
"""

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from build_tools.changes.prose.stemming import stem_words
from build_tools.model.rule import Level, Rule
from build_tools.model.sentences import Phrases
from build_tools.model.text import Prose

_MOST_CHANGED = 0.7  # where a larger share of the texts changed, a crawler may have been served another edition
_PAGE_TEXT = {"prose-furniture", "prose-pointer-changed"}
_UNKNOWN = {"prose-reworded", "prose-statement-removed"}
_REPLACED = {"prose-contact-replaced", "prose-controller-replaced"}


class Judged(NamedTuple):
    """A changed passage: its texts, empty where there is none, and the rule for it."""

    before: str
    after: str
    rule: Rule


class Weights(NamedTuple):
    """What was fitted (`weights.toml`)."""

    signals: Mapping[Level, Mapping[str, float]]
    """For each level, what each signal of a change adds to its score."""
    limits: Mapping[str, float]
    """Probabilities: a change that is at least so likely `material` is surely so; one that is at least so likely
    `editorial`, and less likely material than `harmless`, counts as editorial."""


def describe_change(passages: Sequence[Judged], changed: float) -> dict[str, float]:
    """The signals of a change, from all passages and from the share of the texts that changed (0 to 1)."""
    rules = [passage.rule for passage in passages]
    material = {rule.id for rule in rules if rule.level is Level.MATERIAL}
    counts = {f"{level}": sum(rule.level is level for rule in rules) for level in Level}
    counts["different material rules"] = len(material)
    counts["words added"] = sum(_count_extra(passage.after, passage.before) for passage in passages)
    counts["words removed"] = sum(_count_extra(passage.before, passage.after) for passage in passages)
    shares = {
        "any": 1.0,
        "share changed": changed,
        "share of page text": sum(rule.id in _PAGE_TEXT for rule in rules) / max(1, len(rules)),
        "contact or company replaced": float(bool(material & _REPLACED)),
    }
    return shares | {name: math.log1p(count) for name, count in counts.items()}


def _count_extra(text: str, other: str) -> int:
    """How many words of a text the other one does not have as often."""
    return (Counter(stem_words(text)) - Counter(stem_words(other))).total()


def weigh(signals: Mapping[str, float], weights: Weights) -> dict[Level, float]:
    """The probability of each level, from 0 to 1."""
    scores = {
        level: sum(weight * signals[name] for name, weight in row.items()) for level, row in weights.signals.items()
    }
    top = max(scores.values())
    parts = {level: math.exp(score - top) for level, score in scores.items()}
    return {level: part / sum(parts.values()) for level, part in parts.items()}


def weigh_passages(passages: Iterable[Judged], changed: float, phrases: Phrases, *, is_fetched: bool) -> list[Rule]:
    """The rules of the passages, as sure as the change as a whole shows.

    In a fetched text, notable passages count as editorial if they hold nothing that a rule knows, and if nearly all
    changes like this one are editorial. Material ones, and statements that were added, keep their level: noise around
    them must not hide them.
    """
    judged = list(passages)
    rules = [passage.rule for passage in judged]
    weights = load_weights()
    chances = weigh(describe_change(judged, changed), weights)
    if is_sure(chances, changed, weights):
        return [_make_sure(rule) if rule.level is Level.MATERIAL else rule for rule in rules]
    if is_fetched and is_noise(rules, chances, weights):
        return [_lower(rule, phrases) if rule.level is Level.NOTABLE else rule for rule in rules]
    return rules


def is_sure(chances: Mapping[Level, float], changed: float, weights: Weights) -> bool:
    """Whether at least 95 in 100 changes like this one are material, as far as the labelled changes show."""
    return changed <= _MOST_CHANGED and chances[Level.MATERIAL] >= weights.limits["material"]


def is_noise(rules: Iterable[Rule], chances: Mapping[Level, float], weights: Weights) -> bool:
    """Whether a change that is at most notable by its rules is editorial as a whole."""
    harmless, editorial = (weights.limits[name] for name in ("harmless", "editorial"))
    is_unknown = all(rule.level is Level.EDITORIAL or rule.id in _UNKNOWN for rule in rules)
    return is_unknown and chances[Level.MATERIAL] < harmless and chances[Level.EDITORIAL] >= editorial


def _make_sure(rule: Rule) -> Rule:
    return rule.model_copy(update={"confidence": "high"})


def _lower(rule: Rule, phrases: Phrases) -> Rule:
    why = f"{rule.why} {phrases.rarely_more}"
    return rule.model_copy(update={"level": Level.EDITORIAL, "why": Prose(why)})


@cache
def load_weights() -> Weights:
    """The weights that come with the program."""
    fitted = tomllib.loads((files(__package__ or "") / "weights.toml").read_text(encoding="utf-8"))
    return Weights({level: fitted[level.value] for level in Level}, fitted["limits"])
