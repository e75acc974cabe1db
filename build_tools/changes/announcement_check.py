"""Finds material changes without an announcement, and announcements that are late, out of date or inconsistent."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from build_tools.changes.notice_period import earliest_day, vendor_start
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding, change_of
from build_tools.model.period import Period
from build_tools.model.rule import Duty, Level, Rule


@dataclass(frozen=True, slots=True)
class Unannounced:
    """A material finding that no announcement names."""

    finding: Finding
    earliest: date
    """The first day on which it may take effect, if it is published today."""
    named_before: str = ""
    """The id of an announcement of an earlier publication that names it."""


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """A finding that takes effect too soon; of several, the one with the longest notice period."""

    announcement: Announcement
    finding: Finding
    starts: date
    earliest: date
    is_of_vendor: bool = False
    """Whether it takes effect on a vendor's start date, and not on that of the announcement."""


@dataclass(frozen=True, slots=True)
class NoObjectionDay:
    """An announcement of a finding to which customers may object, without the last day to object."""

    announcement: Announcement
    finding: Finding


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day in an announcement that has passed."""

    announcement: Announcement
    key: Literal["effective", "object_until"]
    day: date


@dataclass(frozen=True, slots=True)
class UnknownFinding:
    """The id of a finding that the change does not have."""

    announcement: Announcement
    index: int
    """Its place in the announcement's list of findings, from 0."""
    instead: tuple[Finding, ...] = ()
    """The findings on the same fact that no announcement names. A single one replaced the unknown finding."""


@dataclass(frozen=True, slots=True)
class OtherDocument:
    """A finding in a document that the announcement's `documents:` leave out."""

    announcement: Announcement
    index: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class OtherDay:
    """An announcement whose effective day is missing or earlier than that of another one of the same publication."""

    announcement: Announcement
    later: Announcement


@dataclass(frozen=True, slots=True)
class BeforeEarlier:
    """An announcement with an effective day before that of the earlier publication that it builds on."""

    announcement: Announcement
    day: date
    """The effective day of the earlier publication."""


Shortfall = (
    Unannounced | ShortNotice | NoObjectionDay | PastDay | UnknownFinding | OtherDocument | OtherDay | BeforeEarlier
)


@dataclass(frozen=True)
class AnnouncementCheck:
    """A change that is about to be published, with its announcements."""

    findings: Sequence[Finding]
    announcements: Sequence[Announcement]
    """The announcements that were not published with an earlier change."""
    promised: Period | None
    today: date
    documents: AbstractSet[str] = frozenset()
    """The ids of the documents that read differently, are new or are withdrawn."""
    earlier: Sequence[Announcement] = ()
    rules: Sequence[Rule] = ()
    built_on: date = date.min
    """The day from which all earlier publications are in force. No later text is in force before it."""

    def shortfalls(self) -> Iterator[Shortfall]:
        """Yield all problems with how the change is announced."""
        misnamed = {each.id: list(self._find_misnamed(each)) for each in self.announcements}
        yield from self._find_unannounced([problem for problems in misnamed.values() for problem in problems])
        yield from self._find_other_days()
        for announcement in self.announcements:
            if announcement.effective and announcement.effective < self.today:
                yield PastDay(announcement, "effective", announcement.effective)
            if announcement.object_until and announcement.object_until < self.today:
                yield PastDay(announcement, "object_until", announcement.object_until)
            yield from misnamed[announcement.id]
            yield from self._find_late(announcement)

    @cached_property
    def _known(self) -> dict[str, Finding]:
        return {finding.id: finding for finding in self.findings}

    @cached_property
    def _unnamed(self) -> dict[str, Finding]:
        named = {name for announcement in self.announcements for name in announcement.findings}
        return {name: finding for name, finding in self._known.items() if name not in named}

    def _find_unannounced(self, misnamed: Sequence[UnknownFinding | OtherDocument]) -> Iterator[Shortfall]:
        unknown = (problem for problem in misnamed if isinstance(problem, UnknownFinding))
        replaced = {problem.instead[0].id for problem in unknown if len(problem.instead) == 1}
        before = {name: announcement.id for announcement in self.earlier for name in announcement.findings}
        for name, finding in self._unnamed.items():
            if finding.level is Level.MATERIAL and not finding.is_about_site and name not in replaced:
                yield Unannounced(finding, self.earliest(finding), before.get(name, ""))

    def _find_misnamed(self, announcement: Announcement) -> Iterator[UnknownFinding | OtherDocument]:
        for index, name in enumerate(announcement.findings):
            if name not in self._known:
                yield UnknownFinding(announcement, index, self._find_successors(name))
            elif not covers_finding(announcement, self._known[name]):
                yield OtherDocument(announcement, index, self._known[name])

    def _find_successors(self, name: str) -> tuple[Finding, ...]:
        """The unnamed findings on the change of an unknown id, or else of its rule, or else of a rule on its fact."""
        rule = name.rpartition("-")[0]
        unnamed = self._unnamed.values()
        if renamed := tuple(finding for key, finding in self._unnamed.items() if change_of(key) == change_of(name)):
            return renamed
        if same := tuple(finding for finding in unnamed if finding.rule.id == rule):
            return same
        facts = {fact for known in self.rules if known.id == rule for fact in known.watches}
        return tuple(finding for finding in unnamed if facts.intersection(finding.rule.watches))

    @cached_property
    def _relevant(self) -> list[Announcement]:
        """The announcements of documents that change. Others belong to no publication yet."""
        return [each for each in self.announcements if any(map(each.concerns, self.documents))]

    @cached_property
    def _latest(self) -> Announcement | None:
        dated = [each for each in self._relevant if each.effective and each.effective > self.today]
        return max(dated, key=lambda each: each.effective or self.today, default=None)

    @property
    def effective(self) -> date | None:
        """The day after today on which the change takes effect, if its announcements name one."""
        return self._latest.effective if self._latest else None

    def _find_other_days(self) -> Iterator[Shortfall]:
        if not (latest := self._latest):
            return
        for announcement in self._relevant:
            day = announcement.effective
            if day and day < self.today:
                continue  # reported as a past day
            if day != latest.effective:
                yield OtherDay(announcement, latest)
            elif day and day < self.built_on:
                yield BeforeEarlier(announcement, self.built_on)

    def _find_late(self, announcement: Announcement) -> Iterator[Shortfall]:
        named = (self._known[name] for name in dict.fromkeys(announcement.findings) if name in self._known)
        material = [finding for finding in named if finding.level is Level.MATERIAL]
        short = [found for finding in material if (found := self._check_notice(announcement, finding))]
        if short:
            yield max(short, key=lambda found: found.earliest)
        open_to = [finding for finding in material if finding.rule.duty is Duty.OBJECT]
        if open_to and not announcement.object_until:
            yield NoObjectionDay(announcement, open_to[0])

    def _check_notice(self, announcement: Announcement, finding: Finding) -> ShortNotice | None:
        earliest, start = self.earliest(finding), vendor_start(finding)
        starts = start or max(announcement.effective or self.today, self.built_on)
        is_past_day = start is None and starts < self.today  # reported as such
        if starts >= earliest or is_past_day:
            return None
        return ShortNotice(announcement, finding, starts, earliest, is_of_vendor=start is not None)

    def earliest(self, finding: Finding) -> date:
        """The first day on which a finding may take effect, if customers are informed today."""
        return earliest_day(finding, self.promised, self.today)

    def postponed(self, finding: Finding) -> date | None:
        """The first day after today on which a finding may take effect, with all earlier publications in force."""
        day = max(self.earliest(finding), self.built_on)
        return day if day > self.today else None


def covers_finding(announcement: Announcement, finding: Finding) -> bool:
    """Whether an announcement names a finding, and its `documents:` do not leave the finding's document out."""
    is_included = not announcement.documents or finding.document in announcement.documents
    return finding.id in announcement.findings and is_included
