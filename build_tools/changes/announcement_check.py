"""Finds material changes that no announcement names, and announcements that are late, out of date or inconsistent.

An announcement covers the findings that it names by id, and no others. The rules say how long before a change takes
effect customers are told, and so does the policy in force: its promise holds until another text takes its place.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from build_tools.model.announcement import Announcement
from build_tools.model.change import Event
from build_tools.model.finding import Finding
from build_tools.model.period import Period
from build_tools.model.rule import Duty, Level, Rule
from build_tools.model.subprocessor import Subprocessor


@dataclass(frozen=True, slots=True)
class Unannounced:
    """No announcement names a material finding."""

    finding: Finding
    earliest: date
    """The first day on which it may take effect, if it is published today."""
    named_before: str = ""
    """The announcement of an earlier publication that names it, by its id; empty where there is none."""


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """A finding takes effect sooner than customers are promised; of several, the one with the longest notice."""

    announcement: Announcement
    finding: Finding
    starts: date
    """The day on which it takes effect."""
    earliest: date
    """The first day on which it may, if it is published today."""
    is_of_vendor: bool = False
    """Whether that day is a vendor's own first one, and not the announcement's."""


@dataclass(frozen=True, slots=True)
class NoObjectionDay:
    """Customers may object to a finding, and the announcement does not say until when."""

    announcement: Announcement
    finding: Finding


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day that an announcement states is over."""

    announcement: Announcement
    key: Literal["effective", "object_until"]
    day: date


@dataclass(frozen=True, slots=True)
class UnknownFinding:
    """An announcement names a finding that the change does not have."""

    announcement: Announcement
    index: int
    """Which of its findings it is, from 0."""
    instead: tuple[Finding, ...] = ()
    """The findings on the same fact that no announcement names. If it is one, it took the place of the unknown one."""


@dataclass(frozen=True, slots=True)
class OtherDocument:
    """An announcement names a finding of a document that its `documents:` leave out."""

    announcement: Announcement
    index: int
    """Which of its findings it is, from 0."""
    finding: Finding


@dataclass(frozen=True, slots=True)
class OtherDay:
    """Two announcements of one publication name different days, or only one of them names a day."""

    announcement: Announcement
    later: Announcement
    """The one that names the latest day."""


@dataclass(frozen=True, slots=True)
class BeforeEarlier:
    """An announcement names a day on which an earlier publication, on which it builds, is still to take effect."""

    announcement: Announcement
    day: date
    """The day on which that one takes effect."""


Shortfall = (
    Unannounced | ShortNotice | NoObjectionDay | PastDay | UnknownFinding | OtherDocument | OtherDay | BeforeEarlier
)
"""One thing that is wrong with how a change is announced."""


@dataclass(frozen=True)
class AnnouncementCheck:
    """A change that is to be published."""

    findings: Sequence[Finding]
    announcements: Sequence[Announcement]
    """Those that have not been published with an earlier change."""
    promised: Period | None
    """How long before a material change takes effect customers are told, as the policy before the change promises."""
    today: date
    """The day on which it would be published."""
    documents: AbstractSet[str] = frozenset()
    """The ids of the documents that read differently, are new or are withdrawn."""
    earlier: Sequence[Announcement] = ()
    """The announcements that belong to earlier publications."""
    rules: Sequence[Rule] = ()
    """The catalogue by which the findings were judged."""
    built_on: date = date.min
    """The day from which all that was published before is in force. No later text is in force before it."""

    def shortfalls(self) -> Iterator[Shortfall]:
        """Yield everything that is wrong with how the change is announced."""
        yield from self._unannounced()
        yield from self._days()
        for announcement in self.announcements:
            named = [self._known[name] for name in dict.fromkeys(announcement.findings) if name in self._known]
            yield from self._over(announcement)
            yield from self._misnamed[announcement.id]
            yield from self._of_findings(announcement, [one for one in named if one.level is Level.MATERIAL])

    def _unannounced(self) -> Iterator[Shortfall]:
        """Yield the material findings that are not named, unless an unknown id has one of them for its successor."""
        unknown = [one for found in self._misnamed.values() for one in found if isinstance(one, UnknownFinding)]
        replaced = {one.instead[0].id for one in unknown if len(one.instead) == 1}
        before = {name: told.id for told in self.earlier for name in told.findings}
        for name, finding in self._unnamed.items():
            is_told = finding.level is Level.MATERIAL and not finding.is_about_site
            if is_told and name not in replaced:
                yield Unannounced(finding, self.earliest(finding), before.get(name, ""))

    @cached_property
    def _known(self) -> dict[str, Finding]:
        """The findings by their ids."""
        return {finding.id: finding for finding in self.findings}

    @cached_property
    def _unnamed(self) -> dict[str, Finding]:
        """The findings that no announcement names, by their ids."""
        named = {name for told in self.announcements for name in told.findings}
        return {name: finding for name, finding in self._known.items() if name not in named}

    @cached_property
    def _misnamed(self) -> dict[str, list[UnknownFinding | OtherDocument]]:
        """For each announcement, what is wrong with the findings that it names."""
        return {told.id: list(self._misnamed_by(told)) for told in self.announcements}

    def _days(self) -> Iterator[Shortfall]:
        """Yield what gives the publication more than one effective day."""
        if not (latest := self._latest):
            return
        for one in self._counting:
            is_over = one.effective and one.effective < self.today  # a problem that is reported as such
            if one.effective != latest.effective and not is_over:
                yield OtherDay(one, latest)
            elif one.effective and not is_over and one.effective < self.built_on:
                yield BeforeEarlier(one, self.built_on)

    @cached_property
    def _counting(self) -> list[Announcement]:
        """The announcements that speak of a document that changes. Others belong to no publication yet."""
        return [one for one in self.announcements if any(map(one.concerns, self.documents))]

    @cached_property
    def _latest(self) -> Announcement | None:
        """The announcement that names the latest day to come; none where none names one."""
        dated = [one for one in self._counting if one.effective and one.effective > self.today]
        return max(dated, key=lambda one: one.effective or self.today, default=None)

    @property
    def effective(self) -> date | None:
        """The day to come on which the change takes effect, as its announcements say; none where they name none."""
        return self._latest.effective if self._latest else None

    def _over(self, told: Announcement) -> Iterator[Shortfall]:
        if told.effective and told.effective < self.today:
            yield PastDay(told, "effective", told.effective)
        if told.object_until and told.object_until < self.today:
            yield PastDay(told, "object_until", told.object_until)

    def _misnamed_by(self, told: Announcement) -> Iterator[UnknownFinding | OtherDocument]:
        for index, name in enumerate(told.findings):
            if name not in self._known:
                yield UnknownFinding(told, index, self._successors(name))
            elif not covers_finding(told, self._known[name]):
                yield OtherDocument(told, index, self._known[name])

    def _successors(self, name: str) -> tuple[Finding, ...]:
        """The findings that may have taken the place of one: of its rule, or else of a rule on the same fact."""
        rule = name.rpartition("-")[0]
        unnamed = self._unnamed.values()
        if same := tuple(finding for finding in unnamed if finding.rule.id == rule):
            return same
        facts = {fact for one in self.rules if one.id == rule for fact in one.watches}
        return tuple(finding for finding in unnamed if facts.intersection(finding.rule.watches))

    def _of_findings(self, told: Announcement, findings: Sequence[Finding]) -> Iterator[Shortfall]:
        """Yield what is wrong with an announcement of some findings, each thing once."""
        short = [found for finding in findings if (found := self._short(told, finding))]
        if short:
            yield max(short, key=lambda found: found.earliest)
        open_to = [finding for finding in findings if finding.rule.duty is Duty.OBJECT]
        if open_to and not told.object_until:
            yield NoObjectionDay(told, open_to[0])

    def _short(self, told: Announcement, finding: Finding) -> ShortNotice | None:
        """That a finding takes effect too soon: on a vendor's own first day, or on that of its announcement."""
        earliest, first = self.earliest(finding), _first_day(finding)
        starts = first or max(told.effective or self.today, self.built_on)
        is_told_already = first is None and starts < self.today  # as a day that is over
        if starts >= earliest or is_told_already:
            return None
        return ShortNotice(told, finding, starts, earliest, is_of_vendor=first is not None)

    def earliest(self, finding: Finding) -> date:
        """The first day on which a finding may take effect, if customers are told today; at most that of `date.max`."""
        promised = self.promised if finding.level is Level.MATERIAL else None
        periods = [period for period in (finding.rule.notice, promised) if period]
        days = max((period.whole_days for period in periods), default=0)
        return self.today + timedelta(days=min(days, (date.max - self.today).days))

    def postponed(self, finding: Finding) -> date | None:
        """The same, if it is later than today, where all that was published before is in force by then."""
        day = max(self.earliest(finding), self.built_on)
        return day if day > self.today else None


def _first_day(finding: Finding) -> date | None:
    """A vendor's own first day, where the finding is that it comes, or comes on another day; from then it has data."""
    change = finding.change
    is_new = change.event in {Event.ADDED, Event.REPLACED} or change.fact == "subprocessors.since"
    return change.after.entry.since if is_new and isinstance(change.after.entry, Subprocessor) else None


def covers_finding(told: Announcement, finding: Finding) -> bool:
    """Whether an announcement covers a finding: it names it, and `documents:` do not leave its document out."""
    return finding.id in told.findings and (not told.documents or finding.document in told.documents)
