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
class Dated:
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
    decided: Dated | None
    """When its author of record made it; not known of a policy older than its repository."""
    published: Dated
    """When it reached the published branch."""
    notified: Dated | None = None
    """When customers were told of it."""
    effective: Dated | None = None
    """When it takes effect, where that was announced."""
    until: KnownDay | None = None
    """The day on which another text takes its place, or the document is withdrawn; none where that is not known."""

    @property
    def start(self) -> KnownDay:
        """The day from which it is in force: the effective day where there is one, else that of its publication."""
        return (self.effective or self.published).day

    def is_in_force(self, today: date) -> bool:
        """Whether it is in force on a day, as far as is known."""
        return self.start.first <= today and (self.until is None or today < self.until.first)

    @property
    def fingerprint(self) -> str:
        """That of its document."""
        return self.document.fingerprint


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
        return not self.latest.until and self.latest.document.words == document.words

    @cached_property
    def by_name(self) -> dict[str, Version]:
        """The versions by their names."""
        return {version.name: version for version in self.all}

    def in_force_on(self, day: date) -> Version | None:
        """The version in force at the end of a day; none before the first one, and after a withdrawal.

        Raises: UncertainDayError: of the first version only the month is known, and the day lies in it.
        """
        begun = [version for version in self.all if version.start.first <= day]
        if not begun:
            return None
        version = begun[-1]
        if day < version.start.last:
            raise UncertainDayError(version)
        return None if version.until and version.until.first <= day else version

    def changed(self, anchor: str) -> Version:
        """The version in which a passage of the latest one came to read as it does.

        Raises: KeyError: the latest version has no such passage.
        """
        words = self.latest.document.parts[anchor].words
        return self._since(lambda parts: anchor in parts and parts[anchor].words == words)

    def appeared(self, anchor: str) -> Version:
        """The version since which a passage of the latest one has been there, whatever it said."""
        return self._since(lambda parts: anchor in parts)

    def _since(self, holds: Callable[[Mapping[str, Part]], bool]) -> Version:
        """The first of those versions, up to the latest one, of whose passages something holds."""
        return list(takewhile(lambda version: holds(version.document.parts), reversed(self.all)))[-1]


class UncertainDayError(Exception):
    """Nobody can say whether a version was in force on a day: only the month of its publication is known."""

    def __init__(self, version: Version) -> None:
        self.version = version
        super().__init__(f"the text was published in {version.start}, on a day that is not known")


@dataclass(frozen=True, slots=True)
class Issue:
    """What a published commit made of the documents."""

    revision: Revision
    published: Dated
    steps: tuple[tuple[str, str, str], ...]
    """Each document that it changed, with the names of the versions before and after; empty where there is none."""
    announcements: tuple[Announcement, ...]
    """Legal's words about it."""
    mailbox: str
    """Where questions about personal data went then: it names who published."""


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
    issues: tuple[Issue, ...] = ()
    """What each published commit did, the first one first."""
    unpublished: tuple[Unpublished, ...] = ()
    """The commits that were left out."""
    head: str = ""
    """The commit up to which it goes; empty before the first one."""

    @property
    def in_order(self) -> Iterator[Version]:
        """All versions, in the order in which they were published."""
        steps = (step for issue in self.issues for step in issue.steps)
        return (self.histories[document].by_name[name] for document, _, name in steps if name)
