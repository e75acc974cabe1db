"""Reviews a change: whether customers are told of it as they were promised, and what is missing."""

from collections.abc import Iterator
from datetime import date

from build_tools.changes.announcing import Announcing, Shortfall, Unannounced
from build_tools.checking import Report, check_source
from build_tools.comparing import Base, find_base
from build_tools.documents.reading import read_document
from build_tools.flow import Flow
from build_tools.judging import Side, compare_sources
from build_tools.model.document import Document
from build_tools.model.finding import Comparison
from build_tools.model.problem import Problem, Problems
from build_tools.model.review import Review
from build_tools.publish.shortfalls import ShortfallTeller
from build_tools.reviewing import find_future_review
from build_tools.source.catalogue import read_own_catalogue


def check_change(flow: Flow, base: str) -> Report:
    """What is wrong with a source, or else with how customers are told of what it changes; `base` as in `review`.

    Raises: HistoryError: there is no such thing.
    """
    found = review(flow, base)
    return Report(found.problems, found.known_gaps)


def review(flow: Flow, base: str) -> Review:
    """What a source changes, and what is wrong with it, or else with how customers are told of that.

    `base` is what it is compared with, as `find_base` finds it. Where nothing was published by then, nothing was
    promised.

    Raises: HistoryError: there is no such thing.
    """
    report = check_source(Flow(flow.tree))  # its history says nothing of what is wrong with it
    if report.problems:
        return Review(report.problems, report.known_gaps)
    wrong = tuple(find_future_review(flow))
    if not (before := find_base(flow, base)):
        return Review(wrong, report.known_gaps, None, flow.reading.announcements, is_first=True)
    side = Side("", flow.tree)
    comparison = compare_sources(before.side, side)
    told = tuple(one for one in flow.reading.announcements if one.id not in before.told)
    shortfalls = tuple(find_shortfalls(side, flow.today, before, comparison))
    problems = tuple(sorted({*wrong, *comparison.stale, *(problem for _, problem in shortfalls)}))
    untold = tuple((one.finding, one.earliest) for one, _ in shortfalls if isinstance(one, Unannounced))
    return Review(problems, report.known_gaps, comparison.findings, told, untold)


def find_shortfalls(
    after: Side, today: date, before: Base, comparison: Comparison
) -> Iterator[tuple[Shortfall, Problem]]:
    """Yield what is wrong with how customers are told of what a source changes, if it is published today, and where."""
    told = after.reading.announcements
    announcing = Announcing(
        comparison.findings,
        [one for one in told if one.id not in before.told],
        before.side.reading.policy.announcing.notice,
        today,
        _find_changed(before.side, after),
        [one for one in told if one.id in before.told],
        read_own_catalogue(),
    )
    tell = ShortfallTeller(after.reading.sources, tuple(one.id for one in told), today, before.name)
    yield from ((shortfall, tell(shortfall)) for shortfall in announcing.shortfalls())


def _find_changed(before: Side, after: Side) -> frozenset[str]:
    """The ids of the documents that read differently, are new or are withdrawn."""
    old, new = ({name: read_document(one).words for name, one in _documents(side).items()} for side in (before, after))
    return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))


def _documents(side: Side) -> dict[str, Document]:
    """The documents of a source; none where they cannot be rendered, so that all of the other source count as new."""
    try:
        return side.documents
    except Problems:
        return {}
