"""Fits `build_tools/changes/prose/weights.toml` to labelled changes, and reports how well the weights carry over.

    python -m tests.bench.fit_weights FOLDER... [--write]

A folder has `pairs/ID/before.md` and `after.md`, `labels.jsonl` (id, label) and `pairs.jsonl` (id, service).
Figures are for services that the weights were not fitted to (ten groups). Without --write, nothing is changed.
"""

import argparse
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from build_tools.changes.prose.judge import find_judged, measure_changed
from build_tools.changes.prose.weighing import Weights, describe_change, is_noise, is_sure, weigh
from build_tools.model.rule import Level, Rule
from build_tools.source.rule_catalogue import read_shipped_rules
from build_tools.source.text_file import LONGEST
from tests.support.projects import ROOT

WEIGHTS = ROOT / "build_tools" / "changes" / "prose" / "weights.toml"
_GROUPS = 10
_STEPS = 600
_RATE = 0.3
_MOMENTUM = 0.9
_DECAY = 0.02  # against large weights
_SCARCE = {Level.MATERIAL: 1.0, Level.NOTABLE: 1.7, Level.EDITORIAL: 1.0}  # notable changes are few
_HEAD = """\
# Weights for `weighing.py`, fitted to labelled changes: `python -m tests.bench.fit_weights FOLDER... --write`.
# The limits are set by hand.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled change."""

    folder: str
    service: str
    truth: Level
    rules: tuple[Rule, ...]
    signals: dict[str, float]

    @property
    def said(self) -> Level:
        """The highest level of its rules."""
        return min((rule.level for rule in self.rules), key=list(Level).index, default=Level.EDITORIAL)


def read_samples(folder: Path) -> Iterator[Sample]:
    """Yield the labelled changes of a folder that are not too long, judged by the rules alone."""
    services = {told["id"]: told["service"] for told in _read_lines(folder / "pairs.jsonl")}
    labels = list(_read_lines(folder / "labels.jsonl"))
    with ProcessPoolExecutor() as pool:
        judged = pool.map(_judge, [folder / "pairs" / label["id"] for label in labels], chunksize=8)
        for label, found in zip(labels, judged, strict=True):
            if found:
                yield Sample(folder.name, services[label["id"]], Level(label["label"]), *found)


def _read_lines(path: Path) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def _judge(pair: Path) -> tuple[tuple[Rule, ...], dict[str, float]] | None:
    before, after = ((pair / f"{side}.md").read_bytes().decode("utf-8", "replace") for side in ("before", "after"))
    if max(len(before), len(after)) > LONGEST:
        return None
    found = list(find_judged(before, after, tuple(read_shipped_rules())))
    changed = measure_changed(before, after, [passage for _, _, passage in found])
    judged = [passage.judged_by(rule) for rule, _, passage in found]
    return tuple(one.rule for one in judged), describe_change(judged, changed)


def fit(samples: Sequence[Sample], limits: Mapping[str, float]) -> Weights:
    """The weights of a multinomial logistic regression, by gradient descent."""
    names = list(samples[0].signals)
    rows = {level: dict.fromkeys(names, 0.0) for level in Level}
    speed = {level: dict.fromkeys(names, 0.0) for level in Level}
    for _ in range(_STEPS):
        slopes = {level: dict.fromkeys(names, 0.0) for level in Level}
        for sample in samples:
            chances = weigh(sample.signals, Weights(rows, limits))
            for level in Level:
                error = _SCARCE[sample.truth] * (chances[level] - (sample.truth is level)) / len(samples)
                for name, value in sample.signals.items():
                    slopes[level][name] += error * value
        for level, row in rows.items():
            for name in names:
                slope = slopes[level][name] + _DECAY * row[name]
                speed[level][name] = _MOMENTUM * speed[level][name] - _RATE * (1 - _MOMENTUM) * slope
                row[name] += speed[level][name]
    return Weights(rows, limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the weights of other services say of a change."""

    sample: Sample
    level: Level
    chance: float
    """The probability that it is material."""
    is_sure: bool


def validate(samples: Sequence[Sample], limits: Mapping[str, float]) -> list[Answer]:
    """The answers for all samples, each by weights that were not fitted to its service."""
    services = sorted({(sample.folder, sample.service) for sample in samples})
    groups = [(samples, set(services[group::_GROUPS]), limits) for group in range(_GROUPS)]
    with ProcessPoolExecutor() as pool:
        return [answer for answers in pool.map(_validate_group, groups) for answer in answers]


def _validate_group(group: tuple[Sequence[Sample], set[tuple[str, str]], Mapping[str, float]]) -> list[Answer]:
    samples, held, limits = group
    weights = fit([sample for sample in samples if (sample.folder, sample.service) not in held], limits)
    answers = []
    for sample in samples:
        if (sample.folder, sample.service) in held:
            chances = weigh(sample.signals, weights)
            sure = sample.said is Level.MATERIAL and is_sure(chances, sample.signals["share changed"], weights)
            level = Level.EDITORIAL if is_noise(sample.rules, chances, weights) else sample.said
            answers.append(Answer(sample, level, chances[Level.MATERIAL], sure))
    return answers


def describe_scores(truth: Sequence[Level], said: Sequence[Level]) -> str:
    """Precision and recall of material changes, and macro-F1 over the levels."""
    pairs, scores = Counter(zip(truth, said, strict=True)), {}
    for level in Level:
        right, found, real = pairs[level, level], max(1, said.count(level)), max(1, truth.count(level))
        scores[level] = right / real, right / found, 2 * right / (found + real)
    recall, precision, _ = scores[Level.MATERIAL]
    macro = sum(score for _, _, score in scores.values()) / len(scores)
    lost = pairs[Level.MATERIAL, Level.EDITORIAL]
    return f"recall {recall:.3f}, precision {precision:.3f}, macro-F1 {macro:.3f}, material judged editorial {lost}"


def report(answers: Sequence[Answer], folders: Sequence[str]) -> Iterator[str]:
    """Yield lines with figures for each folder, before and after weighing, and for the probabilities."""
    for low in range(0, 100, 10):
        inside = [one.sample.truth is Level.MATERIAL for one in answers if low <= 100 * one.chance < low + 10]
        if inside:
            yield f"{low:3}-{low + 10} %: {len(inside):4} changes, {100 * sum(inside) / len(inside):.0f} % material"
    for folder in folders:
        held = [answer for answer in answers if answer.sample.folder == folder]
        truth = [answer.sample.truth for answer in held]
        yield f"{folder}, rules alone: {describe_scores(truth, [answer.sample.said for answer in held])}"
        yield f"{folder}, weighed: {describe_scores(truth, [answer.level for answer in held])}"
        sure = [answer.sample.truth is Level.MATERIAL for answer in held if answer.is_sure]
        yield f"{folder}: {len(sure)} with high confidence, {sum(sure)} of them material"


def write(weights: Weights) -> str:
    """The weights as TOML."""
    lines = [_HEAD, "[limits]", *(f"{name} = {value}" for name, value in weights.limits.items())]
    for level, row in weights.signals.items():
        lines += ["", f"[{level}]", *(f'"{name}" = {value:.3f}' for name, value in row.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the figures of other services, and write the weights if that is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    limits = tomllib.loads(WEIGHTS.read_text("utf-8"))["limits"]
    samples = [sample for folder in asked.folders for sample in read_samples(folder)]
    print(*report(validate(samples, limits), [folder.name for folder in asked.folders]), sep="\n")
    weights = fit(samples, limits)
    if asked.write:
        WEIGHTS.write_text(write(weights), "utf-8")
    print(write(weights))


if __name__ == "__main__":
    main()
