"""Tests that the JSON Schemas accept what the model accepts, and describe it."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from build_tools.model.policy import FILES
from build_tools.model.ruling import DECISIONS
from build_tools.source.json_schemas import make_schemas

SCHEMAS: dict[str, Any] = {name: json.loads(text) for name, text in make_schemas().items()}


def test_every_file_of_facts_has_a_schema() -> None:
    assert {name.removesuffix(".yml") for name in (*FILES, *DECISIONS, "checklist.yml", "sentences.yml")} == {
        name.removesuffix(".json") for name in SCHEMAS
    }


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_names_its_dialect(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_editor_underlines_a_key_that_does_not_exist(name: str) -> None:
    errors = [error.message for error in Draft202012Validator(SCHEMAS[name]).iter_errors({"no-such-key": 1})]

    assert any("no-such-key" in message for message in errors)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_explains_itself_to_the_lawyer_who_types_it(name: str) -> None:
    explained = {key for key, group in SCHEMAS[name].get("$defs", {}).items() if "description" in group}
    groups = [SCHEMAS[name], *SCHEMAS[name].get("$defs", {}).values()]

    silent = [
        f"{group.get('title')}.{key}"
        for group in groups
        for key, value in group.get("properties", {}).items()
        if not {"description", "const"} & set(value) and not _references(value) <= explained
    ]

    assert silent == []


def test_the_same_model_gives_the_same_schemas() -> None:
    assert make_schemas() == make_schemas()


def _references(value: dict[str, Any]) -> set[str]:
    """The definitions that a value may be; itself, which is none, where it is not defined elsewhere."""
    parts = [value, value.get("items", {}), *value.get("anyOf", [])]
    return {part["$ref"].rsplit("/", 1)[-1] for part in parts if "$ref" in part} or {"itself"}
