"""Writes findings and redlines as an HTML page that needs no other file."""

import re
from collections.abc import Sequence

from build_tools.changes.redline.excerpt import passage
from build_tools.changes.redline.html import RedlineView, view_revision
from build_tools.changes.redline.html_layouts import html_layouts
from build_tools.model.finding import Finding
from build_tools.model.revised_text import RevisedText, RevisedTexts
from build_tools.model.rule import Level
from build_tools.reports.findings import OF_SITE, summary
from build_tools.reports.opinions import describe_opinions
from build_tools.source.sentences import read_redline_labels

_PLAIN_NAME = re.compile(r"[a-z][a-z0-9-]*")


def as_html(findings: Sequence[Finding], revised: RevisedTexts) -> str:
    """A page with all findings by their levels, and below them the redline of each text that changed.

    Deleted and inserted words are marked by elements, by characters and in words for screen readers; these words are
    in the page, not in its styles (WCAG 2.2, failure F87).
    """
    views = [
        view_revision(text, text.id if _PLAIN_NAME.fullmatch(text.id) else f"text-{number}")
        for number, text in enumerate(revised.texts, 1)
    ]
    rows = [(finding, passage(finding), _find_passage(finding, revised.texts, views)) for finding in findings]
    policy = [row for row in rows if not row[0].is_about_site]
    groups = [
        (level.value, level.value.capitalize(), [row for row in policy if row[0].level is level]) for level in Level
    ]
    groups.append(("site", OF_SITE, [row for row in rows if row[0].is_about_site]))
    page = html_layouts("reports").get_template("findings.html")
    return page.render(
        title="What changed in the policy",
        summary=summary(findings).capitalize(),
        sides=revised.sides,
        groups=[group for group in groups if group[-1]],
        views=[view for view in views if view.counts],
        unchanged=[view.title for view in views if not view.counts],
        complaints=revised.complaints,
        opinions=describe_opinions,
        redline_labels=read_redline_labels(),
    )


def _find_passage(finding: Finding, texts: Sequence[RevisedText], views: Sequence[RedlineView]) -> tuple[str, str]:
    """The id of the passage of a finding, or of its document, and the document's title; else nothing."""
    for text, view in zip(texts, views, strict=True):
        if text.id == finding.document and view.counts:
            return (_find_lines if any(text.files) else _find_entry)(finding, text, view), view.title
    return "", ""


def _find_entry(finding: Finding, _: RevisedText, view: RedlineView) -> str:
    """The entry of a finding; a section, or an entry without an address, is found by its words."""
    collection, entry, *_rest = [*finding.change.path.split("."), ""]
    anchors = (entry, f"{collection}-{entry}")
    anchored = next((view.anchors[anchor] for anchor in anchors if anchor in view.anchors), "")
    if anchored and collection != "sections":
        return anchored
    side, words = (1, finding.after) if finding.after else (0, finding.before)
    found = [place[2] for place in view.changed if words and words in place[side]]
    return found[0] if len(found) == 1 else anchored or view.id


def _find_lines(finding: Finding, text: RevisedText, view: RedlineView) -> str:
    """The passage on the line of a finding: in the new text, or in the earlier one where it was removed."""
    side = 1 if finding.after else 0
    location = (finding.was_at, finding.is_at)[side]
    if location is None or location.file != text.files[side]:
        return view.id
    places = ((was, now)[side] + (name,) for was, now, name in view.places)
    return next((name for first, last, name in places if first <= location.line <= last), view.id)
