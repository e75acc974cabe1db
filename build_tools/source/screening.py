"""Finds in the values of a file what no text may hold: markup that must not reach a page, and invisible characters."""

from collections.abc import Iterator
from itertools import islice

from build_tools.model.policy import Route
from build_tools.model.problem import Problem
from build_tools.source.characters import REMEDY, find_hidden, find_written
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.markup import find_markup
from build_tools.source.yaml_file import YamlFile

_MOST = 100
"""Of one text so many named characters are reported: to place each takes as long as the text is."""


def find_markup_in(value: object, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield markup that must not reach a page, whether the model takes the value or not."""
    for route, text in _texts_in(value):
        for found in find_markup(text):
            words = text[found.start : found.end]
            place = file.locate_words(route, words, skip=text.count(words, 0, found.start) if words else 0)
            yield Problem(place, found.what, found.remedy, "markup")


def find_hidden_in(value: object, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield characters that no reader sees, brought in by an escape of YAML or by their names in HTML."""
    for route, text in _texts_in(value):
        for _, what in find_hidden(text):
            yield Problem(file.locate(route), what, REMEDY, "character")
        for index, words, what in islice(find_written(text), _MOST):
            yield Problem(file.locate_words(route, words, text.count(words, 0, index)), what, REMEDY, "character")


def _texts_in(value: object, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Yield the texts in a value, each with the way to it."""
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts_in(part, (*route, step))
