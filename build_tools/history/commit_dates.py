"""Dates publications: by the commit's date in git, unless the source declares another day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from build_tools.history.errors import WrongDayError, out_of_calendar
from build_tools.model.day import KnownDay
from build_tools.model.settings import Adoption, CorrectedDay
from build_tools.model.version import Provenance, RecordedDay, Revision

_TOLERANCE = timedelta(hours=1)
"""How far the clocks of two computers may differ."""
_FARTHEST_ZONE = timedelta(hours=14)
"""How far a time zone can be ahead of UTC."""


@dataclass(frozen=True, slots=True)
class Dating:
    """The time of the run and the days that the source declares."""

    now: datetime
    """The time of this run, with zone: nothing was published after it."""
    adopted: Adoption | None = None
    corrected: Sequence[CorrectedDay] = ()

    def published(self, revision: Revision, time_zone: str, *, is_first: bool) -> RecordedDay:
        """The declared day, or the committer's in the policy's time zone. Raises WrongDayError if it cannot be true."""
        day = _day(revision, revision.published, time_zone)
        if is_first and self.adopted:
            adopted = self.adopted.published
            if adopted.first > day:
                what = f"adopted.published is {adopted}, after the first commit of the source, {revision}, of {day}"
                raise WrongDayError(what, "Write when the policy was first published in policy_src/policy.yml.")
            return RecordedDay(adopted, Provenance.DECLARED)
        for correction in self.corrected:
            if not revision.commit.startswith(correction.revision):
                continue
            if correction.published > (self.now + _FARTHEST_ZONE).date():
                commit, declared = correction.revision, correction.published
                what = f"corrected_days gives commit {commit} the day {declared}, which is in the future"
                raise WrongDayError(what, "Write the day on which it was published in policy_src/policy.yml.")
            return RecordedDay(KnownDay.of(correction.published), Provenance.DECLARED)
        if revision.published > self.now + _TOLERANCE:
            raise WrongDayError(f"commit {revision} is dated {day}, which is in the future", _declare(revision))
        return RecordedDay(KnownDay.of(day), Provenance.GIT)

    def was(self, revision: Revision) -> KnownDay | None:
        """The wrong day under which a commit was published, where the source declares the true one."""
        days = (day.was for day in self.corrected if revision.commit.startswith(day.revision))
        return next((KnownDay.of(day) for day in days if day), None)

    def decided(self, revision: Revision, time_zone: str, *, is_first: bool) -> RecordedDay | None:
        """The day of the author of record; not known for a policy that is older than its repository."""
        if is_first and self.adopted:
            return None
        return RecordedDay(KnownDay.of(_day(revision, revision.decided, time_zone)), Provenance.GIT)


def check_order(before: RecordedDay | None, revision: Revision, published: RecordedDay) -> None:
    """Raises WrongDayError if a publication is dated before the previous one."""
    if before and published.day.last < before.day.first:
        what = (
            f"commit {revision} is dated {published.day}, before the previous publication, of {before.day}: "
            f"a clock was wrong, or the time zone changed"
        )
        raise WrongDayError(what, _declare(revision))


def _day(revision: Revision, moment: datetime, time_zone: str) -> date:
    try:
        return moment.astimezone(ZoneInfo(time_zone)).date()
    except OverflowError:
        raise out_of_calendar(revision.commit) from None


def _declare(revision: Revision) -> str:
    entry = f"- revision: {revision.commit[:12]}, published, reason."
    return f"Declare its true day in policy_src/policy.yml under corrected_days: {entry}"
