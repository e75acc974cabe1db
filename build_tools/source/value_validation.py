"""Validates a value of the source against its model, and screens its texts."""

from pydantic import BaseModel, ValidationError

from build_tools.model.problem import Problem
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.size_limits import limit_problems
from build_tools.source.validation import explain, find_excess_in, find_markup_in
from build_tools.source.yaml_file import YamlFile


def validate(
    model: type[BaseModel], value: object, file: YamlFile | MarkdownFile, *, is_past: bool
) -> tuple[BaseModel | None, tuple[Problem, ...]]:
    """The value as the model has it, None where it does not fit, and what is wrong with it."""
    if excess := tuple(find_excess_in(value, file, is_past=is_past)):
        return None, excess
    markup = tuple(find_markup_in(value, file))
    try:
        return model.model_validate(value), markup
    except ValidationError as error:
        return None, (*markup, *limit_problems(explain(error, model, file)))
