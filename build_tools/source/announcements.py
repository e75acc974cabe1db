"""Checks that announcements name documents and findings that can exist, and that their drafts were completed."""

import re
from collections.abc import Collection, Iterator

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy
from build_tools.model.problem import Location, Problem
from build_tools.model.reference import find_references, find_stray_braces
from build_tools.model.tree import Tree
from build_tools.source.rule_catalogue import GONE, list_rules
from build_tools.source.source_map import Passage, SourceMap, announcement_texts
from build_tools.source.validation import suggest

UNFINISHED = "unfinished-announcement"
"""The check that finds placeholders. No source that holds them is published."""
_FOLDER = "policy_src/announcements/"
_PLACEHOLDER = re.compile(rb"\[TO BE COMPLETED\b[: ]*")
_OLD = "If it announces a change published long ago, delete the file: its entry in the changelog stays as it is."


def check_announcements(
    policy: Policy, announcements: Collection[Announcement], sources: SourceMap
) -> Iterator[Problem]:
    """Yield unknown documents and findings, findings that two announcements name, and references to facts."""
    documents = {document.id for document in policy.documents}
    rules = list_rules() | GONE.keys() if announcements else frozenset()
    seen: dict[str, str] = {}
    for number, announcement in enumerate(announcements):
        for index, document in enumerate(announcement.documents):
            if document not in documents:
                place = sources.locate(("announcements", number, "documents", index))
                remedy = f"{suggest(document, documents)} {_OLD}"
                yield Problem(place, f'there is no document "{document}"', remedy, "unknown-reference")
        for index, finding in enumerate(announcement.findings):
            place = sources.locate(("announcements", number, "findings", index))
            if finding.rpartition("-")[0] not in rules:
                remedy = f"Write the id that policy diff prints in brackets. {_OLD}"
                yield Problem(place, f'there is no finding "{finding}"', remedy, "unknown-reference")
            elif (first := seen.setdefault(finding, announcement.id)) != announcement.id:
                what = f'announcements/{first}.md already announces the finding "{finding}"'
                yield Problem(place, what, f"Remove it from one of the two files. {_OLD}", "duplicate-id")
    for route, text in announcement_texts(announcements):
        yield from _find_references(Passage(route, text, sources))


def _find_references(passage: Passage) -> Iterator[Problem]:
    for reference in find_references(passage.text):
        what = f"{reference} is in an announcement, where references are not filled in"
        yield passage.report((reference.start, reference.end), "reference-syntax", what, "Write the words out.")
    for index in find_stray_braces(passage.text):
        what = "there are braces in an announcement, where Markdown reads them as a list of attributes"
        yield passage.report((index, index + 1), "reference-syntax", what, "Write &#123; or &#125; for a brace.")


def make_placeholder(request: str) -> str:
    """A passage in the draft of an announcement that asks legal to complete it."""
    return f"[TO BE COMPLETED: {request}]"


def find_placeholders(tree: Tree) -> Iterator[Problem]:
    """Yield each placeholder that is left in an announcement."""
    for path, data in tree.files.items():
        if path.startswith(_FOLDER):
            for match in _PLACEHOLDER.finditer(data):
                before = data[: match.start()].decode(errors="replace")
                place = Location.at(path, before, len(before))
                remedy = "Replace the brackets with the text that they ask for."
                yield Problem(place, "this announcement is not complete", remedy, UNFINISHED)


def without_placeholders(tree: Tree) -> Tree:
    """The source with its announcements taken as complete, so that other problems are found too."""
    drafts = {problem.location.file: tree.files[problem.location.file] for problem in find_placeholders(tree)}
    completed = {path: _PLACEHOLDER.sub(b"[", data) for path, data in drafts.items()}
    return Tree({**tree.files, **completed}, tree.problems) if completed else tree
