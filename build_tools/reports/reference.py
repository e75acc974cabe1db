"""Writes the reference pages of `docs/`: every command with its options, and every field of the source."""

import json
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

import click

_NAMES = {"boolean": "`true` or `false`", "integer": "number", "object": "mapping", "string": "text"}
_NOTICE = "This page is generated from the program."


def describe_commands(group: click.Group) -> str:
    """The page `docs/commands.md`: what `policy --help` and the help of each command say."""
    context = click.Context(group, info_name="policy", **group.context_settings)
    lines = ["# Commands", "", f"{_NOTICE} `policy COMMAND --help` prints the same.", ""]
    lines += [*_describe_command(group, context), ""]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command and not command.hidden:
            lines += [f"## policy {name}", "", *_describe_command(command, click.Context(command, context, name)), ""]
    return "\n".join(lines)


def _describe_command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    yield from ("```", usage, "```", "", *cleandoc(command.help or "").replace("\b\n", "").splitlines())
    options = [record for param in command.get_params(context) if (record := param.get_help_record(context))]
    if options:
        yield from ("", "| option | meaning |", "|---|---|")
        yield from (f"| `{_in_cell(names)}` | {_in_cell(text)} |" for names, text in options)


def describe_source(schemas: Mapping[str, str]) -> str:
    """The page `docs/source.md`: the fields of each file of `policy_src/`, from the JSON Schemas by their names."""
    lines = ["# Fields of the source", "", f"{_NOTICE} Editors show the same while you type.", ""]
    for name, text in schemas.items():
        schema = json.loads(text)
        lines += [f"## {name.removesuffix('.json')}.yml", "", schema.get("description", ""), ""]
        definitions = schema.get("$defs", {})
        lines += _describe_fields(schema, definitions)
        for part, definition in definitions.items():
            if "properties" in definition:
                lines += [f"### {part}", "", definition.get("description", ""), ""]
                lines += _describe_fields(definition, definitions)
    return "\n".join(lines)


def _describe_fields(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    required = schema.get("required", ())
    rows = [
        f"| `{name}` | {_in_cell(_name_type(field))} | {'required' if name in required else ''} "
        f"| {_in_cell(_describe(field, definitions))} |"
        for name, field in schema["properties"].items()
    ]
    return ["| field | value | | meaning |", "|---|---|---|---|", *rows, ""]


def _describe(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    parts = (field, *field.get("anyOf", ()))
    names = (str(part["$ref"]).rpartition("/")[2] for part in parts if "$ref" in part)
    described = (definitions[name].get("description", "") for name in names if name in definitions)
    return str(field.get("description") or next(described, ""))


def _name_type(field: Mapping[str, Any]) -> str:
    """What a value is, in a few words: `list of Right`, `text`, `such as P30D`."""
    match field:
        case {"examples": [example, *_]}:
            name = f"such as `{example}`"
        case {"$ref": reference}:
            name = str(reference).rpartition("/")[2]
        case {"const": value}:
            name = f"`{value}`"
        case {"enum": values}:
            name = ", ".join(f"`{value}`" for value in values)
        case {"anyOf": options} | {"oneOf": options} | {"allOf": options}:
            name = " or ".join(dict.fromkeys(_name_type(one) for one in options if one.get("type") != "null"))
        case {"type": "array"}:
            name = f"list of {_name_type(field.get('items', {}))}"
        case _:
            name = _NAMES.get(field.get("type", ""), "value")
    return name


def _in_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")
