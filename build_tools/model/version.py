"""Defines the versions of documents, and finds which version is in force on a day."""

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
    """The source of a date."""

    GIT = "git"
    DECLARED = "declared"
    """A statement in the source."""


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A day and its source."""

    day: KnownDay
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the published branch."""

    commit: str
    author: str
    decided: datetime
    """When the author made the change, with time zone."""
    published: datetime
    """When it reached the published branch (committer date), with time zone."""
    subject: str
    """The first line of the commit message."""

    def __str__(self) -> str:
        return f"{self.commit[:12]} ({self.subject})" if self.subject else self.commit[:12]


class InForceFrom:
    """The days of something that is published and takes effect."""

    __slots__ = ()
    published: RecordedDay
    effective: RecordedDay | None
    was: KnownDay | None

    @property
    def named(self) -> KnownDay:
        """The day in its name, which never changes."""
        return self.was or self.published.day

    @property
    def start(self) -> KnownDay:
        """The first day in force: the effective day, or else the day of publication."""
        return (self.effective or self.published).day


@dataclass(frozen=True, slots=True)
class Version(InForceFrom):
    """A published version of a document."""

    name: str
    """Its day, `2026-02-14`; the second on a day is `2026-02-14.2`."""
    document: Document
    """The text, rendered from its revision."""
    revision: Revision
    decided: RecordedDay | None
    """When its author made it; unknown if the policy is older than its repository."""
    published: RecordedDay
    notified: RecordedDay | None = None
    """Always none, because records of the ledger never change. `Publication.notified` is the day of the notice."""
    effective: RecordedDay | None = None
    until: KnownDay | None = None
    """The day on which another version replaces it, or the document is withdrawn, if known."""
    was: KnownDay | None = None
    """The wrong day of publication, if the source corrects it."""

    @property
    def takes_effect_later(self) -> bool:
        """Whether it takes effect later than it was published."""
        return self.start.first > self.published.day.last

    @property
    def never_applied(self) -> bool:
        """Whether a later version replaced it before it took effect."""
        return self.takes_effect_later and self.until is not None and self.until.first <= self.start.first

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its document."""
        return self.document.fingerprint


class Standing(StrEnum):
    """The status of a version on a day."""

    IN_FORCE = "in force"
    COMING = "coming"
    ENDED = "ended"
    NEVER_APPLIED = "never applied"
    """Another version replaced it before it took effect."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The version of a document in force on a day, and later ones."""

    version: Version | None
    """The version in force at the end of the day; none before the first version or after a withdrawal."""
    coming: tuple[Version, ...]
    """The versions that take effect on later days, earliest first."""
    withdrawal: KnownDay | None
    is_certain: bool
    """False if only the month of publication is known, and the day is in that month."""

    def standing(self, version: Version) -> Standing:
        """The status of a version on the day."""
        if self.version and version.name == self.version.name:
            return Standing.IN_FORCE
        if version.name in {later.name for later in self.coming}:
            return Standing.COMING
        return Standing.NEVER_APPLIED if version.never_applied else Standing.ENDED


@dataclass(frozen=True)
class Versions:
    """All versions of a document, oldest first. There is at least one."""

    all: tuple[Version, ...]

    def __iter__(self) -> Iterator[Version]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @property
    def latest(self) -> Version:
        """The newest version."""
        return self.all[-1]

    @property
    def document(self) -> str:
        """The id of the document."""
        return self.latest.document.id

    def is_shown_by(self, document: Document) -> bool:
        """Whether a document has the text of the latest version, which is not withdrawn. Otherwise it is a draft."""
        return not self.latest.until and self.latest.document.reads_as(document)

    @cached_property
    def by_name(self) -> dict[str, Version]:
        """The versions by name."""
        return {version.name: version for version in self.all}

    def on(self, day: date) -> InForce:
        """The version in force on a day and later ones. Nothing else compares days with versions (decision 29)."""
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
        """The versions up to and including one of them."""
        return Versions(self.all[: self.all.index(version) + 1])

    def changed(self, anchor: str) -> Version:
        """The version that gave a part of the latest version its text. Raises KeyError if it has no such part."""
        latest = self.latest.document.parts[anchor]
        return self._since(lambda parts: anchor in parts and parts[anchor].reads_as(latest))

    def appeared(self, anchor: str) -> Version:
        """The version that added a part of the latest version."""
        return self._since(lambda parts: anchor in parts)

    def _since(self, holds: Callable[[Mapping[str, Part]], bool]) -> Version:
        return list(takewhile(lambda version: holds(version.document.parts), reversed(self.all)))[-1]


@dataclass(frozen=True, slots=True)
class PublicationRecord(InForceFrom):
    """The changes of the documents in a published commit."""

    revision: Revision
    published: RecordedDay
    steps: tuple[tuple[str, str, str], ...]
    """Each changed document with the names of its versions before and after, which may be empty."""
    announcements: tuple[Announcement, ...]
    mailbox: str
    """The privacy mailbox at that time, which identifies the publisher."""
    effective: RecordedDay | None = None
    taken_back: KnownDay | None = None
    was: KnownDay | None = None


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A commit that is no publication because its source cannot be read."""

    revision: Revision
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """All published versions."""

    histories: Mapping[str, Versions]
    """The versions of each current and former document, by its id."""
    records: tuple[PublicationRecord, ...] = ()
    """The publications, oldest first."""
    unpublished: tuple[Unpublished, ...] = ()
    head: str = ""
    """The newest commit; empty before the first."""

    @property
    def in_order(self) -> Iterator[Version]:
        """All versions in the order of publication."""
        steps = (step for record in self.records for step in record.steps)
        return (self.histories[document].by_name[name] for document, _, name in steps if name)
