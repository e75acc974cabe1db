"""Checks that headings have permanent addresses, and that lists, tables and code look the same in every Markdown tool.

Python-Markdown makes the pages. It needs an empty line above a list or a table, and four spaces for each level of a
list; GitHub, GitLab, editors and the comparison of texts follow CommonMark, which needs neither. A heading is what
Python-Markdown makes a heading: `#` needs no space after it, and may stand in a list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.runtime.remembered import REMEMBERED
from build_tools.source.size_limits import limit_problems
from build_tools.source.source_map import Passage, SourceMap, announcement_texts
from build_tools.text.markdown import convert

_MARKS = re.compile(r"(?m)^[ \t>]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|\||```|~~~)|^[^\n|]*\|[^\n]*\n[ ]{0,3}:?-+:?[ ]*\|")
"""The beginning of an entry of a list, a row of a table, or code. A text without any need not be compared."""
_STRUCK = re.compile(r"`[^`\n]+`|(?P<words>(?<!~)~~(?=[^\s~])[^~\n]*(?<=\S)~~(?!~))")
"""Words between tildes, which other Markdown tools strike out, and code, in which they do not."""
_REFERENCE = re.compile(r"\{\{[^{}\n]*\}\}")
_ATTRIBUTES = re.compile(r"\{[^{}\n]*\}")
_WITHIN = r"[ ]{0,3}(?:>[ ]?|[-*+][ \t]+|\d+\.[ \t]+)*"
_HEADING = re.compile(rf"(?m)^(?P<within>{_WITHIN})(?P<marks>#{{1,6}})(?P<title>.*)$")
_UNDERLINED = re.compile(r"(?m)(?:\A|^[ \t]*\n)(?=(?P<title>[^\n#|]+)\n(?:=+|-+)[ ]*$)")
_ANCHOR = re.compile(r"\{[ \t]*#([a-z][a-z0-9-]*)[ \t]*\}$", re.ASCII)
_HIGHEST_LEVEL = 3
"""Titles of documents and sections use the levels above."""
_LISTS, _ENTRIES = {"ul", "ol"}, {"li", "tr", "pre"}
_KINDS = {"list_item_open": "li", "tr_open": "tr", "fence": "pre", "code_block": "pre"}
"""The entries as CommonMark's parser names them, by their elements."""


def check_headings(policy: Policy, announcements: Sequence[Announcement], sources: SourceMap) -> Iterator[Problem]:
    """Yield headings without an anchor, whose address would change with their wording, and misplaced headings."""
    taken = {f"data-{category.id}": f'the data category "{category.id}"' for category in policy.data}
    taken |= {section.id: f"the section {section.id}" for section in policy.sections}
    for number, section in enumerate(policy.sections):
        passage = Passage(("sections", number, "text"), section.text, sources)
        yield from limit_problems(_check_section(passage, taken))
    for route, text in policy.texts:
        if route[0] not in {"sections", "pages"} or route[-1] != "text":
            yield from limit_problems(_refuse_headings(Passage(route, text, sources), "a fact"))
    for route, words in announcement_texts(announcements):
        if route[-1] == "text":
            yield from limit_problems(_refuse_headings(Passage(route, words, sources), "an announcement"))


def _check_section(passage: Passage, taken: dict[str, str]) -> Iterator[Problem]:
    """Yield the problems of a section's headings. `taken` maps each anchor to its owner, and is added to."""
    for match in _HEADING.finditer(passage.text):
        within, marks = match.group("within", "marks")
        title = match["title"].strip(" \t").rstrip("#").rstrip(" \t")
        anchor = _ANCHOR.search(title)
        if len(marks) < _HIGHEST_LEVEL or within:
            where = "in a list or a quote" if within else "above the level that sections may use"
            remedy = "Begin the line with ###, or with \\# if it is not a heading."
            yield passage.report(match.span(), "heading", f"the heading is {where}", remedy)
        elif anchor is None:
            what = f'the heading "{title}" has no permanent address'
            remedy = f"End it with an anchor that never changes: {marks} {title} {{ #{_slug(title)} }}."
            yield passage.report(match.span(), "heading", what, remedy)
        elif anchor[1] in taken:
            what = f'the anchor "{anchor[1]}" is taken by {taken[anchor[1]]}'
            yield passage.report(match.span(), "duplicate-id", what, "Choose another anchor.")
        else:
            taken[anchor[1]] = f'the heading "{title[: anchor.start()].strip()}"'
    for match in _UNDERLINED.finditer(passage.text):
        what = f'the line under "{match["title"].strip()}" turns it into a heading'
        remedy = "Write ### before a heading, or leave an empty line above a rule."
        yield passage.report(match.span("title"), "heading", what, remedy)


def _refuse_headings(passage: Passage, where: str) -> Iterator[Problem]:
    for pattern, group in ((_HEADING, "marks"), (_UNDERLINED, "title")):
        for match in pattern.finditer(passage.text):
            what, remedy = f"there is a heading in {where}", "Write it as a sentence, or put \\ before the #."
            yield passage.report((match.start(group), match.end("title")), "heading", what, remedy)


def _slug(title: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    return words if words[:1].isalpha() else f"about-{words}".rstrip("-")


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    depth: int
    """The number of lists around it."""
    words: str
    line: int = field(default=0, compare=False)
    """The line of the text on which it begins, from 0."""


def check_structure(policy: Policy, announcements: Sequence[Announcement], sources: SourceMap) -> Iterator[Problem]:
    """Yield the first entry in each text that other Markdown tools show differently, and all struck words."""
    others = [(route, text) for route, text in announcement_texts(announcements) if route[-1] == "text"]
    for route, text in (*policy.texts, *others):
        yield from limit_problems(_find_struck(Passage(route, text, sources)))
        if "\n" in text and (found := find_difference(text)):
            start, end, what, remedy = found
            yield Passage(route, text, sources).report((start, end), "structure", what, remedy)


def _find_struck(passage: Passage) -> Iterator[Problem]:
    for match in _STRUCK.finditer(passage.text) if "~~" in passage.text else ():
        if match["words"]:
            what = f"{match[0][:40]!r} is struck out in other Markdown tools, but not on the page"
            yield passage.report(match.span(), "structure", what, "Delete the struck words.")


@lru_cache(maxsize=1024)
def find_difference(text: str) -> tuple[int, int, str, str] | None:
    """Start and end of the first line that other Markdown tools show differently, what is wrong, and the remedy."""
    if not _MARKS.search(text):
        return None
    found = REMEMBERED.get("structure", text, lambda: _compare(text))
    return tuple(found) if found else None


def _compare(text: str) -> tuple[int, int, str, str] | None:
    filled = _REFERENCE.sub(lambda match: "x" * len(match[0]), text)  # the address of a link cannot hold blanks
    there, here = list(_read_commonmark(filled)), _read_page(filled)
    if there == here:
        return None
    lines = text.split("\n")
    line = _find_line(lines, there, here)
    start = sum(len(above) + 1 for above in lines[:line])
    return start, start + len(lines[line]), *_explain(lines, line)


def _find_line(lines: Sequence[str], there: Sequence[_Entry], here: Sequence[_Entry]) -> int:
    pairs = zip(there, here, strict=False)
    number = next((number for number, (theirs, ours) in enumerate(pairs) if theirs != ours), min(len(there), len(here)))
    if number >= len(there):
        return there[-1].line if there else 0
    if number >= len(here):
        return there[number].line
    theirs, ours = there[number], here[number]
    if (theirs.kind, theirs.depth) == (ours.kind, ours.depth):
        if ours.words.startswith(theirs.words) and number + 1 < len(there):  # the page merges the next entry
            return there[number + 1].line
        if theirs.words.startswith(ours.words):  # the page separates a part of it
            rest = range(theirs.line + 1, len(lines))
            return next((at for at in rest if re.match(r" {1,3}\S", lines[at])), theirs.line)
    return theirs.line


def _explain(lines: Sequence[str], line: int) -> tuple[str, str]:
    words, before = lines[line], lines[line - 1] if line else ""
    indent = len(words) - len(words.lstrip(" "))
    shown = " ".join(words.split())[:40]
    if re.match(r"\s*(?:```|~~~)", words):
        return f"the fence {shown!r} does not begin code on the page", "Indent the lines of the code by four spaces."
    if re.match(r"\s*\d+\)", words):
        return f"{shown!r} does not begin a list on the page", "Write the number with a full stop: 1."
    if indent % 4:
        what = f"{shown!r} is indented by {indent} spaces, so the page does not show it as part of the entry above"
        return what, "Indent it by four spaces for each level, or by none."
    if before.strip():
        return f"{shown!r} does not begin a new line on the page", "Leave an empty line above the list or the table."
    what = f"{shown!r} looks different on the page than in other Markdown tools"
    return what, "Leave an empty line above and below each list and table; indent by four spaces for each level."


def _read_commonmark(text: str) -> Iterator[_Entry]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and many texts have no lists

    found: list[tuple[str, int, int, list[str]]] = []
    open_: list[list[str]] = []
    depth = 0
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type.endswith(("_list_open", "_list_close")):
            depth += token.nesting
        if kind := _KINDS.get(token.type):
            words = [token.content]
            found.append((kind, depth, token.map[0] if token.map else 0, words))
            open_ += [words] * token.nesting  # code has no closing token
        elif token.type in {"list_item_close", "tr_close"}:
            open_.pop()
        elif token.type == "inline" and open_:
            open_[-1] += [child.content for child in token.children or () if child.type != "image"]
    for kind, level, line, words in found:
        yield _Entry(kind, level, _plain("".join(words)), line)


class _Reader(HTMLParser):
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


def _read_page(text: str) -> list[_Entry]:
    reader = _Reader()
    reader.feed(convert(text))
    reader.close()
    return [_Entry(tag, depth, _plain("".join(words))) for tag, depth, words in reader.found]


def _plain(words: str) -> str:
    """The letters and digits of some words, without attribute lists, which CommonMark does not have."""
    return "".join(filter(str.isalnum, _ATTRIBUTES.sub("", words)))
