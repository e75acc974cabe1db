"""Maps each field of the model to a field of a form.

Texts, groups, lists and choices use Decap's own widgets; `page/controls.js` adds those for periods, dates, references,
and yes or no. When the model grows, the forms grow; a type without a fitting widget is an error.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from build_tools.model.day import KnownDay
from build_tools.model.period import Period
from build_tools.model.text import SLUG, CommitName, Mailbox, Term, WebAddress
from build_tools.model.value import Value

Field = dict[str, Any]

_LABELS = {"id": "Id", "dpa": "Data processing agreement", "text": "Text", "note": "Remark for colleagues"}
_LISTS = {"retention": "Retention periods", "data": "Categories of data", "storage": "Places"}
"""The labels of lists whose names do not say that they are lists."""
_LONG = frozenset({"text", "summary", "introduction", "reason", "note", "remark", "exceptions", "criteria"})
_PATTERNS = {
    SLUG: "lower-case words joined by hyphens, beginning with a letter: account-data",
    "^[A-Z]{2}$": "the two capital letters of a country: US or DE",
}


@dataclass(frozen=True, slots=True)
class Form:
    """Makes the fields of the form of a file."""

    refers: dict[str, str] = field(default_factory=dict)  # the kind of entries that a field of each name refers to
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The values that a field of each name can take, if the model does not list them."""
    own: Mapping[str, Field] = field(default_factory=dict)
    """The widgets of fields by name, if they differ from those of their types."""

    def fields(self, model: type[Value], *, is_optional: bool = False) -> list[Field]:
        """The fields of a model in its order; the remark for colleagues comes last.

        The form requires no field of an optional group: the check names what is missing.
        """
        hints = model.model_json_schema()["properties"]
        names = sorted(model.model_fields, key=lambda name: name == "note")
        return [self._field(name, model.model_fields[name], hints[name], is_optional=is_optional) for name in names]

    def _field(self, name: str, info: FieldInfo, schema: dict[str, Any], *, is_optional: bool) -> Field:
        kind, may_be_none = _without_none(info.annotation)
        widget = self._widget(name, kind, info)
        is_list = widget["widget"] == "list"
        hint = schema.get("description") or ((inspect.getdoc(kind) or "").partition("\n")[0] if _is_group(kind) else "")
        hint = re.sub(r"`([^`]*)`", r"“\1”", " ".join(hint.split()))
        if widget["widget"] == "select" and isinstance(info.default, str):
            hint += f" Default: {label(info.default).lower()}."
        made = {
            "name": name,
            "label": (_LISTS.get(name) if is_list else None) or label(name),
            **widget,
            "required": info.is_required() and not is_optional and (not is_list or "min" in widget),
            "hint": hint,
        }
        if info.is_required():
            made["stated"] = True  # it is written even if it is empty
        if may_be_none and "fields" in made:
            made["fields"] = self.fields(kind, is_optional=True)
        return made

    def _widget(self, name: str, kind: Any, info: FieldInfo) -> Field:
        if own := self.own.get(name):
            return dict(own)
        if target := self.refers.get(name):
            choices = {"choices": list(self.choices[target])} if self.choices.get(target) else {}
            return {"widget": "references" if get_origin(kind) is tuple else "reference", "refers_to": target} | choices
        if values := self.choices.get(name):
            return _select(values)
        if get_origin(kind) is tuple:
            return self._list(get_args(kind)[0], info)
        if _is_group(kind):
            return {"widget": "object", "collapsed": True, "fields": self.fields(kind)}
        return _choice(kind, info) or _line(name, kind, info)

    def _list(self, item: Any, info: FieldInfo) -> Field:
        least = next((part.min_length for part in info.metadata if hasattr(part, "min_length")), None)
        made: Field = {"widget": "list", "collapsed": True, "label_singular": "entry"}
        if least:
            made["min"] = least
        if _is_group(item):
            names = item.model_fields
            shown = next(name for name in ("name", "title", "text", "gap", *names) if name in names)
            about = " · {{fields.about}}" if "about" in names else ""
            return made | {"fields": self.fields(item), "summary": f"{{{{fields.{shown}}}}}{about}"}
        return made | {"field": {"name": "entry", "label": "Entry", "widget": "string"}}


def label(name: str) -> str:
    """The label of a field or a choice: `legal_entity` becomes “Legal entity”."""
    return _LABELS.get(name) or re.sub(r"[_-]", " ", name).capitalize()


def _choice(kind: Any, info: FieldInfo) -> Field:
    """The widget of a choice between a few values; empty for anything else. The number of the format is hidden."""
    if kind is bool:
        return {"widget": "truth", "otherwise": {True: "yes", False: "no"}.get(info.default, "")}
    values = get_args(kind) if get_origin(kind) is Literal else ()
    if inspect.isclass(kind) and issubclass(kind, StrEnum):
        values = tuple(kind)
    if not values:
        return {}
    return _select(values) if all(isinstance(value, str) for value in values) else {"widget": "hidden"}


def _line(name: str, kind: Any, info: FieldInfo) -> Field:
    if own := {Period: "period", date: "day"}.get(kind):
        return {"widget": own}
    if kind is KnownDay:
        return _pattern(r"^\d{4}-\d{2}(-\d{2})?$", "year-month or year-month-day: 2026-02 or 2026-02-14")
    if not inspect.isclass(kind) or not issubclass(kind, str):
        raise TypeError(f"no widget fits {kind!r}, the type of {name!r}")
    if issubclass(kind, Mailbox | WebAddress | CommitName):
        return _pattern(f"^\\s*({kind.pattern})\\s*$", kind.error.rpartition(". ")[2].rstrip("."))
    for pattern in (part.pattern for part in info.metadata if getattr(part, "pattern", None)):
        return _pattern(pattern, _PATTERNS.get(pattern, "as the hint says"))
    return {"widget": "text" if name in _LONG and kind is not Term else "string"}


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in {Union, UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        bare = [next(iter(get_args(kind)), kind) if hasattr(kind, "__metadata__") else kind for kind in kinds]
        return bare[0], len(kinds) < len(get_args(annotation))
    return annotation, False


def _pattern(pattern: str, words: str) -> Field:
    return {"widget": "string", "pattern": [pattern, words]}


def _select(values: tuple[str, ...]) -> Field:
    return {"widget": "select", "options": [{"label": label(value), "value": str(value)} for value in values]}


def _is_group(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Value)


def walk_fields(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield all fields, and those in them."""
    for field_ in fields:
        yield field_
        yield from walk_fields(field_.get("fields", []))
