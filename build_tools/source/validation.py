"""Validates values of the source against their model, and explains what does not fit as located problems."""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from build_tools.model import problem as complaint
from build_tools.model.policy import Route
from build_tools.model.problem import Problem, Problems
from build_tools.source.hidden_characters import REMEDY, find_hidden, find_named
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.markup import find_markup
from build_tools.source.size_limits import find_excess, limit_problems
from build_tools.source.source_map import locate_part
from build_tools.source.yaml_reader import YamlFile

_LONGEST_QUOTE = 60
_MOST_COMPARED = 500
_MOST_SHOWN = 100
_KINDS = {
    "string_type": ("text", "Write text; put a number in quotes."),
    "int_type": ("a whole number", "Write digits only."),
    "bool_type": ("true or false", "Write true or false."),
    "tuple_type": ("a list", "Write each entry on its own line, after a hyphen."),
    "model_type": ("a group of keys", "Write key: value lines below it."),
    "dict_type": ("a group of keys", "Write key: value lines below it."),
}
_SLUG = "Write lower-case words joined by hyphens, beginning with a letter: account-data."
_PATTERNS = {
    "country": "Write the two capital letters of the country, for example US or DE.",
    "jurisdictions": "Write lower-case letters, for example eu or us-ca.",
    "minimum_age": 'Write a number of years from 1 to 99 in quotes, for example "16".',
}
_Model = TypeVar("_Model", bound=BaseModel)


def validate(
    model: type[_Model], value: object, file: YamlFile | MarkdownFile, *, is_past: bool
) -> tuple[_Model | None, tuple[Problem, ...]]:
    """The validated value, None where it does not fit the model, and the problems found in it."""
    if excess := tuple(_find_excess(value, file, is_past=is_past)):
        return None, excess
    markup = tuple(_find_markup(value, file))
    try:
        return model.model_validate(value), markup
    except ValidationError as error:
        return None, (*markup, *limit_problems(explain(error, model, file)))


def parse(model: type[_Model], file: YamlFile, extra: dict[str, str] | None = None) -> _Model:
    """The value of a file outside of a policy, with `extra` keys. Raises Problems if it does not fit the model."""
    if file.problems:
        raise Problems(file.problems)
    value = file.value | (extra or {}) if isinstance(file.value, dict) else file.value
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Problems(explain(error, model, file)) from None


def find_hidden_in(value: object, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield invisible characters that an escape of YAML or the name of a character in HTML has brought in."""
    for route, text in _texts_in(value):
        hidden = (Problem(file.locate(route), what, REMEDY, "character") for _, what in find_hidden(text))
        yield from limit_problems(hidden)
        yield from limit_problems(
            Problem(locate_part(file, route, text, index, index + len(words)), what, REMEDY, "character")
            for index, words, what in find_named(text)
        )


def explain(error: ValidationError, model: type[BaseModel], file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield each error of the model as a located problem, in the words of somebody who edits the source."""
    for detail in error.errors(include_url=False):
        # a list is too short only because its entries are wrong, each of which is reported
        is_consequence = detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]
        if not is_consequence:
            check, what, remedy = _explain(detail, model)
            yield Problem(file.locate(detail["loc"], key=check == "unknown-key"), what, remedy, check)


def suggest(word: str, choices: Iterable[str]) -> str:
    """The remedy for a misspelt word: the nearest choice, or else the list of choices."""
    known = sorted(choices)
    near = difflib.get_close_matches(word[:_LONGEST_QUOTE], known[:_MOST_COMPARED], n=1, cutoff=0.7)
    if near:
        return f'Did you mean "{near[0]}"?'
    more = f" and {len(known) - _MOST_SHOWN} more" if len(known) > _MOST_SHOWN else ""
    return f"Choose from: {', '.join(known[:_MOST_SHOWN])}{more}." if known else "There is nothing to choose from yet."


def _find_excess(value: object, file: YamlFile | MarkdownFile, *, is_past: bool) -> Iterator[Problem]:
    for route, text in _texts_in(value):
        if excess := find_excess(text, is_past=is_past):
            start, what, remedy = excess
            end = start + len(text[start:].partition("\n")[0][:20]) if start else 0
            yield Problem(locate_part(file, route, text, start, end), what, remedy, "too-large")


def _find_markup(value: object, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield markup that must not reach a page, even where the model refuses the value."""
    for route, text in _texts_in(value):
        yield from limit_problems(
            Problem(locate_part(file, route, text, found.start, found.end), found.what, found.remedy, "markup")
            for found in find_markup(text)
        )


def _texts_in(value: object, route: Route = ()) -> Iterator[tuple[Route, str]]:
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts_in(part, (*route, step))


def _explain(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str]:
    kind, value = detail["type"], detail["input"]
    name = next((step for step in reversed(detail["loc"]) if isinstance(step, str)), "")
    shown = f'"{name}"' if name else "the file"
    context: dict[str, Any] = detail.get("ctx", {})
    match kind:
        case complaint.KIND:
            what, _, remedy = context["message"].rpartition(". ")  # a value that is quoted may hold sentences
            found = "value", what, remedy
        case "missing":
            found = "missing-key", f'"{name}" is missing', "Add it."
        case "extra_forbidden":
            remedy = suggest(name, _keys_at(model, detail["loc"][:-1]))
            found = "unknown-key", f'unknown key "{name[:_LONGEST_QUOTE]}"', remedy
        case "literal_error" | "enum":
            choices = re.findall(r"[\w-]+", context["expected"].replace(" or ", " "))
            remedy = "Write it without quotes." if str(value) in choices else suggest(str(value), choices)
            found = "value", f"{_quote(value)} is not one of the choices for {name}", remedy
        case "string_pattern_mismatch":
            found = "value", f"{_quote(value)} is not a valid value for {shown}", _PATTERNS.get(name, _SLUG)
        case "too_short" | "string_too_short":
            least = "one entry" if kind == "too_short" else f"{context['min_length']} characters"
            found = "value", f"{shown} is too short", f"It needs at least {least}."
        case "string_too_long":
            found = "value", f"{shown} is too long", f"Use at most {context['max_length']} characters."
        case _:
            empty = "value", f"{shown} is empty", "Write its value, or remove the key if it may be left out."
            wanted, remedy = _KINDS.get(kind, ("something else", detail["msg"] + "."))
            found = empty if value is None else ("type", f"{shown} should be {wanted}", remedy)
    return found


def _quote(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE]}…"


def _keys_at(model: type[BaseModel], route: Route) -> tuple[str, ...]:
    for step in route:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
