"""Checks that lists, tables, code and struck words read here as they do elsewhere.

Python-Markdown makes the pages. It wants an empty line above a list or a table, and four spaces for each level of a
list; GitHub, GitLab, editors and the comparison of texts follow CommonMark, which asks for neither.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.source.size_limits import limit_problems
from build_tools.source.source_map import Passage, SourceMap
from build_tools.text.markdown import convert

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_MARKS = re.compile(r"(?m)^[ \t>]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|\||```|~~~)|^[^\n|]*\|[^\n]*\n[ ]{0,3}:?-+:?[ ]*\|")
"""What begins an entry of a list, a row of a table, or code. A text without any has nothing to compare."""
_STRUCK = re.compile(r"`[^`\n]+`|(?P<words>(?<!~)~~(?=[^\s~])[^~\n]*(?<=\S)~~(?!~))")
"""Words that are struck out in Markdown elsewhere, where they are no code."""
_REFERENCE = re.compile(r"\{\{[^{}\n]*\}\}")
_ATTRIBUTES = re.compile(r"\{[^{}\n]*\}")
_LISTS, _ENTRIES = {"ul", "ol"}, {"li", "tr", "pre"}
_KINDS = {"list_item_open": "li", "tr_open": "tr", "fence": "pre", "code_block": "pre"}
"""The entries as CommonMark's parser names them, by their elements."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a list, a row of a table, or a block of code."""

    kind: str
    depth: int
    """In how many lists it stands."""
    words: str
    line: int = 0
    """Where it begins in the text, from 0."""

    def reads_as(self, other: "_Entry") -> bool:
        return (self.kind, self.depth, self.words) == (other.kind, other.depth, other.words)


def check_structure(policy: Policy, announcements: Sequence[Announcement], sources: SourceMap) -> Iterator[Problem]:
    """Yield the first entry in each text that reads otherwise here than elsewhere, and all struck words."""
    told = ((("announcements", number, "text"), one.text) for number, one in enumerate(announcements))
    for route, text in (*policy.texts, *told):
        yield from limit_problems(_find_struck(Passage(route, text, sources)))
        if "\n" in text and (found := find_difference(text)):
            start, end, what, remedy = found
            yield Passage(route, text, sources).report((start, end), "structure", what, remedy)


def _find_struck(passage: Passage) -> Iterator[Problem]:
    for match in _STRUCK.finditer(passage.text) if "~~" in passage.text else ():
        if match["words"]:
            what = f"{match[0][:40]!r} is struck out in Markdown elsewhere, and not on the page"
            yield passage.report(match.span(), "structure", what, "Delete the struck words.")


@lru_cache(maxsize=1024)
def find_difference(text: str) -> tuple[int, int, str, str] | None:
    """Where a text first reads otherwise here, as start and end, with what is wrong and the remedy; none if nowhere."""
    if not _MARKS.search(text):
        return None
    filled = _REFERENCE.sub(lambda match: "x" * len(match[0]), text)  # a fact has no blanks where a link leads
    there, here = list(_read_there(filled)), _read_here(filled)
    if len(there) == len(here) and all(map(_Entry.reads_as, there, here)):
        return None
    lines = text.split("\n")
    line = _find_line(lines, there, here)
    start = sum(len(one) + 1 for one in lines[:line])
    return start, start + len(lines[line]), *_explain(lines, line)


def _find_line(lines: Sequence[str], there: Sequence[_Entry], here: Sequence[_Entry]) -> int:
    """The line from which on the entries read otherwise."""
    pairs = enumerate(zip(there, here, strict=False))
    number = next((number for number, (one, two) in pairs if not one.reads_as(two)), min(len(there), len(here)))
    if number >= len(there):
        return there[-1].line if there else 0
    if number >= len(here):
        return there[number].line
    one, two = there[number], here[number]
    if (one.kind, one.depth) == (two.kind, two.depth):
        if two.words.startswith(one.words) and number + 1 < len(there):  # the next entry has come into this one
            return there[number + 1].line
        if one.words.startswith(two.words):  # what belongs to it stands apart
            rest = range(one.line + 1, len(lines))
            return next((at for at in rest if re.match(r" {1,3}\S", lines[at])), one.line)
    return one.line


def _explain(lines: Sequence[str], line: int) -> tuple[str, str]:
    """What is wrong with a line, and the remedy."""
    words, before = lines[line], lines[line - 1] if line else ""
    indent = len(words) - len(words.lstrip(" "))
    shown = " ".join(words.split())[:40]
    if re.match(r"\s*(?:```|~~~)", words):
        return f"the fence {shown!r} does not begin code on the page", "Indent the lines of the code by four spaces."
    if re.match(r"\s*\d+\)", words):
        return f"{shown!r} begins no list on the page", "Write the number with a full stop: 1."
    if indent % 4:
        what = f"{shown!r} is indented by {indent} spaces, so that it is no part of the entry above it on the page"
        return what, "Indent it by four spaces for each level, or by none."
    if before.strip():
        return f"{shown!r} does not begin a new line on the page", "Leave a line empty above the list or the table."
    what = f"{shown!r} reads otherwise on the page than in Markdown elsewhere"
    return what, "Leave a line empty above and below each list and table; indent by four spaces a level."


def _read_there(text: str) -> Iterator[_Entry]:
    """Yield the entries of a text as CommonMark has them, with the tables of GitHub."""
    found: list[tuple[str, int, int, list[str]]] = []
    open_: list[list[str]] = []
    depth = 0
    for token in _commonmark().parse(text):
        if token.type.endswith(("_list_open", "_list_close")):
            depth += token.nesting
        if kind := _KINDS.get(token.type):
            words = [token.content]
            found.append((kind, depth, token.map[0] if token.map else 0, words))
            open_ += [words] * token.nesting  # code has no end of its own
        elif token.type in {"list_item_close", "tr_close"}:
            open_.pop()
        elif token.type == "inline" and open_:
            open_[-1] += [one.content for one in token.children or () if one.type != "image"]
    for kind, level, line, words in found:
        yield _Entry(kind, level, _plain("".join(words)), line)


class _Reader(HTMLParser):
    """Reads the entries of a text from the HTML that becomes its page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, int, list[str]]] = []
        self.open: list[int] = []
        self.depth = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in _LISTS
        if tag in _ENTRIES:
            self.open.append(len(self.found))
            self.found.append((tag, self.depth, []))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in _LISTS
        if tag in _ENTRIES and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[self.open[-1]][2].append(data)


def _read_here(text: str) -> list[_Entry]:
    reader = _Reader()
    reader.feed(convert(text))
    reader.close()
    return [_Entry(tag, depth, _plain("".join(words))) for tag, depth, words in reader.found]


def _plain(words: str) -> str:
    """The letters and digits of some words, without lists of attributes, which CommonMark does not know."""
    return "".join(sign for sign in _ATTRIBUTES.sub("", words) if sign.isalnum())


@cache
def _commonmark() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and many texts have no lists

    return MarkdownIt("commonmark").enable("table")
