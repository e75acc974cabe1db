"""Reviews a change: whether customers are told of it as they were promised, and what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from build_tools.changes.announcement_check import Announcing, Shortfall, Unannounced
from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.documents.visible_text import read_document
from build_tools.model.document import Document
from build_tools.model.finding import Comparison
from build_tools.model.problem import Problem, Problems
from build_tools.model.review import Review
from build_tools.project.project import Project
from build_tools.reports.announcement_problems import ShortfallTeller
from build_tools.review.base import APPEARANCE, Base, find_appearance_changes, find_base, find_launch
from build_tools.review.publication_dates import find_push_faults, find_undated, find_wrong_days
from build_tools.review.source_check import Report, check_source
from build_tools.review.yearly_review import find_future_review
from build_tools.source.draft_placeholders import find_placeholders, without_placeholders
from build_tools.source.rule_catalogue import read_own_catalogue


def check_change(project: Project, base: str) -> Report:
    """What is wrong with a source, or else with how customers are told of what it changes; `base` as in `review`.

    It reminds of files that change the look of the site.

    Raises: HistoryError: there is no such thing.
    """
    found = review(project, base)
    changed = (one.stands_at for one in found.findings or () if one.rule.id == APPEARANCE)
    what, remedy = "the file makes the look of the site, and has changed", "Look at the pages: a style can hide words."
    reminders = tuple(Problem(place, what, remedy, APPEARANCE) for place in changed if place)
    return Report(found.problems, found.known_gaps, reminders, found.open_gaps)


def review(project: Project, base: str) -> Review:
    """What a source changes, and what is wrong with it, or else with how customers are told of that.

    `base` is what it is compared with, as `find_base` finds it. Where nothing was published by then, nothing was
    promised. Nothing of a draft is published, so nothing is asked of it.

    Raises: HistoryError: there is no such thing.
    """
    drafts = tuple(find_placeholders(project.tree))
    if drafts:
        project = replace(project, tree=without_placeholders(project.tree))
    report = check_source(project.without_history)  # its history says nothing of what is wrong with it
    if report.problems:
        return Review(tuple(sorted({*drafts, *report.problems})), report.known_gaps)
    if undated := find_undated(project):
        return Review((*drafts, *undated), report.known_gaps)
    wrong = (*drafts, *find_future_review(project), *project.withdrawn_launch, *find_wrong_days(project))
    if project.expanded.draft:
        wrong = (*wrong, *_find_launch_of_base(project, base))
        is_first = not project.archive.records
        return Review(wrong, report.known_gaps, is_first=is_first, is_draft=True, open_gaps=report.open_gaps)
    if not (before := find_base(project, base)):
        return Review(wrong, report.known_gaps, None, project.reading.announcements, is_first=True)
    wrong = (*wrong, *find_push_faults(project, base))
    side = SourceRevision("", project.tree)
    comparison = compare_sources(before.side, side)
    announcing = make_announcing(side, project.today, before, comparison)
    shortfalls = tuple(find_shortfalls(announcing, side, before))
    return Review(
        tuple(sorted({*wrong, *comparison.stale, *(problem for _, problem in shortfalls)})),
        report.known_gaps,
        (*comparison.findings, *find_appearance_changes(project, before.side, side)),
        tuple(announcing.announcements),
        before.told,
        tuple(one.finding for one, _ in shortfalls if isinstance(one, Unannounced)),
        {one.id: day for one in comparison.findings if (day := announcing.postponed(one))},
        announcing.effective,
    )


def _find_launch_of_base(project: Project, base: str) -> Iterator[Problem]:
    """Yield what is wrong with a change of a draft to a branch on which the policy was launched since it began."""
    if not project.archive.records and (launch := find_launch(project, base)):
        what = f"the policy was launched in {base}, with commit {launch.revision}, and this change does not know of it"
        place = project.reading.sources.locate(("draft",), key=True)
        yield Problem(place, what, f"Merge {base} into this change.", "launched-meanwhile")


def make_announcing(after: SourceRevision, today: date, before: Base, comparison: Comparison) -> Announcing:
    """What a source changes, and how customers are told of it, if it is published today."""
    told = after.reading.announcements
    return Announcing(
        comparison.findings,
        [one for one in told if one.id not in before.told],
        before.side.reading.policy.announcing.notice,
        today,
        _find_changed(before.side, after),
        [one for one in told if one.id in before.told],
        read_own_catalogue(),
        before.in_force,
    )


def find_shortfalls(announcing: Announcing, after: SourceRevision, before: Base) -> Iterator[tuple[Shortfall, Problem]]:
    """Yield what is wrong with how customers are told of a change, and where."""
    order = tuple(one.id for one in after.reading.announcements)
    tell = ShortfallTeller(after.reading.sources.locate, order, announcing.today, before.name)
    yield from ((shortfall, tell(shortfall)) for shortfall in announcing.shortfalls())


def _find_changed(before: SourceRevision, after: SourceRevision) -> frozenset[str]:
    """The ids of the documents that read differently, are new or are withdrawn."""
    old, new = ({name: read_document(one).words for name, one in _documents(side).items()} for side in (before, after))
    return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))


def _documents(side: SourceRevision) -> dict[str, Document]:
    """The documents of a source; none where they cannot be rendered, so that all of the other source count as new."""
    try:
        return side.documents
    except Problems:
        return {}
