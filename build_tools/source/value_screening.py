"""Finds in the values of a file what no text may hold: markup that must not reach a page, and invisible characters."""

from collections.abc import Iterator

from build_tools.model.policy import Route
from build_tools.model.problem import Problem
from build_tools.source.hidden_characters import REMEDY, find_hidden, find_written
from build_tools.source.markdown_file import MarkdownFile
from build_tools.source.markup import find_markup
from build_tools.source.size_limits import find_excess, limit_problems
from build_tools.source.yaml_file import YamlFile


def find_excess_in(value: object, file: YamlFile | MarkdownFile, *, is_past: bool) -> Iterator[Problem]:
    """Yield the texts that cannot be read in bounded time."""
    for route, text in _texts_in(value):
        if excess := find_excess(text, is_past=is_past):
            start, what, remedy = excess
            words = text[start:].partition("\n")[0][:20]
            place = file.locate_words(route, words, skip=text.count(words, 0, start)) if start else file.locate(route)
            yield Problem(place, what, remedy, "too-large")


def find_markup_in(value: object, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield markup that must not reach a page, whether the model takes the value or not."""
    for route, text in _texts_in(value):
        yield from limit_problems(_find_markup(text, route, file))


def _find_markup(text: str, route: Route, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    for found in find_markup(text):
        words = text[found.start : found.end]
        place = file.locate_words(route, words, skip=text.count(words, 0, found.start) if words else 0)
        yield Problem(place, found.what, found.remedy, "markup")


def find_hidden_in(value: object, file: YamlFile | MarkdownFile) -> Iterator[Problem]:
    """Yield characters that no reader sees, brought in by an escape of YAML or by their names in HTML."""
    for route, text in _texts_in(value):
        yield from limit_problems(
            Problem(file.locate(route), what, REMEDY, "character") for _, what in find_hidden(text)
        )
        yield from limit_problems(
            Problem(file.locate_words(route, words, text.count(words, 0, index)), what, REMEDY, "character")
            for index, words, what in find_written(text)
        )


def _texts_in(value: object, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Yield the texts in a value, each with the way to it."""
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts_in(part, (*route, step))
