"""What do the model's complaints mean to somebody who edits the source?"""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from build_tools.model import problem as complaint
from build_tools.model.policy import Route
from build_tools.model.problem import Problem
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.yaml_file import YamlFile

_LONGEST_QUOTE = 60
_MOST_COMPARED = 500
_MOST_SHOWN = 100
_KINDS = {
    "string_type": ("text", "Write text; put a number in quotes."),
    "int_type": ("a whole number", "Write digits alone."),
    "bool_type": ("yes or no", "Write true or false."),
    "tuple_type": ("a list", "Write each entry on a line of its own, after a hyphen."),
    "model_type": ("a group of keys", "Write key: value lines below it."),
    "dict_type": ("a group of keys", "Write key: value lines below it."),
}


def explain(error: ValidationError, model: type[BaseModel], file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield each complaint of the model about `file` as a located problem."""
    for detail in error.errors(include_url=False):
        route = detail["loc"]
        if _is_consequence(detail):
            continue
        check, what, remedy = _explain(detail, model)
        yield Problem(file.locate(route, key=check == "unknown-key"), what, remedy, check)


def suggest(word: str, choices: Iterable[str]) -> str:
    """The remedy for a misspelt word: the nearest of the choices, or else the first of them."""
    known = sorted(choices)
    near = difflib.get_close_matches(word[:_LONGEST_QUOTE], known[:_MOST_COMPARED], n=1, cutoff=0.7)
    more = f" and {len(known) - _MOST_SHOWN} more" if len(known) > _MOST_SHOWN else ""
    shown = ", ".join(known[:_MOST_SHOWN]) + more
    return f'Did you mean "{near[0]}"?' if near else f"Here one can write: {shown or 'nothing'}."


def _is_consequence(detail: ErrorDetails) -> bool:
    """Whether a list is told to be too short only because its entries are wrong, which is told of each."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _explain(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str]:
    """Check, what and remedy of one complaint."""
    kind = detail["type"]
    name = next((step for step in reversed(detail["loc"]) if isinstance(step, str)), "")
    context: dict[str, Any] = detail.get("ctx", {})
    match kind:
        case complaint.KIND:
            what, _, remedy = context["message"].rpartition(". ")  # a value that is quoted may hold sentences
            told = "value", what, remedy
        case "missing":
            told = "missing-key", f'"{name}" is missing', "Add it."
        case "extra_forbidden":
            told = (
                "unknown-key",
                f'unknown key "{name[:_LONGEST_QUOTE]}"',
                suggest(name, _keys_at(model, detail["loc"][:-1])),
            )
        case "literal_error" | "enum":
            choices = re.findall(r"[\w-]+", context["expected"].replace(" or ", " "))
            what = f"{_quote(detail['input'])} is not one of the choices for {name}"
            remedy = suggest(str(detail["input"]), choices)
            told = "value", what, "Write it without quotes." if str(detail["input"]) in choices else remedy
        case "string_pattern_mismatch":
            told = "value", f"{_quote(detail['input'])} does not fit {_said(name)}", _pattern_remedy(name)
        case "too_short" | "string_too_short":
            least = "one entry" if kind == "too_short" else f"{context['min_length']} letters"
            told = "value", f"{_said(name)} has too little in it", f"It needs at least {least}."
        case "string_too_long":
            told = "value", f"{_said(name)} is too long", f"Use at most {context['max_length']} letters."
        case _:
            told = _explain_type(detail, name)
    return told


def _explain_type(detail: ErrorDetails, name: str) -> tuple[str, str, str]:
    if detail["input"] is None:
        return "value", f"{_said(name)} is empty", "Write its value, or remove the key if it may be left out."
    wanted, remedy = _KINDS.get(detail["type"], ("something else", detail["msg"] + "."))
    return "type", f"{_said(name)} should be {wanted}", remedy


def _said(name: str) -> str:
    return f'"{name}"' if name else "the file"


def _quote(value: object) -> str:
    """A refused value, shortened."""
    shown = repr(value)
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE]}…"


def _pattern_remedy(name: str) -> str:
    return {
        "country": "Write the two capital letters of the country, for example US or DE.",
    }.get(name, "Write lower-case words joined by hyphens, beginning with a letter: account-data.")


def _keys_at(model: type[BaseModel], route: Route) -> tuple[str, ...]:
    """The keys that the model knows at `route`."""
    for step in route:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
