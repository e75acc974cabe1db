"""What does a YAML file say, and where does each thing stand?

YAML means what a lawyer sees: only `true` and `false` are truth values, `NO` is Norway, `0123` is text, dates are text
until the model reads them. Aliases, anchors, merge keys, tags, duplicate keys and second documents are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
import yaml.reader
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem
from build_tools.source.hidden_characters import REMEDY, find_forbidden
from build_tools.source.size_limits import limit_problems
from build_tools.source.yaml_composer import compose, explain_syntax

_START = (yaml.Mark("", 0, 0, 0, None, 0), yaml.Mark("", 0, 0, 0, None, 0))
"""Where an empty file begins and ends."""
_LONGEST_QUOTE = 60
_PLAIN: tuple[tuple[str, Any], ...] = (
    (r"|~|null", lambda _: None),
    (r"true|false", lambda text: text == "true"),
    (r"-?(0|[1-9][0-9]{0,15})", int),
    (r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,15}", float),
)


@dataclass(frozen=True)
class YamlFile:
    """A YAML file: its value, and where each part of it stands."""

    path: str
    text: str
    root: Node | None
    value: Any
    problems: tuple[Problem, ...] = ()
    first_line: int = field(default=1)
    """The line of the file on which `text` begins, for front matter."""

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """Where the value at `route` stands, or its key; as near as possible where there is none."""
        node, last_key = self._follow(route)
        return self._at((last_key or node).start_mark if key else node.start_mark)

    def locate_words(self, route: Route, words: str, skip: int = 0) -> Location:
        """Where `words` stand within the text at `route`; `skip` earlier ones do not count."""
        node, _ = self._follow(route)
        start, end = node.start_mark.index - len(words), node.end_mark.index
        for _ in range(skip + 1):  # as str.count() does: none overlaps the one before
            start = self.text.find(words, start + len(words), end)
            if start < 0:
                return self.locate(route)
        return Location.at(self.path, self.text, start, self.first_line)

    def find_route(self, line: int, column: int) -> Route:
        """The way to the value that begins at a place, or is the last one to begin before it."""
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

    def _at(self, mark: yaml.Mark) -> Location:
        return Location(self.path, mark.line + self.first_line, mark.column + 1)


@lru_cache(maxsize=8)
def read_yaml(path: str, text: str, first_line: int = 1) -> YamlFile:
    """Read one YAML document. Never raises: what is wrong stands in `problems`, and the value is then None.

    What was read last is remembered. The value is not to be changed.
    """
    loader = _Loader(path, text, first_line)
    root = loader.compose_document_or_problem()
    value = None if root is None or loader.problems else loader.to_value(root)
    return YamlFile(path, text, root, value, tuple(limit_problems(loader.problems)), first_line)


class _Loader:
    """Composes nodes and turns them into values, gathering problems on the way."""

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path, self.text, self.first_line = path, text, first_line
        self.problems: list[Problem] = []

    def compose_document_or_problem(self) -> Node | None:
        try:
            root, refusals = compose(self.text)
        except yaml.reader.ReaderError as error:
            self._report_character(error)
        except yaml.MarkedYAMLError as error:
            is_open = re.search("unexpected end|expected ',' or", error.problem or "")  # where it begins tells more
            mark = error.context_mark if is_open else error.problem_mark or error.context_mark
            check, what, remedy = explain_syntax(error, self._line(mark))
            self.report(mark, check, what, remedy)
        else:
            for refusal in refusals:
                self.report(refusal.mark, refusal.check, refusal.what, refusal.remedy)
            if root is None:
                self.problems.append(
                    Problem(
                        Location(self.path, self.first_line),
                        "the file is empty",
                        "Fill it in, or restore it.",
                        "empty-file",
                    )
                )
            return root
        return None

    def report(self, mark: yaml.Mark | None, check: str, what: str, remedy: str) -> None:
        line, column = (mark.line, mark.column) if mark else (0, 0)
        self.problems.append(Problem(Location(self.path, line + self.first_line, column + 1), what, remedy, check))

    def to_value(self, node: Node) -> Any:
        if isinstance(node, ScalarNode):
            self._report_forbidden(node)
            return _scalar(node)
        if isinstance(node, SequenceNode):
            return [self.to_value(item) for item in node.value]
        return dict(self._pairs(node))

    def _pairs(self, node: Node) -> Iterator[tuple[str, Any]]:
        seen: dict[str, yaml.Mark] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.report(
                    key.start_mark,
                    "yaml-syntax",
                    "braces begin a value without quotes",
                    'Put quotes around it: "{{ … }}".',
                )
            elif key.value == "<<" and not key.style:
                self.report(key.start_mark, "merge-key", "the merge key << is not allowed", "Write the keys out.")
            elif key.value in seen:
                first = seen[key.value].line + self.first_line
                self.report(
                    key.start_mark,
                    "duplicate-key",
                    f"key {key.value[:_LONGEST_QUOTE]!r} stands twice, first in line {first}",
                    "Remove one of them.",
                )
            else:
                self._report_forbidden(key)
                seen[key.value] = key.start_mark
                yield key.value, self.to_value(value)

    def _report_forbidden(self, node: ScalarNode) -> None:
        """Report what an escape in double quotes has brought in."""
        for _, what in find_forbidden(node.value):
            self.report(node.start_mark, "character", what, REMEDY)

    def _report_character(self, error: yaml.reader.ReaderError) -> None:
        location = Location.at(self.path, self.text, error.position, self.first_line)
        what = f"the character U+{error.character:04X} is not allowed in a text"
        self.problems.append(Problem(location, what, REMEDY, "character"))

    def _line(self, mark: yaml.Mark | None) -> str:
        lines = self.text.splitlines()
        return lines[mark.line] if mark and mark.line < len(lines) else ""


def _starts(node: Node | None, route: Route) -> Iterator[tuple[tuple[int, int], Route]]:
    """Yield where each value begins, and where its key does; lines and columns are counted from 0."""
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


def _scalar(node: ScalarNode) -> Any:
    if not node.style:  # neither quoted nor a block
        for pattern, read in _PLAIN:
            if re.fullmatch(pattern, node.value, re.ASCII):
                return read(node.value)
    return node.value
