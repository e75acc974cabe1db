"""Reviews a change against its base: whether customers are informed of it in time, and what is missing.

`base` finds the base, and `source_check` checks the source on its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from build_tools.changes.announcement_check import AnnouncementCheck, Shortfall, Unannounced
from build_tools.changes.apply_rules import apply_opinions
from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.documents.visible_text import with_visible_text
from build_tools.model.finding import Comparison
from build_tools.model.opinion import Opinion
from build_tools.model.problem import Problem, Problems
from build_tools.model.review import Review
from build_tools.project.project import Project
from build_tools.reports.announcement_problems import ShortfallReporter
from build_tools.reports.opinions import find_contested
from build_tools.review.base import APPEARANCE, Base, find_appearance_changes, find_base, find_launch
from build_tools.review.publication_dates import find_push_faults, find_undated, find_wrong_days
from build_tools.review.source_check import Report, check_source
from build_tools.review.yearly_review import find_future_review
from build_tools.source.announcements import find_placeholders, without_placeholders


def check_change(project: Project, base: str) -> Report:
    """The problems of a source, or else of announcing its change from `base`; looks at appearance too."""
    found = review(project, base)
    changed = (finding.is_at for finding in found.findings or () if finding.rule.id == APPEARANCE)
    what, remedy = "a file of the site's appearance has changed", "Look at the pages: a style can hide words."
    reminders = tuple(Problem(place, what, remedy, APPEARANCE) for place in changed if place)
    return Report(found.problems, found.known_gaps, reminders, found.open_gaps)


def review(project: Project, base: str) -> Review:
    """The changes of a source compared with a `base` (see `find_base`), and its problems or those of announcing it.

    If nothing was published by then, nothing was promised. A draft is not published, so it needs no announcement.
    """
    drafts = tuple(find_placeholders(project.tree))
    if drafts:
        project = replace(project, tree=without_placeholders(project.tree))
    report = check_source(project.without_history)  # its history does not matter for that
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
    wrong = (*wrong, *comparison.stale, *find_contested(comparison.findings))
    return Review(
        tuple(sorted({*wrong, *(problem for _, problem in shortfalls)})),
        report.known_gaps,
        (*comparison.findings, *find_appearance_changes(project, before.side, side)),
        tuple(announcing.announcements),
        before.announced,
        tuple(shortfall.finding for shortfall, _ in shortfalls if isinstance(shortfall, Unannounced)),
        {finding.id: day for finding in comparison.findings if (day := announcing.postponed(finding))},
        announcing.effective,
        project.today,
        side.reading.catalogue.words,
    )


def add_opinions(review: Review, opinions: Iterable[Opinion], unread: tuple[str, ...]) -> Review:
    """The review with further opinions of a second reader, and with why it has none on other changes (`unread`)."""
    if review.findings is None:
        return review
    findings = tuple(apply_opinions(review.findings, opinions))
    problems = tuple(sorted({*review.problems, *find_contested(findings)}))
    return replace(review, findings=findings, problems=problems, unread=unread)


def _find_launch_of_base(project: Project, base: str) -> Iterator[Problem]:
    if not project.archive.records and (launch := find_launch(project, base)):
        what = f"the policy was launched in {base}, with commit {launch.revision}, which this change does not contain"
        place = project.reading.sources.locate(("draft",), key=True)
        yield Problem(place, what, f"Merge {base} into this change.", "launched-meanwhile")


def make_announcing(after: SourceRevision, today: date, before: Base, comparison: Comparison) -> AnnouncementCheck:
    """The changes of a source and their announcements, if it is published today."""
    announcements = after.reading.announcements
    return AnnouncementCheck(
        comparison.findings,
        [announcement for announcement in announcements if announcement.id not in before.announced],
        before.side.reading.policy.announcing.notice,
        today,
        _find_changed(before.side, after),
        [announcement for announcement in announcements if announcement.id in before.announced],
        after.reading.catalogue.rules,
        before.in_force,
    )


def find_shortfalls(
    announcing: AnnouncementCheck, after: SourceRevision, before: Base
) -> Iterator[tuple[Shortfall, Problem]]:
    """Yield each shortfall of the announcements, and the problem with its place."""
    order = tuple(announcement.id for announcement in after.reading.announcements)
    tell = ShortfallReporter(after.reading.sources.locate, order, announcing.today, before.name)
    yield from ((shortfall, tell(shortfall)) for shortfall in announcing.shortfalls())


def _find_changed(before: SourceRevision, after: SourceRevision) -> frozenset[str]:
    old, new = _read_words(before), _read_words(after)
    return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))


def _read_words(side: SourceRevision) -> dict[str, str]:
    """The words of the documents of a source; none if they cannot be rendered, so that all others count as new."""
    try:
        return {name: with_visible_text(document).words for name, document in side.documents.items()}
    except Problems:
        return {}
