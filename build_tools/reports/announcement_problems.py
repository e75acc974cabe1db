"""Reports what is wrong with the announcement of a change, where, and how to mend it."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from build_tools.changes import announcement_check as check
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem

_FEW = 5
"""The most ids in a remedy."""
_Described = (
    check.NoObjectionDay
    | check.PastDay
    | check.UnknownFinding
    | check.OtherDocument
    | check.OtherDay
    | check.BeforeEarlier
)


@dataclass(frozen=True, slots=True)
class ShortfallReporter:
    """Reports shortfalls of announcements as problems."""

    locate: Callable[[Route], Location]
    """Gives the place of a value in the source, by its route."""
    order: tuple[str, ...]
    """The ids of the announcements of the source."""
    today: date
    base: str
    """The commit or branch that the change is compared with, as the user named it."""

    def __call__(self, shortfall: check.Shortfall) -> Problem:
        """The problem of a shortfall."""
        match shortfall:
            case check.Unannounced():
                return self._unannounced(shortfall)
            case check.ShortNotice():
                return self._short_notice(shortfall)
            case _:
                return self._problem(shortfall.announcement, *_describe(shortfall))

    def _unannounced(self, shortfall: check.Unannounced) -> Problem:
        finding, before = shortfall.finding, shortfall.named_before
        what = f"a material change is not announced: {_clause(finding)}"
        if before:
            what += f" (announcements/{before}.md names it, and belongs to an earlier publication: write another file)"
        is_later = shortfall.earliest > self.today
        in_time = f" with effective: {shortfall.earliest} or a later day" if is_later else ""
        remedy = (
            f"Name {finding.id} in findings: of an announcement{in_time}, or rule on it in rulings.yml. "
            f"{announce_command(self.base)} drafts an announcement of all that is missing."
        )
        return Problem(_place(finding), what, remedy, "unannounced-change")

    def _short_notice(self, shortfall: check.ShortNotice) -> Problem:
        announcement, finding, earliest = shortfall.announcement, shortfall.finding, shortfall.earliest
        days = f"customers must be informed {(earliest - self.today).days} days before"
        if shortfall.is_of_vendor:
            what = f"{_clause(finding)}: this begins on {shortfall.starts}, and {days}"
            return Problem(_place(finding), what, f"Write since: {earliest} or a later day.", "short-notice")
        what = f"this takes effect {_when(announcement)}, and {days}: {_clause(finding)}"
        return self._problem(announcement, "short-notice", what, _move_to(earliest), "effective")

    def _problem(self, announcement: Announcement, name: str, what: str, remedy: str, *route: str | int) -> Problem:
        """A problem at the place of a value of an announcement, or where it would be."""
        place = self.locate(("announcements", self.order.index(announcement.id), *route))
        return Problem(place, what, remedy, name)


def _describe(shortfall: _Described) -> tuple[str, str, str, *tuple[str | int, ...]]:
    """The check, the problem, the remedy and the route within the announcement."""
    announcement = shortfall.announcement
    begins = f"this takes effect {_when(announcement)}"
    match shortfall:
        case check.NoObjectionDay(_, finding):
            what = f"the last day on which customers can object is not stated: {_clause(finding)}"
            return "no-objection-day", what, "Write object_until: with the last day to object.", "object_until"
        case check.PastDay(_, key, day):
            which = {"effective": "takes effect on", "object_until": "is open to objections until"}[key]
            what = f"this {which} {day}, which has passed"
            return "past-day", what, f"Write a later day, or remove {key}:.", key
        case check.UnknownFinding(_, index, instead):
            what, remedy = _explain(announcement.findings[index], instead)
            return "unknown-finding", what, remedy, "findings", index
        case check.OtherDocument(_, index, finding):
            document = finding.document
            where = document or "no single document"
            what = f'"{announcement.findings[index]}" is a finding of {where}, which documents: leave out'
            remedy = f"Add {document} to documents:, or leave documents: out." if document else "Leave documents: out."
            return "other-document", what, remedy, "findings", index
        case check.OtherDay(_, later):
            what = f"{begins}, and announcements/{later.id}.md {_when(later)}; a publication has one effective day"
            remedy = f"Publish the two changes apart, or write effective: {later.effective} here."
            return "different-days", what, remedy, "effective"
        case check.BeforeEarlier(_, day):
            what = f"{begins}, and the change published before it, on which it builds, on {day}"
            return "day-before-earlier", what, _move_to(day), "effective"


def _explain(name: str, instead: Sequence[Finding]) -> tuple[str, str]:
    what = f'this change has no finding "{name}"'
    if not instead:
        return what, "Remove it. policy diff prints the ids of findings in brackets."
    if len(instead) > 1:
        names = " or ".join(finding.id for finding in instead[:_FEW])
        return what, f"Write the id that took its place: {names}{' …' if len(instead) > _FEW else ''}."
    (finding,) = instead
    remedy = f"Write {finding.id}, and make sure that the text is still true."
    return f"{what}; another one took its place: {_clause(finding)}", remedy


def announce_command(base: str, findings: Sequence[str] = ()) -> str:
    """The command that drafts an announcement of findings, by their ids, or else of all that lack one."""
    chosen = (word for name in findings for word in ("--finding", name))
    return shlex.join(["policy", "announce", "--against", base, *chosen])


def _move_to(day: date) -> str:
    return f"Write effective: {day} or a later day."


def _when(announcement: Announcement) -> str:
    return f"on {announcement.effective}" if announcement.effective else "as soon as it is published"


def _place(finding: Finding) -> Location:
    return finding.is_at or Location("policy_src")


def _clause(finding: Finding) -> str:
    """The message to customers, as the end of a sentence."""
    return finding.message.rstrip(".")
