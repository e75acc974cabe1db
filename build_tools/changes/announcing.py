"""Are customers told of each material change, early enough, and of nothing that is over?

The rules say how long before a change takes effect customers are told, and so does the policy that is in force: what
it promises holds until another text takes its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from build_tools.model.announcement import Announcement
from build_tools.model.change import Event
from build_tools.model.finding import Finding
from build_tools.model.period import Period
from build_tools.model.rule import Duty, Level
from build_tools.model.subprocessor import Subprocessor


@dataclass(frozen=True, slots=True)
class Unannounced:
    """No announcement speaks of a material finding."""

    finding: Finding
    earliest: date
    """The first day on which it may take effect, if it is published today."""


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
    """An announcement speaks of a finding that is none of the change."""

    announcement: Announcement
    index: int
    """Which of its findings it is, from 0."""


Shortfall = Unannounced | ShortNotice | NoObjectionDay | PastDay | UnknownFinding
"""One thing that is wrong with how a change is announced."""


@dataclass(frozen=True, slots=True)
class Announcing:
    """A change that is to be published."""

    findings: Sequence[Finding]
    announcements: Sequence[Announcement]
    """Those that have not been published with an earlier change."""
    promised: Period | None
    """How long before a material change takes effect customers are told, as the policy before the change promises."""
    today: date
    """The day on which it would be published."""

    def shortfalls(self) -> Iterator[Shortfall]:
        """Yield all that is wrong with how the change is announced."""
        told: dict[str, list[Finding]] = {announcement.id: [] for announcement in self.announcements}
        for finding in self.findings:
            if finding.level is Level.MATERIAL:
                covering = [one for one in self.announcements if speaks_of(one, finding)]
                for one in covering:
                    told[one.id].append(finding)
                if not covering:
                    yield Unannounced(finding, self._earliest(finding))
        for announcement in self.announcements:
            yield from self._over(announcement)
            yield from self._unknown(announcement)
            yield from self._of_findings(announcement, told[announcement.id])

    def _over(self, told: Announcement) -> Iterator[Shortfall]:
        if told.effective and told.effective < self.today:
            yield PastDay(told, "effective", told.effective)
        if told.object_until and told.object_until < self.today:
            yield PastDay(told, "object_until", told.object_until)

    def _unknown(self, told: Announcement) -> Iterator[Shortfall]:
        known = {finding.id for finding in self.findings}
        for index, name in enumerate(told.findings):
            if name not in known:
                yield UnknownFinding(told, index)

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
        earliest, first = self._earliest(finding), _first_day(finding)
        starts = first or told.effective or self.today
        is_told_already = first is None and starts < self.today  # as a day that is over
        if starts >= earliest or is_told_already:
            return None
        return ShortNotice(told, finding, starts, earliest, is_of_vendor=first is not None)

    def _earliest(self, finding: Finding) -> date:
        """The first day on which a finding may take effect, if customers are told today."""
        periods = [period for period in (finding.rule.notice, self.promised) if period]
        return self.today + timedelta(days=max((period.whole_days for period in periods), default=0))


def _first_day(finding: Finding) -> date | None:
    """A vendor's own first day, where the finding is that it comes, or comes on another day; from then it has data."""
    change = finding.change
    is_new = change.event in {Event.ADDED, Event.REPLACED} or change.fact == "subprocessors.since"
    return change.after.entry.since if is_new and isinstance(change.after.entry, Subprocessor) else None


def speaks_of(told: Announcement, finding: Finding) -> bool:
    """Whether an announcement speaks of a finding: it names none, or this one; and no document, or that of this one."""
    is_named = not told.findings or finding.id in told.findings
    return is_named and (not told.documents or finding.document in told.documents)
