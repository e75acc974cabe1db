"""Checks that announcements name documents and findings that can exist, and each finding once."""

from collections.abc import Collection, Iterator

from build_tools.model.announcement import Announcement
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.reference import find_references, find_stray_braces
from build_tools.source.rule_catalogue import read_shipped_rules
from build_tools.source.source_map import Passage, SourceMap
from build_tools.source.validation import suggest

_OLD = "Of a change published long ago, delete the file: its entry in the changelog stays as it is."


def check_announcements(
    policy: Policy, announcements: Collection[Announcement], sources: SourceMap
) -> Iterator[Problem]:
    """Yield announcements of unknown documents and findings, second ones on one finding, and references in them."""
    documents = {document.id for document in policy.documents}
    rules = {rule.id for rule in read_shipped_rules()} if announcements else set()
    seen: dict[str, str] = {}
    for number, told in enumerate(announcements):
        for index, document in enumerate(told.documents):
            if document not in documents:
                place = sources.locate(("announcements", number, "documents", index))
                remedy = f"{suggest(document, documents)} {_OLD}"
                yield Problem(place, f'there is no document "{document}"', remedy, "unknown-reference")
        for index, finding in enumerate(told.findings):
            place = sources.locate(("announcements", number, "findings", index))
            if finding.rpartition("-")[0] not in rules:
                remedy = f"Write the id that policy diff prints in brackets. {_OLD}"
                yield Problem(place, f'there is no finding "{finding}"', remedy, "unknown-reference")
            elif (first := seen.setdefault(finding, told.id)) != told.id:
                what = f'announcements/{first}.md speaks of the finding "{finding}" too'
                yield Problem(place, what, f"Leave it to one of them. {_OLD}", "duplicate-id")
        yield from _find_references(number, told, sources)


def _find_references(number: int, told: Announcement, sources: SourceMap) -> Iterator[Problem]:
    for name in ("title", "audience", "text"):
        text = getattr(told, name) or ""
        for reference in find_references(text):
            passage = Passage(("announcements", number, name), text, sources)
            what = f"{reference} stands in an announcement, which is published as it is written"
            yield passage.report((reference.start, reference.end), "reference-syntax", what, "Write the words out.")
        for index in find_stray_braces(text):
            passage = Passage(("announcements", number, name), text, sources)
            what = "braces stand in an announcement, where Markdown reads them as a list of attributes"
            yield passage.report((index, index + 1), "reference-syntax", what, "Write &#123; or &#125; for a brace.")
