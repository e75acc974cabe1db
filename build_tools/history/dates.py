"""On which day was a commit published? What git says, unless the source declares better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from build_tools.history.faults import HistoryError
from build_tools.model.day import KnownDay
from build_tools.model.settings import Adoption, CorrectedDay
from build_tools.model.version import Dated, Provenance, Revision, Version

_TOLERANCE = timedelta(hours=1)
"""How far the clocks of two computers may be apart."""


@dataclass(frozen=True, slots=True)
class Dating:
    """What is needed to date a commit."""

    now: datetime
    """When this run takes place, with zone: nothing was published after it."""
    adopted: Adoption | None = None
    corrected: Sequence[CorrectedDay] = ()

    def published(self, revision: Revision, time_zone: str, *, is_first: bool) -> Dated:
        """When a commit was published: its committer's date in the policy's time zone.

        Raises: HistoryError: the date lies in the future, or a declared one contradicts it.
        """
        day = _day(revision.published, time_zone)
        if is_first and self.adopted:
            return Dated(self._adoption(self.adopted.published, revision, day), Provenance.DECLARED)
        for correction in self.corrected:
            if revision.commit.startswith(correction.revision):
                return Dated(KnownDay.of(correction.published), Provenance.DECLARED)
        if revision.published > self.now + _TOLERANCE:
            what = f"commit {revision} is dated {day}, which is still to come"
            raise HistoryError(what, _declare(revision))
        return Dated(KnownDay.of(day), Provenance.GIT)

    def decided(self, revision: Revision, time_zone: str, *, is_first: bool) -> Dated | None:
        """When the author of record made a commit; not known of a policy older than its repository."""
        if is_first and self.adopted:
            return None
        return Dated(KnownDay.of(_day(revision.decided, time_zone)), Provenance.GIT)

    def check_order(self, before: Sequence[Version], revision: Revision, published: Dated) -> None:
        """See that a version is not dated before the one that it follows.

        Raises: HistoryError: it is.
        """
        if before and published.day.last < before[-1].published.day.first:
            earlier = before[-1]
            what = (
                f"commit {revision} is dated {published.day}, before the version of {earlier.published.day} that it "
                f"follows: a clock was wrong, or the time zone changed"
            )
            raise HistoryError(what, _declare(revision))

    def _adoption(self, adopted: KnownDay, revision: Revision, day: date) -> KnownDay:
        if adopted.first > day:
            what = f"adopted.published is {adopted}, after the first commit of the source, {revision}, of {day}"
            raise HistoryError(what, "Write when the policy was first published in policy_src/policy.yml.")
        return adopted


def _day(moment: datetime, time_zone: str) -> date:
    return moment.astimezone(ZoneInfo(time_zone)).date()


def _declare(revision: Revision) -> str:
    return (
        f"Declare its true day in policy_src/policy.yml under corrected_days: "
        f"- revision: {revision.commit[:12]}, published, reason."
    )
