"""Finds what the draft of an announcement asks legal to complete. No source with such a passage is published."""

import re
from collections.abc import Iterator

from build_tools.model.problem import Location, Problem
from build_tools.model.tree import Tree

UNFINISHED = "unfinished-announcement"
"""The name of the check."""
_FOLDER = "policy_src/announcements/"
_PASSAGE = re.compile(rb"\[TO BE COMPLETED\b[: ]*")


def make_placeholder(request: str) -> str:
    """A passage that asks for something."""
    return f"[TO BE COMPLETED: {request}]"


def find_placeholders(tree: Tree) -> Iterator[Problem]:
    """Yield each passage of an announcement that still asks for something."""
    for path, data in tree.files.items():
        if path.startswith(_FOLDER):
            for match in _PASSAGE.finditer(data):
                before = data[: match.start()].decode(errors="replace")
                place = Location.at(path, before, len(before))
                remedy = "Write what the words in brackets ask for, and delete them."
                yield Problem(place, "this announcement is not complete", remedy, UNFINISHED)


def without_placeholders(tree: Tree) -> Tree:
    """A source whose announcements count as complete, to see what else is wrong. The same one if all of them are."""
    drafts = {problem.location.file: tree.files[problem.location.file] for problem in find_placeholders(tree)}
    made = {path: _PASSAGE.sub(b"[", data) for path, data in drafts.items()}
    return Tree({**tree.files, **made}, tree.problems) if made else tree
