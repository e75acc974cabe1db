"""What did a published commit change for customers? It is one entry of the changelog."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.finding import Detail
from build_tools.model.rule import Level
from build_tools.model.version import Archive, PublicationRecord, RecordedDay, Revision, Version


@dataclass(frozen=True, slots=True)
class CustomerFinding:
    """A finding as a publication keeps it."""

    id: str
    level: Level
    direction: str
    """For whom it is good: `less protective`."""
    message: str
    """What changed, in a sentence."""
    title: str
    """The same in a few words."""
    means: str
    """What it means for the reader, in a sentence; empty where the rule does not say."""
    details: tuple[Detail, ...]
    """What else of the entry a reader needs to judge it."""
    entry: str
    """The name of the entry that changed, in the language of the policy; empty where it is none."""
    is_about_site: bool
    """Whether customers are not told of it after all."""
    why: str
    """Why it matters: legal's reason where there is a ruling, else the rule's."""
    law: tuple[str, ...]
    """The law or guidance behind it."""
    document: str
    """The id of the document in which it is read; empty where nobody knows it for sure."""
    path: str
    """The fact, with the ids of its entries: `retention.usage-and-logs.period`."""
    before: str
    """What was there, in words; empty where nothing was."""
    after: str
    """What is there now, in words; empty where nothing is."""
    passage: tuple[tuple[str, str], ...]
    """The words that changed and those around them, each with what happened to it: `same`, `deleted`, `inserted`.
    Empty where before and after say it all."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a publication made of one document."""

    before: Version | None
    """The text before; none where the document is new."""
    after: Version | None
    """The text that it published; none where it withdrew the document."""

    @property
    def version(self) -> Version:
        """The newer one that there is."""
        return self.after or cast(Version, self.before)  # one of them there always is

    @property
    def document(self) -> str:
        """The id of the document."""
        return self.version.document.id


@dataclass(frozen=True, slots=True)
class Publication:
    """All that one published commit changed."""

    name: str
    """Its day, `2026-02-14`; a second one on the same day is `2026-02-14.2`. It is its address for ever."""
    revision: Revision
    published: RecordedDay
    steps: tuple[Step, ...]
    """What became of each document that it changed, in the order of the menu."""
    findings: tuple[CustomerFinding, ...]
    """Those about the policy, the most important first. None of the first publication: there is nothing to compare it
    with."""
    announcements: tuple[Announcement, ...]
    """Legal's words about it."""
    mailbox: str
    """Where questions and objections went then."""
    is_first: bool = False
    """Whether nothing was published before."""
    effective: RecordedDay | None = None
    """The day on which all of it takes effect, where that is later than its publication."""
    taken_back: KnownDay | None = None
    """The day on which a later publication took it back, before it took effect."""
    notified: date | None = None
    """The day on which its notice was sent to customers; none where that is not known."""
    was: KnownDay | None = None
    """The wrong day under which it was published, and after which it is named, where the source corrects it."""

    @property
    def level(self) -> Level | None:
        """The highest level of its findings; none where it has no findings."""
        levels = {finding.level for finding in self.findings}
        return next((level for level in Level if level in levels), None)

    @property
    def start(self) -> KnownDay:
        """The day from which all of it is in force."""
        return (self.effective or self.published).day

    def is_coming(self, day: date) -> bool:
        """Whether it takes effect after a day."""
        return day < self.start.first and not self.taken_back

    @property
    def object_until(self) -> date | None:
        """The last day on which a customer can object; the first one of several."""
        return min((told.object_until for told in self.announcements if told.object_until), default=None)


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
class Coming:
    """Something that takes effect on a later day than it was published."""

    id: str
    """What it is about: the id of an announcement, or the path of a fact, `subprocessors.sentry.since`."""
    day: date
    title: str
    """What it is, in words."""
    document: str
    """The id of the document in which it is read; empty where it is several or nobody knows."""
    publication: str
    """The name of the publication that brought it."""
    object_until: date | None = None
    """The last day on which a customer can object."""


@dataclass(frozen=True, slots=True)
class News:
    """What customers are told, as of a day."""

    today: date
    publications: tuple[Publication, ...] = ()
    """All of them, the newest first."""
    dated: tuple[Coming, ...] = ()
    """All that ever took effect, or will, on a later day than it was published; the first day first."""

    @property
    def coming(self) -> tuple[Coming, ...]:
        """What takes effect after today."""
        return tuple(one for one in self.dated if one.day > self.today)
