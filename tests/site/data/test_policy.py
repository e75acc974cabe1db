"""Tests that programs get the whole policy, as its schema promises."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from build_tools.model.value import Value
from build_tools.project.project import Project
from tests.site.sources import SOURCES, files_of, flow_of
from tests.support import story
from tests.support.edits import Edit, edited
from tests.support.story import NOW, Story, introduce

UNTOLD = {
    "Policy": {
        "format", "publication", "adopted", "corrected_days", "reviewed", "allowed_words", "wording", "sections",
        "pages", "draft", "launched", "jurisdictions",
    },
    "ListedDocument": {"menu", "template", "introduction", "sections"},
    "RetentionEntry": {"copies_in"},
}  # fmt: skip
"""What is told otherwise (the site, prose as documents, the period of copies), shows in the layout alone, or never."""


def policy_of(files: dict[str, bytes]) -> Any:
    """The policy as a program reads it."""
    return json.loads(files["data/policy.json"])


@pytest.mark.parametrize("source", SOURCES)
def test_the_json_is_as_its_schema_promises(source: str) -> None:
    files = files_of(source)
    told = policy_of(files)
    schema = json.loads(files[f"data/{told['$schema']}"])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    assert [error.message for error in validator.iter_errors(told)] == []
    for key in told:
        assert not validator.is_valid({other: value for other, value in told.items() if other != key})
        assert not validator.is_valid({**told, key: 7})


def _untold(value: object, told: Any) -> Iterator[tuple[str, str]]:
    """Yield the fields of the model that have no key in the JSON."""
    if isinstance(value, Value):
        for name in type(value).model_fields:
            if name not in told:
                yield type(value).__name__, name
            else:
                yield from _untold(getattr(value, name), told[name])
    elif isinstance(value, tuple):
        assert len(value) == len(told)
        for entry, its in zip(value, told, strict=True):
            yield from _untold(entry, its)


@pytest.mark.parametrize("source", SOURCES)
def test_every_fact_is_told_and_no_remark(source: str) -> None:
    flow = flow_of(source)
    untold: dict[str, set[str]] = {}
    for model, name in _untold(flow.expanded, policy_of(dict(flow.site.files))):
        untold.setdefault(model, set()).add(name)

    assert {model: names - {"note"} for model, names in untold.items() if names != {"note"}} == UNTOLD


@pytest.mark.parametrize("source", SOURCES)
def test_the_facts_stand_in_all_prose(source: str) -> None:
    assert b"{{" not in files_of(source)["data/policy.json"]


def test_a_document_is_told_as_it_reads() -> None:
    schedule = policy_of(files_of("ours"))["documents"][2]

    assert (schedule["id"], schedule["path"]) == ("retention-schedule", "retention-schedule/")
    assert "Billing data\t7 years\t\t\ttax/audit requirement\t7 years and 30 days" in schedule["text"]


def test_a_document_names_its_version_and_a_draft_has_none(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-03T12:00:00-07:00", introduce("This is how long."))
    project = story.write(tmp_path).folder
    (project / "policy_src/sections/contact.md").write_text("---\ntitle: Contact\n---\nWrite to us.\n", "utf-8")
    told = policy_of(dict(Project.of_folder(project, NOW).site.files))

    assert {one["id"]: one["published"] for one in told["documents"]} == {
        "privacy-policy": None,
        "subprocessors": {"version": "2025-01-10", "day": "2025-01-10", "in_force_from": "2025-01-10"},
        "retention-schedule": {"version": "2025-03-03", "day": "2025-03-03", "in_force_from": "2025-03-03"},
    }


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://t.example/legal", "https://t.example/legal/privacy-policy/"),
        ("https://t.example/", "https://t.example/privacy-policy/"),
        ("http://t.example/", None),
    ],
)
def test_a_document_has_a_whole_address_where_the_site_has_a_safe_one(address: str, url: str | None) -> None:
    edits: dict[str, Edit] = {"policy_src/policy.yml": ("https://traceloom.io/legal/", address)}
    if not url:
        edits["policy_src/known_gaps.yml"] = story.source()["policy_src/known_gaps.yml"]

    assert policy_of(dict(Project(edited(edits)).site.files))["documents"][0]["url"] == url
