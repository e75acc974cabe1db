"""Tests that the published JSON Schema describes exactly what `policy diff --format json` prints."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from build_tools.model.finding import DETAILS, Finding
from build_tools.model.rule import Direction, Duty, Level
from build_tools.project.project import Project
from build_tools.reports.findings import as_json
from build_tools.reports.schemas import FINDINGS
from build_tools.review.base import compare_texts
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.policies import read_cases
from tests.support.edits import own_tree
from tests.support.story import Story, keep

SCHEMA: dict[str, Any] = json.loads(FINDINGS.read_text())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
RULES = read_shipped_rules()


def _errors(printed: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(printed)]


def _printed(*findings: Finding) -> Any:
    return json.loads(as_json(findings))


def _parts(schema: object) -> Iterator[dict[str, Any]]:
    """A schema and all schemas in it."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from _parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _parts(part)


def test_the_schema_is_valid_and_names_its_dialect() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_is_described_and_needed_and_there_is_no_other() -> None:
    objects = [part for part in _parts(SCHEMA) if part.get("type") == "object"]

    assert len(objects) == 7
    for part in objects:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
        assert all(value["description"].endswith(".") for value in (part, *part["properties"].values()))


def test_the_findings_of_every_rule_are_as_the_schema_says() -> None:
    findings = [finding for case in read_cases() for finding in case.find(RULES)]

    assert len(findings) > len(RULES) / 2
    assert _errors(_printed(*findings)) == []


def test_no_finding_is_as_the_schema_says() -> None:
    assert _errors(_printed()) == []


def test_what_the_command_prints_is_as_the_schema_says(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    project = story.write(tmp_path / "1")
    first = json.loads(project.ask("diff", "HEAD~1", "HEAD", "--format", "json").stdout)
    ruling = f"rulings:\n  - finding: {first['findings'][0]['id']}\n    level: notable\n"
    ruling += "    reason: It was a mistake.\n    decided: 2025-06-01\n"
    (project.folder / "policy_src" / "rulings.yml").write_text(ruling, "utf-8")

    ruled = json.loads(project.ask("diff", "HEAD~1", str(project.folder), "--format", "json").stdout)

    assert ruled["findings"][0]["ruling"]
    assert _errors(first) == _errors(ruled) == []


def test_the_findings_of_two_texts_are_as_the_schema_says(tmp_path: Path) -> None:
    before, after = tmp_path / "old.md", tmp_path / "new.md"
    before.write_text("# Uses\n\nWe do not sell data.\n\nWe keep logs for 30 days.\n", "utf-8")
    after.write_text("# Uses\n\nWe sell data.\n\nWe ask for your consent.\n", "utf-8")

    printed = _printed(*compare_texts(before, after).findings)

    assert {finding["document"] for finding in printed["findings"]} == {"new"}
    assert _errors(printed) == []


def _broken() -> Iterator[tuple[str, dict[str, Any]]]:
    good = next(_printed(finding) for case in read_cases() for finding in case.find(RULES))
    (finding,) = good["findings"]
    yield "another level", {**good, "level": "grave"}
    yield "another key", {**good, "count": 1}
    yield "no findings", {"level": "none"}
    for key in finding:
        yield f"no {key}", {**good, "findings": [{name: value for name, value in finding.items() if name != key}]}
        yield f"a {key} of another kind", {**good, "findings": [{**finding, key: {"x": 1}}]}
    for key, value in {"id": "x", "notice_days": -1, "law": [1], "extra": None}.items():
        yield f"{key} is {value!r}", {**good, "findings": [{**finding, key: value}]}
    placed = deepcopy(good)
    placed["findings"][0]["location"] = {"file": "a", "line": 0, "column": 1}
    yield "line 0", placed


@pytest.mark.parametrize(("_", "printed"), list(_broken()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_broken_shape_is_refused(_: str, printed: dict[str, Any]) -> None:
    assert _errors(printed) != []


def test_the_site_publishes_the_schema() -> None:
    assert Project(own_tree()).site.files["data/schemas/findings.schema.json"] == FINDINGS.read_bytes()


def test_the_schema_allows_the_values_of_the_model_and_no_others() -> None:
    finding = SCHEMA["$defs"]["finding"]["properties"]
    levels = [level.value for level in Level]

    assert SCHEMA["properties"]["level"]["enum"] == [*levels, "none"]
    assert finding["level"]["enum"] == SCHEMA["$defs"]["ruling"]["properties"]["level"]["enum"] == levels
    assert finding["direction"]["enum"] == [direction.value for direction in Direction]
    assert finding["duty"]["enum"] == [duty.value for duty in Duty]
    assert finding["details"]["items"]["properties"]["name"]["enum"] == list(DETAILS)
