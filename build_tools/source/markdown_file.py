"""Reads a Markdown file of the source into its front matter and its prose, with the place of each part."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem
from build_tools.source.yaml_reader import YamlFile, find_words, read_yaml

_FENCE = re.compile(r"---[ \t]*\n")


@dataclass(frozen=True)
class MarkdownFile:
    """A Markdown file: front matter, then prose."""

    path: str
    front: YamlFile | None
    """The YAML between the `---` lines; None where there is none."""
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()

    def locate(self, route: Route, *, key: bool = False) -> Location:
        """The place of the value at `route`: `("text",)` is the prose, all else is in the front matter."""
        if route[:1] == ("text",) or self.front is None:
            return Location(self.path, self.body_line if route[:1] == ("text",) else 1)
        return self.front.locate(route, key=key)

    def locate_words(self, route: Route, words: str, skip: int = 0) -> Location:
        """The place of `words` within the text at `route`, after `skip` earlier occurrences."""
        if route[:1] != ("text",) and self.front is not None:
            return self.front.locate_words(route, words, skip)
        index = find_words(self.body, words, (0, len(self.body)), skip)
        return self.locate(route) if index < 0 else Location.at(self.path, self.body, index, self.body_line)

    def locate_line(self, line: int) -> Location:
        """The place of a line of the prose, counted without the white space before the prose."""
        blank = self.body[: len(self.body) - len(self.body.lstrip())].count("\n")
        return Location(self.path, self.body_line + blank + line - 1)


@lru_cache(maxsize=128)
def read_markdown(path: str, text: str) -> MarkdownFile:
    """Read a Markdown file; errors in its front matter are in `problems`. Revisions of a source differ in few files."""
    opening = _FENCE.match(text)
    if not opening:
        return MarkdownFile(path, None, text, 1)
    closing = re.compile(r"^---[ \t]*(\n|\Z)", re.MULTILINE).search(text, opening.end())
    if not closing:
        what, remedy = "the front matter is opened with --- and not closed", "Write --- on a line after it."
        return MarkdownFile(path, None, "", 1, (Problem(Location(path), what, remedy, "front-matter"),))
    front = read_yaml(path, text[opening.end() : closing.start()], first_line=2)
    empty = tuple(
        replace(problem, what="the front matter is empty", remedy="Add title: to it, or remove both --- lines.")
        for problem in front.problems
        if problem.check == "empty-file"
    )
    body_line = text.count("\n", 0, closing.end()) + 1
    return MarkdownFile(path, front, text[closing.end() :], body_line, empty or front.problems)
