"""Works out how many days' notice an announcement must give, and the first day on which a change may take effect.

The rule of a finding states a notice period. For a material change, so does the policy in force, whose promise holds
until another text takes its place. The longer period counts.
"""

from datetime import date, timedelta

from build_tools.model.change import Event
from build_tools.model.finding import Finding
from build_tools.model.period import Period
from build_tools.model.rule import Level
from build_tools.model.subprocessor import Subprocessor


def notice_days(finding: Finding, promised: Period | None) -> int:
    """How many days before a finding takes effect customers must be informed; `promised` is the policy's own period."""
    periods = (finding.rule.notice, promised if finding.level is Level.MATERIAL else None)
    return max((period.whole_days for period in periods if period), default=0)


def earliest_day(finding: Finding, promised: Period | None, today: date) -> date:
    """The first day on which a finding may take effect if customers are informed today; at most `date.max`."""
    return today + timedelta(days=min(notice_days(finding, promised), (date.max - today).days))


def vendor_start(finding: Finding) -> date | None:
    """The day from which a vendor receives data, if the finding is that it is new or starts on another day."""
    change = finding.change
    is_new = change.event in {Event.ADDED, Event.REPLACED} or change.fact == "subprocessors.since"
    return change.after.entry.since if is_new and isinstance(change.after.entry, Subprocessor) else None
