"""Defines the base classes of all values that are read from YAML."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict

from build_tools.model.text import Note, Slug


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the attribute docstrings into a JSON Schema, where editors show them as hints.

    Pydantic's `use_attribute_docstrings` would read them at every start, which takes a tenth of the time of a check.
    """
    for part in model.__mro__:
        if part.__module__.startswith("build_tools."):
            for name, words in _docstrings(part):
                schema["properties"][name].setdefault("description", words)


@cache
def _docstrings(model: type) -> tuple[tuple[str, str], ...]:
    return tuple(_read_docstrings(model))


def _read_docstrings(model: type) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    for field, words in pairwise(ast.iter_child_nodes(definition)):
        match field, words:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as text)):
                yield name, inspect.cleandoc(text)
            case _:
                pass


class Value(BaseModel):
    """An immutable value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, json_schema_extra=_describe)


class Entry(Value):
    """An entry of a list, with a permanent id."""

    id: Slug
    """The permanent id: lower-case words joined by hyphens. Changing it makes a new entry."""
    note: Note | None = None
    """A remark for colleagues. Never published."""
