"""Are customers told of each material change, early enough, and of nothing that is over?

The rules say how long before a change takes effect customers are told, and so does the policy that is in force: what
it promises holds until another text takes its place.
"""

from collections.abc import Iterable, Iterator, Sequence
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

    def _of_findings(self, told: Announcement, findings: Iterable[Finding]) -> Iterator[Shortfall]:
        """Yield what is wrong with an announcement of some findings, each thing once."""
        early = [(self._earliest(finding), self._starts(finding, told), finding) for finding in findings]
        late = [found for found in early if found[1] < found[0] and not (told.effective and found[1] < self.today)]
        if late:
            earliest, day, finding = max(late, key=lambda found: found[0])
            yield ShortNotice(told, finding, day, earliest)
        open_to = [finding for *_, finding in early if finding.rule.duty is Duty.OBJECT]
        if open_to and not told.object_until:
            yield NoObjectionDay(told, open_to[0])

    def _earliest(self, finding: Finding) -> date:
        """The first day on which a finding may take effect, if customers are told today."""
        periods = [period for period in (finding.rule.notice, self.promised) if period]
        return self.today + timedelta(days=max((period.whole_days for period in periods), default=0))

    def _starts(self, finding: Finding, told: Announcement) -> date:
        """The day on which a finding takes effect: a vendor's own first day, or that of the announcement."""
        vendor = finding.change.after.entry
        is_new = finding.change.event in {Event.ADDED, Event.REPLACED} or finding.change.fact == "subprocessors.since"
        if isinstance(vendor, Subprocessor) and is_new and vendor.since:
            return vendor.since
        return told.effective or self.today


def speaks_of(told: Announcement, finding: Finding) -> bool:
    """Whether an announcement speaks of a finding: it names it, or else its document, or else nothing at all."""
    if told.findings:
        return finding.id in told.findings
    return not told.documents or finding.document in told.documents
