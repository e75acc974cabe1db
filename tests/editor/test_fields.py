"""Tests that every field of the model has a field in a form with the model's description."""

from typing import Any, Literal, get_args

import pytest

from build_tools.editor.configuration import files_of, make_configuration
from build_tools.editor.fields import Field, Form, walk_fields
from build_tools.model.announcement import AnnouncementFront
from build_tools.model.policy import FILES, FrontMatter
from build_tools.model.ruling import DECISIONS
from build_tools.model.text import Term
from build_tools.model.value import Value

CONFIGURATION = make_configuration({"name": "proxy"}, ["sections", "subprocessors"])
FORMS = dict(files_of(CONFIGURATION))
MODELS: dict[str, type[Value]] = {f"policy_src/{name}": model for name, model in (FILES | DECISIONS).items()} | {
    "policy_src/sections/": FrontMatter,
    "policy_src/pages/": FrontMatter,
    "policy_src/announcements/": AnnouncementFront,
}
WIDGETS = {
    "string", "text", "select", "list", "object", "hidden", "period", "day", "truth", "reference", "references"
}  # fmt: skip


def of(path: str, *names: str) -> Field:
    """A field of a form, by the names that lead to it."""
    fields = FORMS[f"policy_src/{path}"]
    for name in names[:-1]:
        fields = next(one for one in fields if one["name"] == name)["fields"]
    return next(one for one in fields if one["name"] == names[-1])


def test_there_is_a_form_for_each_file_of_the_source() -> None:
    assert set(FORMS) == set(MODELS)


@pytest.mark.parametrize("path", MODELS)
def test_every_field_of_the_model_has_one_in_the_form(path: str) -> None:
    fields = [one for one in FORMS[path] if one["name"] != "body"]

    compare(fields, MODELS[path])
    for one in walk_fields(FORMS[path]):
        assert one["widget"] in WIDGETS
        assert one["label"]


def compare(fields: list[Field], model: type[Value]) -> None:
    """Each field of a model, and those within it, stands once in the form; docstrings are the hints."""
    assert sorted(one["name"] for one in fields) == sorted(model.model_fields)
    told = model.model_json_schema()["properties"]
    for one in fields:
        assert one["hint"].split("“")[0].split("`")[0][:20] in " ".join(
            told[one["name"]].get("description", one["hint"]).split()
        )
        inner = inner_model(model.model_fields[one["name"]].annotation)
        if inner is not None:
            compare(one["fields"], inner)


def inner_model(annotation: Any) -> type[Value] | None:
    """The model within an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return annotation
    return next((found for part in get_args(annotation) if (found := inner_model(part))), None)


def test_choices_are_those_of_the_model() -> None:
    options = of("cookies.yml", "cookies", "kind")["options"]

    assert [one["value"] for one in options] == ["necessary", "preferences", "analytics", "payment", "marketing"]
    assert options[0]["label"] == "Necessary"


def test_what_refers_to_something_lets_one_pick_it() -> None:
    assert of("retention.yml", "retention", "covers") | {"hint": ""} == {
        "name": "covers", "label": "Covers", "widget": "references", "refers_to": "data", "required": False, "hint": ""
    }  # fmt: skip
    assert of("subprocessors.yml", "subprocessors", "receives", "data")["refers_to"] == "data"
    assert of("policy.yml", "documents", "template")["choices"] == ["sections", "subprocessors"]
    assert of("policy.yml", "documents", "sections")["refers_to"] == "sections"
    assert of("announcements/", "documents")["refers_to"] == "documents"


def test_findings_are_chosen_where_the_editor_knows_them_and_typed_elsewhere() -> None:
    local = dict(files_of(make_configuration({"name": "proxy"}, knows_findings=True)))
    (chosen,) = (one for one in local["policy_src/announcements/"] if one["name"] == "findings")
    typed = of("announcements/", "findings")

    assert (chosen["widget"], chosen["multiple"], typed["widget"]) == ("findings", True, "list")
    assert chosen["hint"] == typed["hint"]
    assert not chosen["required"]


def test_what_is_required_is_required() -> None:
    assert of("retention.yml", "retention", "text")["required"]
    assert not of("retention.yml", "retention", "period")["required"]
    assert not of("subprocessors.yml", "subprocessors", "transfer", "mechanism")[
        "required"
    ]  # unless there is a transfer
    assert of("policy.yml", "controller", "privacy_mailbox")["required"]
    assert of("policy.yml", "documents")["min"] == 1


def test_what_is_not_said_is_told() -> None:
    assert of("subprocessors.yml", "subprocessors", "personal_data")["otherwise"] == "yes"
    assert of("subprocessors.yml", "subprocessors", "optional")["otherwise"] == "no"
    assert of("cookies.yml", "cookies", "optional")["otherwise"] == ""
    assert of("subprocessors.yml", "subprocessors", "receives", "form")["hint"].endswith("Default: plain.")


def test_patterns_are_explained() -> None:
    pattern, words = of("policy.yml", "controller", "privacy_mailbox")["pattern"]

    assert pattern.startswith(r"^\s*([A-Za-z0-9")
    assert words == "Write for example privacy@example.com"
    assert "lower-case words" in of("data.yml", "data", "id")["pattern"][1]


def test_a_model_that_grows_grows_its_form_and_a_type_that_fits_no_field_is_told() -> None:
    class Grown(Value):
        """A value of tomorrow."""

        name: Term
        """Its name."""
        way: Literal["one", "other"] | None = None
        """Which way."""

    class Strange(Value):
        """A value of a type that no form knows."""

        weight: float
        """How heavy it is."""

    assert [(one["name"], one["widget"]) for one in Form().fields(Grown)] == [("name", "string"), ("way", "select")]
    with pytest.raises(TypeError, match="no widget fits"):
        Form().fields(Strange)
