"""Fits the weights of `build_tools/changes/prose/confidence.toml` to labelled changes, and reports how well they hold.

    python -m tests.bench.fit_confidence FOLDER... [--write]

A folder has `pairs/ID/before.md` and `after.md`, `labels.jsonl` (id, label) and `pairs.jsonl` (id, service).
Figures are for services that the weights were not fitted to (five groups). Without --write, nothing is changed.
"""

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_tools.changes.prose.confidence import FEATURES, describe_change
from build_tools.changes.prose.judge import judge_texts, measure_changed
from build_tools.model.rule import Level
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.support.projects import ROOT

WEIGHTS = ROOT / "build_tools" / "changes" / "prose" / "confidence.toml"
_GROUPS = 5
_STEPS = 1_500
_RATE = 0.5
_RIGHT = 0.97  # the share of right findings that is asked for when fitting, so that 0.95 holds elsewhere
_FEWEST = 25  # changes: a smaller share is chance
_HEAD = """\
# Weights for `confidence.py`, fitted to labelled changes: `python -m tests.bench.fit_confidence FOLDER... --write`.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled change."""

    folder: str
    service: str
    truth: Level
    said: Level
    signals: dict[str, float]

    @property
    def is_right(self) -> bool:
        """Whether the change is material."""
        return self.truth is Level.MATERIAL


def read_samples(folder: Path) -> Iterator[Sample]:
    """Yield the labelled changes of a folder, judged by the rules."""
    rules = tuple(read_shipped_rules())
    services = {told["id"]: told["service"] for told in _read_lines(folder / "pairs.jsonl")}
    for told in _read_lines(folder / "labels.jsonl"):
        texts = (folder / "pairs" / told["id"] / f"{side}.md" for side in ("before", "after"))
        before, after = (path.read_bytes().decode("utf-8", "replace") for path in texts)
        judged = list(judge_texts(before, after, rules))
        chosen = [rule for rule, _, _ in judged]
        changed = measure_changed(before, after, [passage for _, _, passage in judged])
        said = min((rule.level for rule in chosen), key=list(Level).index, default=Level.EDITORIAL)
        yield Sample(folder.name, services[told["id"]], Level(told["label"]), said, describe_change(chosen, changed))


def _read_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """The weights of a logistic regression, and the least sum at which enough of the changes above it are material."""
    found = [sample for sample in samples if sample.said is Level.MATERIAL and not sample.signals["rewritten"]]
    weights = dict.fromkeys(FEATURES, 0.0)
    for _ in range(_STEPS):
        slopes = dict.fromkeys(FEATURES, 0.0)
        for sample in found:
            error = 1 / (1 + math.exp(-weigh(sample, weights))) - sample.is_right
            for name in FEATURES:
                slopes[name] += error * sample.signals[name]
        for name in FEATURES:
            weights[name] -= _RATE * (slopes[name] / len(found) + 0.002 * weights[name])
    return weights | {"least": _find_least(found, weights)}


def _find_least(found: Sequence[Sample], weights: dict[str, float]) -> float:
    ranked = sorted(found, key=lambda sample: -weigh(sample, weights))
    right, least = 0, math.inf
    for count, sample in enumerate(ranked, 1):
        right += sample.is_right
        if count >= _FEWEST and right >= _RIGHT * count:
            least = weigh(sample, weights)
    return least


def weigh(sample: Sample, weights: dict[str, float]) -> float:
    """The weighted sum of what a change shows."""
    return sum(weights[name] * sample.signals[name] for name in FEATURES)


def validate(samples: Sequence[Sample]) -> Iterator[tuple[Sample, float, bool]]:
    """Yield each change called material with its probability and whether it is sure, by weights of other services."""
    services = sorted({sample.service for sample in samples})
    for group in range(_GROUPS):
        held = set(services[group::_GROUPS])
        weights = fit([sample for sample in samples if sample.service not in held])
        for sample in samples:
            if sample.service in held and sample.said is Level.MATERIAL:
                total = weigh(sample, weights)
                yield sample, 1 / (1 + math.exp(-total)), not sample.signals["rewritten"] and total >= weights["least"]


def main() -> None:
    """Print the figures of other services, and write the weights if that is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    samples = [sample for folder in asked.folders for sample in read_samples(folder)]
    judged = list(validate(samples))
    for low in range(0, 100, 10):
        inside = [sample.is_right for sample, chance, _ in judged if low <= 100 * chance < low + 10]
        if inside:
            print(f"{low:3}-{low + 10} %: {len(inside):4} changes, {100 * sum(inside) / len(inside):.0f} % material")
    for folder in asked.folders:
        sure = [sample.is_right for sample, _, is_sure in judged if is_sure and sample.folder == folder.name]
        print(f"{folder.name}: {len(sure)} with high confidence, {sum(sure)} of them material")
    weights = fit(samples)
    if asked.write:
        lines = [f"{name} = {value:.3f}" for name, value in weights.items()]
        WEIGHTS.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")
    print(weights)


if __name__ == "__main__":
    main()
