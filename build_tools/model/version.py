"""Which texts of a document have been published, and which of them was in force on a day?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import takewhile

from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.document import Document, Part
from build_tools.model.problem import Problem


class Provenance(StrEnum):
    """Where a date comes from."""

    GIT = "git"
    """A commit says it."""
    DECLARED = "declared"
    """The source says it."""


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A day, and where it is known from."""

    day: KnownDay
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the published branch."""

    commit: str
    """Its full name, in hexadecimal."""
    author: str
    """The author of record."""
    decided: datetime
    """When the author of record made the change; with zone."""
    published: datetime
    """When it reached the published branch: its committer's date; with zone."""
    subject: str
    """The first line of its message."""

    def __str__(self) -> str:
        return f"{self.commit[:12]} ({self.subject})" if self.subject else self.commit[:12]


@dataclass(frozen=True, slots=True)
class Version:
    """A document as it was published on a date."""

    name: str
    """That date, `2026-02-14`; a second one on the same day is `2026-02-14.2`."""
    document: Document
    """The text, rendered from its own revision."""
    revision: Revision
    decided: RecordedDay | None
    """When its author of record made it; not known of a policy older than its repository."""
    published: RecordedDay
    """When it reached the published branch."""
    notified: RecordedDay | None = None
    """When customers were told of it: always none, since a record of the ledger never changes. `Publication.notified`
    has the day of its notice."""
    effective: RecordedDay | None = None
    """When it takes effect, where that was announced."""
    until: KnownDay | None = None
    """The day on which another text takes its place, or the document is withdrawn; none where that is not known."""
    was: KnownDay | None = None
    """The wrong day under which it was published, where the source corrects it."""

    @property
    def named(self) -> KnownDay:
        """The day after which it is named, for ever. Files that never change state it."""
        return self.was or self.published.day

    @property
    def start(self) -> KnownDay:
        """The day from which it is in force: the effective day where there is one, else that of its publication."""
        return (self.effective or self.published).day

    @property
    def takes_effect_later(self) -> bool:
        """Whether its first day in force is later than the day of its publication."""
        return self.start.first > self.published.day.last

    @property
    def never_applied(self) -> bool:
        """Whether a later text took its place before the day on which it was to take effect."""
        return self.takes_effect_later and self.until is not None and self.until.first <= self.start.first

    @property
    def fingerprint(self) -> str:
        """That of its document."""
        return self.document.fingerprint


class Standing(StrEnum):
    """What a version is on a day."""

    IN_FORCE = "in force"
    COMING = "coming"
    """It is published, and takes effect on a later day."""
    ENDED = "ended"
    """It was in force until another text took its place, or its document was withdrawn."""
    NEVER_APPLIED = "never applied"
    """A later text took its place before it took effect."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The texts of a document that count on a day."""

    version: Version | None
    """The text in force at the end of the day; none before the first one, and after a withdrawal."""
    coming: tuple[Version, ...]
    """The texts that take effect on later days, the first one first."""
    withdrawal: KnownDay | None
    """The later day from which the document has no text; none where no withdrawal was announced."""
    is_certain: bool
    """False where only the month of the text's publication is known, and the day lies in that month."""

    def standing(self, version: Version) -> Standing:
        """What one of the document's versions is on the day."""
        if self.version and version.name == self.version.name:
            return Standing.IN_FORCE
        if any(version.name == one.name for one in self.coming):
            return Standing.COMING
        return Standing.NEVER_APPLIED if version.never_applied else Standing.ENDED


@dataclass(frozen=True)
class Versions:
    """All versions of one document, the first one first. There is always one."""

    all: tuple[Version, ...]

    def __iter__(self) -> Iterator[Version]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @property
    def latest(self) -> Version:
        """The one published last."""
        return self.all[-1]

    @property
    def document(self) -> str:
        """The id of the document."""
        return self.latest.document.id

    def is_shown_by(self, document: Document) -> bool:
        """Whether a document of today reads as the latest version, which is not withdrawn; else it is a draft."""
        return not self.latest.until and self.latest.document.reads_as(document)

    @cached_property
    def by_name(self) -> dict[str, Version]:
        """The versions by their names."""
        return {version.name: version for version in self.all}

    def on(self, day: date) -> InForce:
        """The text in force on a day and those still to come (decision 13 of the design).

        This alone compares days with versions: pages, data and commands ask it. It counts every version that there
        is, also those published after the day.
        """
        begun = [version for version in self.all if version.start.first <= day]
        coming = tuple(version for version in self.all if day < version.start.first and not version.never_applied)
        newest = begun[-1] if begun else None
        is_over = newest is not None and newest.until is not None and newest.until.first <= day
        end = self.latest.until
        return InForce(
            version=None if is_over else newest,
            coming=coming,
            withdrawal=end if end and day < end.first else None,
            is_certain=newest is None or newest.start.last <= day,
        )

    def up_to(self, version: Version) -> "Versions":
        """The versions up to one of them, which is the latest of these."""
        return Versions(self.all[: self.all.index(version) + 1])

    def changed(self, anchor: str) -> Version:
        """The version in which a passage of the latest one came to read as it does.

        Raises: KeyError: the latest version has no such passage.
        """
        latest = self.latest.document.parts[anchor]
        return self._since(lambda parts: anchor in parts and parts[anchor].reads_as(latest))

    def appeared(self, anchor: str) -> Version:
        """The version since which a passage of the latest one has been there, whatever it said."""
        return self._since(lambda parts: anchor in parts)

    def _since(self, holds: Callable[[Mapping[str, Part]], bool]) -> Version:
        """The first of those versions, up to the latest one, of whose passages something holds."""
        return list(takewhile(lambda version: holds(version.document.parts), reversed(self.all)))[-1]


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """What a published commit made of the documents."""

    revision: Revision
    published: RecordedDay
    steps: tuple[tuple[str, str, str], ...]
    """Each document that it changed, with the names of the versions before and after; empty where there is none."""
    announcements: tuple[Announcement, ...]
    """Legal's words about it."""
    mailbox: str
    """Where questions about personal data went then: it names who published."""
    effective: RecordedDay | None = None
    """The day on which all of it takes effect, where that is later than its publication."""
    taken_back: KnownDay | None = None
    """The day on which a later publication took it back, before it took effect."""
    was: KnownDay | None = None
    """The wrong day under which it was published, where the source corrects it."""

    @property
    def named(self) -> KnownDay:
        """The day after which it is named, for ever."""
        return self.was or self.published.day

    @property
    def start(self) -> KnownDay:
        """The day from which all of it is in force."""
        return (self.effective or self.published).day


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A commit that was no publication, since its source cannot be read."""

    revision: Revision
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """All texts that were ever published."""

    histories: Mapping[str, Versions]
    """The versions of each document that there is or was, by its id."""
    records: tuple[PublicationRecord, ...] = ()
    """What each published commit did, the first one first."""
    unpublished: tuple[Unpublished, ...] = ()
    """The commits that were left out."""
    head: str = ""
    """The commit up to which it goes; empty before the first one."""

    def coming_on(self, day: date) -> tuple[PublicationRecord, ...]:
        """The publications that take effect after a day, the first one first.

        Each takes effect no earlier than the one before it, save those that were taken back.
        """
        return tuple(record for record in self.records if day < record.start.first and not record.taken_back)

    @property
    def in_order(self) -> Iterator[Version]:
        """All versions, in the order in which they were published."""
        steps = (step for record in self.records for step in record.steps)
        return (self.histories[document].by_name[name] for document, _, name in steps if name)
