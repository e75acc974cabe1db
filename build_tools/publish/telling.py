"""What of a finding are customers told, and how is it kept from one run to the next?"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from build_tools.model.finding import Finding
from build_tools.model.publication import Told
from build_tools.model.rule import Level
from build_tools.publish.excerpt import is_telling, passage, shorten


def tell_finding(finding: Finding) -> Told:
    """A finding as customers are told of it."""
    rule, runs = finding.rule, passage(finding)
    return Told(
        id=finding.id,
        level=finding.level,
        direction=rule.direction.value,
        message=finding.message,
        why=finding.ruling.reason if finding.ruling else rule.why,
        law=tuple(map(str, rule.law)),
        document=finding.document,
        path=finding.change.path,
        before=finding.before,
        after=finding.after,
        passage=tuple((run.mark.value, run.text) for run in shorten(runs)) if is_telling(runs) else (),
    )


def write_told(findings: Iterable[Told]) -> bytes:
    """Findings as bytes."""
    return json.dumps(list(map(asdict, findings)), ensure_ascii=False, separators=(",", ":")).encode()


def read_told(content: bytes) -> tuple[Told, ...]:
    """The same, from what `write_told` wrote."""
    return tuple(map(_read, json.loads(content)))


def _read(value: dict[str, Any]) -> Told:
    lists = {"law": tuple(value["law"]), "passage": tuple((mark, text) for mark, text in value["passage"])}
    return Told(**{**value, **lists, "level": Level(value["level"])})
