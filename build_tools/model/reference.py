"""Finds the references to facts in prose, resolves them, and replaces them by the facts.

Prose refers to a fact as `{{ retention.account.period }}`: names joined by points. The id of an entry, with underscores
for hyphens, names the entry. A block, `{{ blocks.retention }}`, stands on its own line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pydantic import BaseModel

from build_tools.model.localize import say
from build_tools.model.period import Adjective, Period
from build_tools.model.policy import Policy
from build_tools.model.text import Note, Prose
from build_tools.model.value import Value, field_names

BLOCKS = "blocks"
"""The first name of a reference to a block."""

_REFERENCE = re.compile(r"\{\{[ \t]*([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)[ \t]*\}\}", re.ASCII)
_ANCHOR = re.compile(r"(?m)^(#{1,6}.*[ \t])\{[ \t]*#[a-z][a-z0-9-]*[ \t]*\}[ \t]*$", re.ASCII)

Fact = str | Period | Adjective | date | tuple[object, ...]
"""The values that a reference can name; the entries of a list must have names."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a text."""

    path: tuple[str, ...]
    """Its names: `("retention", "account", "period")`."""
    start: int
    end: int

    def __str__(self) -> str:
        return f"{{{{ {'.'.join(self.path)} }}}}"


class NoSuchFactError(LookupError):
    """A reference that names no fact."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, choices)
        self.name = name
        """The name that does not exist; empty if the reference names a whole entry."""
        self.choices = choices
        """The names that are possible there."""


def find_references(text: str) -> Iterator[Reference]:
    """Yield the references in a text, in order."""
    if "{{" not in text:  # most texts have none
        return
    for match in _REFERENCE.finditer(text):
        yield Reference(tuple(match[1].split(".")), *match.span())


def find_stray_braces(text: str) -> Iterator[int]:
    """Yield the indexes of braces that belong neither to a reference nor to the anchor of a heading."""
    if "{" not in text and "}" not in text:
        return
    rest = _REFERENCE.sub(lambda match: " " * len(match[0]), text)
    rest = _ANCHOR.sub(lambda match: match[1] + " " * (len(match[0]) - len(match[1])), rest)
    last = -2
    for match in re.finditer(r"[{}]", rest):
        if match.start() > last + 1 or rest[last] != match[0]:
            yield match.start()
        last = match.start()


def resolve(root: BaseModel, path: tuple[str, ...]) -> Fact:
    """The fact that a reference names; notes are never published. Raises NoSuchFactError if there is none."""
    here: object = root
    for name in path:
        found = _choose(here, name)
        if found is None:
            raise NoSuchFactError(name, tuple(_choices(here)))
        here = found
    if isinstance(here, str | Period | Adjective | date):
        return here
    if isinstance(here, tuple) and here and all(hasattr(entry, "name") for entry in here):
        return here
    raise NoSuchFactError("", tuple(_choices(here)))


def _choose(here: object, name: str) -> object:
    if isinstance(here, BaseModel):
        value = getattr(here, name) if name in field_names(type(here)) else None
        return None if isinstance(value, Note) else value
    if isinstance(here, tuple):
        return next((entry for entry in reversed(here) if getattr(entry, "id", "").replace("-", "_") == name), None)
    return _choices(here).get(name)


def _choices(here: object) -> dict[str, object]:
    if isinstance(here, BaseModel):
        fields = {name: getattr(here, name) for name in field_names(type(here))}
        return {name: value for name, value in fields.items() if not isinstance(value, Note | None)}
    if isinstance(here, tuple):
        return {str(entry.id).replace("-", "_"): entry for entry in here if hasattr(entry, "id")}
    return {"adjective": here.adjective} if isinstance(here, Period) else {}


def expand_policy(policy: Policy) -> Policy:
    """The policy with all references in prose replaced by facts, except references to blocks."""
    return cast(Policy, _expand_value(policy, policy))


def _expand_value(value: Value, policy: Policy) -> Value:
    fields: dict[str, Any] = {name: getattr(value, name) for name in field_names(type(value))}
    expanded: dict[str, Any] = {name: _expand(field, policy) for name, field in fields.items()}
    is_same = all(expanded[name] is field for name, field in fields.items())  # most values have no reference
    return value if is_same else type(value).model_construct(**expanded)


def _expand(value: object, policy: Policy) -> object:
    if isinstance(value, Prose):
        return type(value)(expand_text(value, policy)) if "{{" in value else value
    if isinstance(value, Value):
        return _expand_value(value, policy)
    if isinstance(value, tuple):
        expanded = tuple(_expand(item, policy) for item in value)
        return value if all(new is old for new, old in zip(expanded, value, strict=True)) else expanded
    return value


def expand_text(text: str, policy: Policy) -> str:
    """The text with its references replaced by facts, including references in these facts."""
    done, at = [], 0
    for reference in find_references(text):
        done.append(text[at : reference.start])
        at = reference.end
        if reference.path[0] == BLOCKS:
            done.append(str(reference))
        else:
            fact = say(resolve(policy, reference.path), policy.publication.language)
            done.append(expand_text(fact, policy))
    return "".join((*done, text[at:]))
