"""Writes the questions to the second reader: the guideline, and the changed passages of findings in parts.

Only words that customers read are sent: passages, headings, the facts of changed entries and the rules' sentences.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from build_tools.model.change import Side
from build_tools.model.finding import Finding
from build_tools.model.opinion import LONGEST, Kind
from build_tools.model.rule import Level, Subject
from build_tools.model.text import Prose, Term
from build_tools.model.value import Value

LONGEST_CHANGE = 20_000
"""The most characters of one change as JSON, and of all changes of a request."""
_MOST_CHANGES = 25
"""The most changes of a request: models answer long lists less carefully."""
_WHOLE_TEXT = "prose.whole"
_LEVELS = "editorial|notable|material"
_INSTRUCTIONS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,60}\b(?:instructions?|rules?|guidelines?|prompts?)\b"
    rf"|\b(?:answer|respond|reply|say|output|return|classify|judge|label|call|mark|treat)\b[^.!?\n]{{0,60}}\b(?:{_LEVELS})\b"
    rf"|[\"'“]?\blevel\b[\"'”]?\s*[:=]\s*[\"'“]?(?:{_LEVELS})\b"
    r"|\bsystem prompt\b|<\|\w+\|>|\bsecond reader\b",
    re.IGNORECASE,
)
"""Words that speak to a reader of the change, and not to customers. Others exist: nothing relies on finding all."""


@dataclass(frozen=True, slots=True)
class Part:
    """The findings of one request."""

    findings: tuple[Finding, ...]

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages of the request (OpenAI API, chat completions). The passages are in JSON, apart from the rest."""
        changes = {"changes": list(map(_describe, self.findings))}
        return [
            {"role": "system", "content": _guideline()},
            {"role": "user", "content": json.dumps(changes, ensure_ascii=False)},
        ]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the answer."""
        opinion = {
            "finding": {"enum": [finding.id for finding in self.findings]},
            "level": {"enum": [level.value for level in Level]},
            "kind": {"enum": [kind.value for kind in Kind]},
            "quote": {"type": "string"},
            "reason": {"type": "string"},
        }
        return _an_object({"opinions": {"type": "array", "items": _an_object(opinion)}})


def is_readable(finding: Finding) -> bool:
    """Whether a second reader is asked: the finding is about the policy, and legal has not ruled on it."""
    return finding.ruling is None and finding.rule.about is Subject.POLICY


def find_obstacle(finding: Finding) -> str:
    """Why a second reader cannot be asked about a finding, as a clause; empty if it can."""
    if finding.change.fact == _WHOLE_TEXT:
        return "nearly the whole text came or went at once, and only its beginning could be sent to the second reader"
    if _measure(finding) > LONGEST_CHANGE:
        return f"this change is longer than {LONGEST_CHANGE:,} characters, so the second reader is not asked about it"
    return ""


def find_instruction(finding: Finding) -> str:
    """Words of a passage that speak to a reader of the change; empty if none are found."""
    texts = (*read_sides(finding), finding.entry, *(detail.words for detail in finding.details))
    match = next(filter(None, map(_INSTRUCTIONS.search, texts)), None)
    return " ".join(match[0].split())[:LONGEST] if match else ""


def read_sides(finding: Finding) -> tuple[str, str]:
    """The text of a finding before and after; of an entry that came or went, all its texts that customers read."""
    change = finding.change
    return _read_side(change.before, finding.before), _read_side(change.after, finding.after)


def _read_side(side: Side, words: str) -> str:
    return "\n".join(dict.fromkeys((words, *_find_texts(side.value)))) if isinstance(side.value, Value) else words


def _find_texts(value: object) -> Iterator[str]:
    """Yield the published texts of a value. Remarks for colleagues are of another type."""
    if isinstance(value, Prose | Term):
        yield str(value)
    elif isinstance(value, Value):
        for name in type(value).model_fields:
            yield from _find_texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _find_texts(item)


def make_parts(findings: Iterable[Finding]) -> Iterator[Part]:
    """Yield the findings in parts. A passage with instructions stands alone, so that it reaches no other opinion."""
    part: list[Finding] = []
    size = 0
    for finding in findings:
        if find_instruction(finding):
            yield Part((finding,))
            continue
        length = _measure(finding)
        if part and (size + length > LONGEST_CHANGE or len(part) == _MOST_CHANGES):
            yield Part(tuple(part))
            part, size = [], 0
        part.append(finding)
        size += length
    if part:
        yield Part(tuple(part))


def _describe(finding: Finding) -> dict[str, Any]:
    before, after = read_sides(finding)
    return {
        "finding": finding.id,
        "rules": {"level": finding.level.value, "sentence": finding.message},
        "section": finding.entry or None,
        "before": before or None,
        "after": after or None,
        "facts": [{"name": detail.name, "words": detail.words} for detail in finding.details],
    }


def _measure(finding: Finding) -> int:
    return len(json.dumps(_describe(finding), ensure_ascii=False))


def _an_object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@cache
def _guideline() -> str:
    return (Path(__file__).parent / "guideline.md").read_text(encoding="utf-8")
