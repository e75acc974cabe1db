"""What have all values of the model in common?"""

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
    """Put the attribute docstrings into a JSON Schema: they are the hints that editors show to legal.

    Pydantic's own `use_attribute_docstrings` reads them at every start, which costs a tenth of a check.
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
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, json_schema_extra=_describe)


class Entry(Value):
    """One entry of a list: its id stays when it is renamed or moved."""

    id: Slug
    """Names the entry for ever: lower-case words joined by hyphens. Changing it makes another entry."""
    note: Note | None = None
    """A remark for colleagues. Never published."""
