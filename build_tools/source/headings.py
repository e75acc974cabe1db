"""Do the headings in prose have permanent addresses?"""

import re
from collections.abc import Iterator

from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.source.sources import Passage, Sources

_HEADING = re.compile(r"(?m)^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_ANCHOR = re.compile(r"\{[ \t]*#([a-z][a-z0-9-]*)[ \t]*\}$", re.ASCII)
_HIGHEST_LEVEL = 3
"""Titles of documents and of sections stand above."""


def check_headings(policy: Policy, sources: Sources) -> Iterator[Problem]:
    """Yield headings that have no anchor of their own: their address would not survive a new wording."""
    taken = {section.id: f"the section {section.id}" for section in policy.sections}
    for number, section in enumerate(policy.sections):
        passage = Passage(("sections", number, "text"), section.text, sources)
        for match in _HEADING.finditer(section.text):
            marks, title = match.groups()
            anchor = _ANCHOR.search(title)
            if len(marks) < _HIGHEST_LEVEL:
                remedy = "Begin with ###: the title of the section stands in its front matter."
                yield passage.report(match.span(), "heading", "the heading is above those of a section", remedy)
            elif anchor is None:
                what = f'the heading "{title}" has no permanent address'
                remedy = f"End it with an anchor that stays: {marks} {title} {{ #{_slug(title)} }}."
                yield passage.report(match.span(), "heading", what, remedy)
            elif anchor[1] in taken:
                what = f'the anchor "{anchor[1]}" is taken by {taken[anchor[1]]}'
                yield passage.report(match.span(), "duplicate-id", what, "Choose another one.")
            else:
                taken[anchor[1]] = f'the heading "{title[: anchor.start()].strip()}"'


def _slug(title: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    return words if words[:1].isalpha() else f"about-{words}".rstrip("-")
