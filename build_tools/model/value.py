"""Defines the base classes of all values that are read from YAML."""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict

from build_tools.model.text import Note, Slug


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Put attribute docstrings into a JSON Schema. Pydantic's own way would read them at every start, which is slow."""
    for part in model.__mro__:
        if part.__module__.startswith("build_tools."):
            for name, words in _read_docstrings(part).items():
                schema["properties"][name].setdefault("description", words)


@cache
def _read_docstrings(model: type) -> dict[str, str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    found = {}
    for field, words in pairwise(ast.iter_child_nodes(definition)):
        if isinstance(field, ast.AnnAssign) and isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant):
            found[ast.unparse(field.target)] = inspect.cleandoc(str(words.value.value))
    return found


class Value(BaseModel):
    """An immutable value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, json_schema_extra=_describe)


@cache
def field_names(kind: type[BaseModel]) -> tuple[str, ...]:
    """The names of the fields of a model, which pydantic gives slowly."""
    return tuple(kind.model_fields)


class Entry(Value):
    """An entry of a list, with a permanent id."""

    id: Slug
    """The permanent id: lower-case words joined by hyphens. Changing it makes a new entry."""
    note: Note | None = None
    """A remark for colleagues. Never published."""
