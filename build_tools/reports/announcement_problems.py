"""Says what is wrong with how a change is announced, where, and how to mend it."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from build_tools.changes.announcement_check import (
    BeforeEarlier,
    NoObjectionDay,
    OtherDay,
    OtherDocument,
    PastDay,
    Shortfall,
    ShortNotice,
    Unannounced,
    UnknownFinding,
)
from build_tools.model.announcement import Announcement
from build_tools.model.finding import Finding
from build_tools.model.policy import Route
from build_tools.model.problem import Location, Problem

_FEW = 5
"""How many ids a remedy lists at most."""


@dataclass(frozen=True, slots=True)
class ShortfallReporter:
    """Says what is wrong with how a change is announced, where, and how to mend it."""

    locate: Callable[[Route], Location]
    """Where a value of the source stands, by the way to it."""
    order: tuple[str, ...]
    """The announcements of the source, by their ids."""
    today: date
    base: str
    """What the change is held against, as it was named."""

    def __call__(self, shortfall: Shortfall) -> Problem:
        """The problem of a shortfall."""
        match shortfall:
            case Unannounced():
                return self._unannounced(shortfall)
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
            case UnknownFinding() | OtherDocument():
                return self._misnamed(shortfall)
            case OtherDay() | BeforeEarlier():
                return self._other_day(shortfall)

    def _unannounced(self, short: Unannounced) -> Problem:
        finding, before = short.finding, short.named_before
        what = f"a material change is announced nowhere: {_clause(finding)}"
        if before:
            what += f" (announcements/{before}.md names it, and belongs to an earlier publication: write another file)"
        in_time = f" with effective: {short.earliest} or a later day" if short.earliest > self.today else ""
        remedy = (
            f"Name {finding.id} in findings: of an announcement{in_time}, or rule on it in rulings.yml. "
            f"{announce_command(self.base)} drafts an announcement of all that is missing."
        )
        return Problem(_place(finding), what, remedy, "unannounced-change")

    def _misnamed(self, shortfall: UnknownFinding | OtherDocument) -> Problem:
        told, index = shortfall.announcement, shortfall.index
        if isinstance(shortfall, OtherDocument):
            check, document = "other-document", shortfall.finding.document
            where = document or "no single document"
            what = f'"{told.findings[index]}" is a finding of {where}, which documents: leave out'
            remedy = f"Add {document} to documents:, or leave documents: out." if document else "Leave documents: out."
        else:
            check = "unknown-finding"
            what, remedy = _explain(told.findings[index], shortfall.instead)
        return self._problem(told, check, what, remedy, "findings", index)

    def _other_day(self, shortfall: OtherDay | BeforeEarlier) -> Problem:
        told, begins = shortfall.announcement, f"this takes effect {_when(shortfall.announcement)}"
        if isinstance(shortfall, OtherDay):
            check, later = "different-days", shortfall.later
            what = f"{begins}, and announcements/{later.id}.md {_when(later)}; a publication has one effective day"
            remedy = f"Publish the two changes apart, or write effective: {later.effective} here."
        else:
            check, day = "day-before-earlier", shortfall.day
            what = f"{begins}, and the change published before it, on which it builds, on {day}"
            remedy = f"Write effective: {day} or a later day."
        return self._problem(told, check, what, remedy, "effective")

    def _short_notice(self, short: ShortNotice) -> Problem:
        told, finding = short.announcement, short.finding
        days = f"customers are to be told {(short.earliest - self.today).days} days before"
        if short.is_of_vendor:
            what = f"{_clause(finding)}: this begins on {short.starts}, and {days}"
            return Problem(_place(finding), what, f"Write since: {short.earliest} or a later day.", "short-notice")
        what = f"this takes effect {_when(told)}, and {days}: {_clause(finding)}"
        remedy = f"Write effective: {short.earliest} or a later day."
        return self._problem(told, "short-notice", what, remedy, "effective")

    def _problem(self, told: Announcement, check: str, what: str, remedy: str, *route: str | int) -> Problem:
        """A problem where something of an announcement stands, or would."""
        place = self.locate(("announcements", self.order.index(told.id), *route))
        return Problem(place, what, remedy, check)


def _explain(name: str, instead: Sequence[Finding]) -> tuple[str, str]:
    """What is wrong with the id of an unknown finding, and how to mend it."""
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
    """The command that drafts an announcement of findings, by their ids, or else of all that lack it."""
    chosen = (word for name in findings for word in ("--finding", name))
    return shlex.join(["policy", "announce", "--against", base, *chosen])


def _when(told: Announcement) -> str:
    """When an announcement says that it takes effect."""
    return f"on {told.effective}" if told.effective else "as soon as it is published"


def _place(finding: Finding) -> Location:
    """Where a change is seen in the source at hand."""
    return finding.stands_at or Location("policy_src")


def _clause(finding: Finding) -> str:
    """What customers are told, as the end of a sentence."""
    return finding.message.rstrip(".")
