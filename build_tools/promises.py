"""Does a change keep what customers were promised?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from build_tools.changes.announcing import (
    Announcing,
    NoObjectionDay,
    PastDay,
    Shortfall,
    ShortNotice,
    Unannounced,
    UnknownFinding,
)
from build_tools.checking import Report, check_source
from build_tools.comparing import Base, find_base
from build_tools.flow import Flow
from build_tools.judging import Side, compare_sources
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Comparison, Finding
from build_tools.model.problem import Location, Problem
from build_tools.model.review import Review
from build_tools.reviewing import find_future_review
from build_tools.source.reader import Reading
from build_tools.source.sources import Sources


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
    comparison = compare_sources(before.side, Side("", flow.tree))
    told = tuple(one for one in flow.reading.announcements if one.id not in before.told)
    shortfalls = tuple(find_shortfalls(flow.reading, flow.today, before, comparison))
    problems = tuple(sorted({*wrong, *comparison.stale, *(problem for _, problem in shortfalls)}))
    untold = tuple((one.finding, one.earliest) for one, _ in shortfalls if isinstance(one, Unannounced))
    return Review(problems, report.known_gaps, comparison.findings, told, untold)


def find_shortfalls(
    after: Reading, today: date, before: Base, comparison: Comparison
) -> Iterator[tuple[Shortfall, Problem]]:
    """Yield what is wrong with how customers are told of what a source changes, if it is published today, and where."""
    announcing = Announcing(
        comparison.findings,
        [told for told in after.announcements if told.id not in before.told],
        before.side.reading.policy.announcing.notice,
        today,
    )
    teller = _Teller(after.sources, tuple(told.id for told in after.announcements), today)
    yield from ((shortfall, teller.tell(shortfall)) for shortfall in announcing.shortfalls())


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says what is wrong with how a change is announced, where, and how to mend it."""

    sources: Sources
    order: tuple[str, ...]
    """The announcements of the source, by their ids."""
    today: date

    def tell(self, shortfall: Shortfall) -> Problem:
        match shortfall:
            case Unannounced(finding, earliest):
                return self._unannounced(finding, earliest)
            case ShortNotice():
                return self._short_notice(shortfall)
            case NoObjectionDay(told, finding):
                what = f"nobody says until when customers can object: {_clause(finding)}"
                remedy = "Write object_until: with the last day to object."
                return self._problem(told, "no-objection-day", what, remedy, "object_until")
            case PastDay(told, key, day):
                which = {"effective": "takes effect on", "object_until": "is open to objections until"}[key]
                remedy = f"Write a day to come, or leave {key}: out."
                return self._problem(told, "past-day", f"this {which} {day}, which is over", remedy, key)
            case UnknownFinding(told, index):
                what = f'this change has no finding "{told.findings[index]}"'
                remedy = "Write an id that policy diff tells in brackets, or name documents: instead."
                return self._problem(told, "unknown-finding", what, remedy, "findings", index)

    def _unannounced(self, finding: Finding, earliest: date) -> Problem:
        in_time = f" with effective: {earliest} or a later day" if earliest > self.today else ""
        remedy = f"Write policy_src/announcements/<name>.md{in_time}, or rule on {finding.id} in rulings.yml."
        what = f"a material change is announced nowhere: {_clause(finding)}"
        return Problem(_place(finding), what, remedy, "unannounced-change")

    def _short_notice(self, short: ShortNotice) -> Problem:
        told, finding = short.announcement, short.finding
        days = f"customers are to be told {(short.earliest - self.today).days} days before"
        if short.is_of_vendor:
            what = f"{_clause(finding)}: this begins on {short.starts}, and {days}"
            return Problem(_place(finding), what, f"Write since: {short.earliest} or a later day.", "short-notice")
        when = f"on {told.effective}" if told.effective else "as soon as it is published"
        what = f"this takes effect {when}, and {days}: {_clause(finding)}"
        remedy = f"Write effective: {short.earliest} or a later day."
        return self._problem(told, "short-notice", what, remedy, "effective")

    def _problem(self, told: Announcement, check: str, what: str, remedy: str, *route: str | int) -> Problem:
        """A problem where something of an announcement stands, or would."""
        place = self.sources.locate(("announcements", self.order.index(told.id), *route))
        return Problem(place, what, remedy, check)


def _place(finding: Finding) -> Location:
    """Where a change is seen in the source at hand."""
    return finding.stands_at or Location("policy_src")


def _clause(finding: Finding) -> str:
    """What customers are told, as the end of a sentence."""
    return finding.message.rstrip(".")
