"""Reads a YAML file into a value, and finds the line and column of each part of it.

A value means what a lawyer sees: only `true` and `false` are truth values, `NO` is Norway, `0123` is text, dates are
text until the model reads them. Aliases, anchors, merge keys, tags, duplicate keys and second documents are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem
from build_tools.source.hidden_characters import REMEDY, find_forbidden
from build_tools.source.size_limits import limit_problems
from build_tools.source.yaml_nodes import BRACES, compose

_START = (yaml.Mark("", 0, 0, 0, None, 0), yaml.Mark("", 0, 0, 0, None, 0))
_LONGEST_QUOTE = 60
_PLAIN: tuple[tuple[str, Any], ...] = (
    (r"|~|null", lambda _: None),
    (r"true|false", lambda text: text == "true"),
    (r"-?(0|[1-9][0-9]{0,15})", int),
    (r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}", float),
)


@dataclass(frozen=True)
class YamlFile:
    """A YAML file: its value, and the nodes that give the place of each part."""

    path: str
    text: str
    root: Node | None
    value: Any
    problems: tuple[Problem, ...] = ()
    first_line: int = 1
    """The line of the file on which `text` begins, for front matter."""

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """The place of the value at `route`, or of its key; the nearest place where there is none."""
        node, last_key = self._follow(route)
        mark = (last_key or node).start_mark if key else node.start_mark
        return Location(self.path, mark.line + self.first_line, mark.column + 1)

    def locate_words(self, route: Route, words: str, skip: int = 0) -> Location:
        """The place of `words` within the text at `route`, after `skip` earlier occurrences."""
        node, _ = self._follow(route)
        index = find_words(self.text, words, (node.start_mark.index, node.end_mark.index), skip)
        return self.locate(route) if index < 0 else Location.at(self.path, self.text, index, self.first_line)

    def find_route(self, line: int, column: int) -> Route:
        """The route to the value that begins at a place, or else the last one before it."""
        place = (line - self.first_line, column - 1)
        starts = [(start, -len(route), route) for start, route in _starts(self.root, ()) if start <= place]
        return max(starts, key=lambda start: start[:2])[2] if starts else ()

    def _follow(self, route: Route) -> tuple[Node, Node | None]:
        node: Node = self.root or ScalarNode("", "", *_START)
        key: Node | None = None
        for step in route:
            if isinstance(node, MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
                if pair is None:
                    break
                key, node = pair
            elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
                key, node = None, node.value[step]
            else:
                break
        return node, key


def find_words(text: str, words: str, span: tuple[int, int], skip: int) -> int:
    """The index of `words` in `text[span[0]:span[1]]` after `skip` earlier occurrences; -1 if there is none."""
    index = span[0] - len(words)
    for _ in range(skip + 1):  # occurrences do not overlap, as in str.count()
        if (index := text.find(words, index + len(words), span[1])) < 0:
            break
    return index


@lru_cache(maxsize=8)
def read_yaml(path: str, text: str, first_line: int = 1) -> YamlFile:
    """Read a YAML document; errors are in `problems`, and the value is then None. Do not change it: it is cached."""
    root, refusals = compose(text)
    loader = _Loader(path, first_line)
    for refusal in refusals:
        loader.report(refusal.line, refusal.column, refusal.check, refusal.what, refusal.remedy)
    if root is None and not refusals:
        loader.report(0, 0, "empty-file", "the file is empty", "Fill it in, or restore it.")
    value = None if root is None or loader.problems else loader.to_value(root)
    return YamlFile(path, text, root, value, tuple(limit_problems(loader.problems)), first_line)


class _Loader:
    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.problems: list[Problem] = []

    def report(self, line: int, column: int, check: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(Location(self.path, line + self.first_line, column + 1), what, remedy, check))

    def to_value(self, node: Node) -> Any:
        if isinstance(node, ScalarNode):
            self._report_forbidden(node)
            for pattern, read in () if node.style else _PLAIN:  # with a style, it is quoted or a block
                if re.fullmatch(pattern, node.value, re.ASCII):
                    return read(node.value)
            return node.value
        if isinstance(node, SequenceNode):
            return [self.to_value(item) for item in node.value]
        return dict(self._pairs(node))

    def _pairs(self, node: Node) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            line, column = key.start_mark.line, key.start_mark.column
            if not isinstance(key, ScalarNode):
                self.report(line, column, *BRACES)
            elif key.value == "<<" and not key.style:
                self.report(line, column, "merge-key", "the merge key << is not allowed", "Write the keys out.")
            elif key.value in seen:
                what = f"the key {key.value[:_LONGEST_QUOTE]!r} is used twice, first in line {seen[key.value]}"
                self.report(line, column, "duplicate-key", what, "Remove one of them.")
            else:
                self._report_forbidden(key)
                seen[key.value] = line + self.first_line
                yield key.value, self.to_value(value)

    def _report_forbidden(self, node: ScalarNode) -> None:
        for _, what in find_forbidden(node.value):
            self.report(node.start_mark.line, node.start_mark.column, "character", what, REMEDY)


def _starts(node: Node | None, route: Route) -> Iterator[tuple[tuple[int, int], Route]]:
    if node is None:
        return
    yield (node.start_mark.line, node.start_mark.column), route
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield (key.start_mark.line, key.start_mark.column), (*route, key.value)
            yield from _starts(value, (*route, key.value))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _starts(item, (*route, index))
