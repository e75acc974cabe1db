"""Do the headings in prose have permanent addresses?

What makes a heading is what Python-Markdown makes one of: `#` needs no space after it, and may stand in a list.
"""

import re
from collections.abc import Iterator, Sequence

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.source.size_limits import limit_problems
from build_tools.source.source_map import Passage, SourceMap

_WITHIN = r"[ ]{0,3}(?:>[ ]?|[-*+][ \t]+|\d+\.[ \t]+)*"
_HEADING = re.compile(rf"(?m)^(?P<within>{_WITHIN})(?P<marks>#{{1,6}})(?P<title>.*)$")
_UNDERLINED = re.compile(r"(?m)(?:\A|^[ \t]*\n)(?=(?P<title>[^\n#|]+)\n(?:=+|-+)[ ]*$)")
_ANCHOR = re.compile(r"\{[ \t]*#([a-z][a-z0-9-]*)[ \t]*\}$", re.ASCII)
_HIGHEST_LEVEL = 3
"""Titles of documents and of sections stand above."""


def check_headings(policy: Policy, announcements: Sequence[Announcement], sources: SourceMap) -> Iterator[Problem]:
    """Yield headings that have no anchor of their own: their address would not survive a new wording."""
    taken = {f"data-{category.id}": f'the data category "{category.id}"' for category in policy.data}
    taken |= {section.id: f"the section {section.id}" for section in policy.sections}
    for number, section in enumerate(policy.sections):
        passage = Passage(("sections", number, "text"), section.text, sources)
        yield from limit_problems(_check_section(passage, taken))
    for route, text in policy.texts:
        if route[0] not in {"sections", "pages"} or route[-1] != "text":
            yield from limit_problems(_refuse_headings(Passage(route, text, sources), "a fact"))
    for number, told in enumerate(announcements):
        passage = Passage(("announcements", number, "text"), told.text, sources)
        yield from limit_problems(_refuse_headings(passage, "an announcement"))


def _check_section(passage: Passage, taken: dict[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the headings of a section; `taken` says what has each anchor, and is added to."""
    for match in _HEADING.finditer(passage.text):
        within, marks = match.group("within", "marks")
        title = match["title"].strip(" \t").rstrip("#").rstrip(" \t")
        anchor = _ANCHOR.search(title)
        if len(marks) < _HIGHEST_LEVEL or within:
            where = "within a list or a quote" if within else "above those of a section"
            remedy = "Begin the line with ###, or with \\# where no heading is meant."
            yield passage.report(match.span(), "heading", f"the heading is {where}", remedy)
        elif anchor is None:
            what = f'the heading "{title}" has no permanent address'
            remedy = f"End it with an anchor that stays: {marks} {title} {{ #{_slug(title)} }}."
            yield passage.report(match.span(), "heading", what, remedy)
        elif anchor[1] in taken:
            what = f'the anchor "{anchor[1]}" is taken by {taken[anchor[1]]}'
            yield passage.report(match.span(), "duplicate-id", what, "Choose another one.")
        else:
            taken[anchor[1]] = f'the heading "{title[: anchor.start()].strip()}"'
    for match in _UNDERLINED.finditer(passage.text):
        what = f'the line under "{match["title"].strip()}" makes a heading of it'
        remedy = "Write ### before a heading, or leave a line empty above a rule."
        yield passage.report(match.span("title"), "heading", what, remedy)


def _refuse_headings(passage: Passage, where: str) -> Iterator[Problem]:
    """Yield headings where layouts put a text into lists, tables and headings of their own."""
    for pattern, group in ((_HEADING, "marks"), (_UNDERLINED, "title")):
        for match in pattern.finditer(passage.text):
            what, remedy = f"a heading stands in {where}", "Write it as a sentence, or put \\ before the #."
            yield passage.report((match.start(group), match.end("title")), "heading", what, remedy)


def _slug(title: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    return words if words[:1].isalpha() else f"about-{words}".rstrip("-")
