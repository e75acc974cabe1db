"""Defines publications, the entries of the changelog: what a published commit changed for customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.finding import Detail
from build_tools.model.policy import Policy
from build_tools.model.rule import Level
from build_tools.model.version import Archive, InForceFrom, PublicationRecord, RecordedDay, Revision, Version


@dataclass(frozen=True, slots=True)
class CustomerFinding:
    """A finding of a publication, with all its texts."""

    id: str
    level: Level
    direction: str
    """`less protective`, `more protective` or `neutral`."""
    message: str
    title: str
    means: str
    """The meaning for the reader, in a sentence; may be empty."""
    details: tuple[Detail, ...]
    entry: str
    """The name of the changed entry, in the language of the policy; may be empty."""
    is_about_site: bool
    why: str
    """Why it matters: the reason of the ruling, or else of the rule."""
    law: tuple[str, ...]
    document: str
    """The id of its document; empty if uncertain."""
    path: str
    """The fact: `retention.usage-and-logs.period`."""
    before: str
    after: str
    passage: tuple[tuple[str, str], ...]
    """The changed words and those around them, each with `same`, `deleted` or `inserted`; empty if not needed."""
    language: str = "en"
    """The language of its sentences (BCP 47)."""


@dataclass(frozen=True, slots=True)
class Step:
    """The change of a document in a publication."""

    before: Version | None
    """The version before; none for a new document."""
    after: Version | None
    """The published version; none if the document was withdrawn."""

    @property
    def version(self) -> Version:
        """The newer version."""
        return self.after or cast(Version, self.before)  # at least one exists

    @property
    def document(self) -> str:
        """The id of the document."""
        return self.version.document.id


@dataclass(frozen=True, slots=True)
class Publication(InForceFrom):
    """The changes of a published commit."""

    name: str
    """Its day and permanent address, `2026-02-14`; the second on a day is `2026-02-14.2`."""
    revision: Revision
    published: RecordedDay
    steps: tuple[Step, ...]
    """The changed documents, in the order of the menu."""
    findings: tuple[CustomerFinding, ...]
    """The findings about the policy, most important first; empty for the first publication."""
    announcements: tuple[Announcement, ...]
    mailbox: str
    """The mailbox for questions and objections at that time."""
    is_first: bool = False
    effective: RecordedDay | None = None
    """The day on which all of it takes effect, if later than its publication."""
    taken_back: KnownDay | None = None
    """The day on which a later publication revoked it, before it took effect."""
    notified: date | None = None
    """The day on which its notice was sent to customers, if known."""
    was: KnownDay | None = None
    """The wrong day of publication, which its name keeps, if the source corrects it."""

    @property
    def level(self) -> Level | None:
        """The highest level of its findings, if any."""
        levels = {finding.level for finding in self.findings}
        return next((level for level in Level if level in levels), None)

    def is_coming(self, day: date) -> bool:
        """Whether it takes effect after a day."""
        return day < self.start.first and not self.taken_back

    @property
    def object_until(self) -> date | None:
        """The last day on which customers can object; the earliest if several."""
        return min(filter(None, (announcement.object_until for announcement in self.announcements)), default=None)


@dataclass(frozen=True, slots=True)
class Coming:
    """A change that takes effect later than it is published."""

    id: str
    """The id of an announcement, or the path of a fact: `subprocessors.sentry.since`."""
    day: date
    title: str
    document: str
    """The id of its document; empty if several or unknown."""
    publication: str
    object_until: date | None = None


def make_publication(
    archive: Archive, record: PublicationRecord, name: str, findings: Iterable[CustomerFinding]
) -> Publication:
    """The publication of a record in an archive, with the findings that are about the policy."""
    steps = tuple(
        Step(*(archive.histories[document].by_name.get(version) for version in versions))
        for document, *versions in record.steps
    )
    return Publication(
        name,
        record.revision,
        record.published,
        steps,
        tuple(finding for finding in findings if not finding.is_about_site),
        record.announcements,
        record.mailbox,
        is_first=record is archive.records[0],
        effective=record.effective,
        taken_back=record.taken_back,
        was=record.was,
    )


@dataclass(frozen=True, slots=True)
class News:
    """The publications as of a day."""

    today: date
    publications: tuple[Publication, ...] = ()
    """Newest first."""
    dated: tuple[Coming, ...] = ()
    """All changes that take or took effect later than they were published, earliest first."""

    @property
    def coming(self) -> tuple[Coming, ...]:
        """The changes that take effect after today."""
        return tuple(change for change in self.dated if change.day > self.today)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A published policy that takes effect on a later day."""

    day: date
    publications: tuple[str, ...]
    """The names of the publications that take effect on that day, earliest first."""
    object_until: date | None
    """The last day on which customers can object; the earliest if several."""
    policy: Policy
    """The policy, with references replaced by facts."""
