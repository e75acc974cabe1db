"""Which versions of each document does a history hold?

A version exists where what one reads of a document differs from the version before (decision 1 of the design).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from build_tools.history.commit_dates import Dating, check_order
from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.document import Document, RenderedRevision
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.version import (
    Archive,
    Provenance,
    PublicationRecord,
    RecordedDay,
    Revision,
    Unpublished,
    Version,
    Versions,
)

_LAUNCHED_BEFORE = Problem(
    Location("policy_src/policy.yml"),
    "the source says that the policy is a draft, and it was launched before",
    "Remove draft: true.",
    "launch-withdrawn",
)


def find_versions(
    editions: Iterable[tuple[Revision, RenderedRevision | Problems]], dating: Dating, head: str
) -> Archive:
    """All versions, from the source's editions, the oldest first.

    Raises: HistoryError: a date cannot be true.
    """
    finder = _Finder(dating)
    for revision, edition in editions:
        if isinstance(edition, Problems):
            finder.unpublished.append(Unpublished(revision, edition.problems))
        else:
            finder.take(revision, edition)
    histories = {document: Versions(tuple(versions)) for document, versions in finder.versions.items()}
    return Archive(histories, tuple(finder.records), tuple(finder.unpublished), head)


@dataclass(slots=True)
class _Finder:
    dating: Dating
    versions: dict[str, list[Version]] = field(default_factory=dict)
    records: list[PublicationRecord] = field(default_factory=list)
    unpublished: list[Unpublished] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    """The announcements that have found their publication."""

    def take(self, revision: Revision, edition: RenderedRevision) -> None:
        """See what an edition changes. A commit that changes no text needs no date."""
        if edition.is_draft:
            self._leave_out(revision)
            return
        present = {document.id: document for document in edition.documents}
        changed = [document for document in present.values() if self._is_new(document)]
        withdrawn = [name for name, versions in self.versions.items() if name not in present and not _is_gone(versions)]
        if not changed and not withdrawn:
            return
        is_first = not self.versions
        decided = self.dating.decided(revision, edition.time_zone, is_first=is_first)
        published = self.dating.published(revision, edition.time_zone, is_first=is_first)
        check_order(self.records[-1].published if self.records else None, revision, published)
        launch = edition.launch if is_first and not self.dating.adopted else None
        announcements = self._announcements(edition, {*withdrawn, *(document.id for document in changed)})
        if self._takes_back(present, published.day):
            effective = None
            self._take_back(published.day)
        else:
            effective = _effective(announcements, published, self.records[-1] if self.records else None, launch)
        was = self.dating.was(revision)
        record = PublicationRecord(revision, published, (), announcements, edition.mailbox, effective, was=was)
        self.records.append(
            replace(record, steps=(*self._add(changed, record, decided), *self._end(withdrawn, record)))
        )

    def _add(
        self, changed: Iterable[Document], record: PublicationRecord, decided: RecordedDay | None
    ) -> Iterator[tuple[str, str, str]]:
        """Add the versions that a publication makes, and yield its steps."""
        for document in changed:
            versions = self.versions.setdefault(document.id, [])
            before = versions[-1] if versions and not _is_gone(versions) else None
            name = _name(record.named, versions)
            version = Version(
                name, document, record.revision, decided, record.published, effective=record.effective, was=record.was
            )
            if before:
                versions[-1] = replace(before, until=version.start)
            versions.append(version)
            yield document.id, before.name if before else "", name

    def _end(self, withdrawn: Iterable[str], record: PublicationRecord) -> Iterator[tuple[str, str, str]]:
        """End the versions of the documents that a publication withdraws, and yield its steps."""
        for name in withdrawn:
            versions = self.versions[name]
            versions[-1] = replace(versions[-1], until=record.start)
            yield name, versions[-1].name, ""

    def _takes_back(self, present: Mapping[str, Document], day: KnownDay) -> bool:
        """Whether a source says what is in force, after publications that are still to take effect."""
        if not self.records or self.records[-1].taken_back or self.records[-1].start.first <= day.last:
            return False
        found = {name: Versions(tuple(versions)).on(day.last).version for name, versions in self.versions.items()}
        in_force = {name: version.document for name, version in found.items() if version}
        return in_force.keys() == present.keys() and all(in_force[name].reads_as(present[name]) for name in present)

    def _take_back(self, day: KnownDay) -> None:
        """Let nothing that was to take effect after a day do so (decision 0029)."""
        self.records = [
            replace(record, taken_back=day) if day.last < record.start.first and not record.taken_back else record
            for record in self.records
        ]
        for versions in self.versions.values():
            versions[:] = [
                replace(one, until=day) if one.until and day.last < one.until.first else one for one in versions
            ]

    def _leave_out(self, draft: Revision) -> None:
        """Note a commit that says that the policy is a draft. Before the launch no commit is a publication."""
        if self.records:
            self.unpublished.append(Unpublished(draft, (_LAUNCHED_BEFORE,)))
        else:
            self.unpublished.clear()

    def _announcements(self, edition: RenderedRevision, documents: AbstractSet[str]) -> tuple[Announcement, ...]:
        """Those that speak of these documents and have not been published yet."""
        new = tuple(
            told for told in edition.announcements if told.id not in self.told and any(map(told.concerns, documents))
        )
        self.told.update(told.id for told in new)
        return new

    def _is_new(self, document: Document) -> bool:
        versions = self.versions.get(document.id)
        return not versions or _is_gone(versions) or not versions[-1].document.reads_as(document)


def _is_gone(versions: Sequence[Version]) -> bool:
    """Whether a document has been withdrawn, or will be on a day that is known: its last text ends."""
    return versions[-1].until is not None


def _effective(
    announcements: Iterable[Announcement],
    published: RecordedDay,
    before: PublicationRecord | None,
    launch: date | None = None,
) -> RecordedDay | None:
    """The day on which a publication takes effect, where that is later than its own day; the latest day announced.

    `launch` is the day that the source names for its first publication.

    It holds all that the publication before it changed, so it is not in force earlier than that (decision 0029).
    """
    days = (launch, *(told.effective for told in announcements))
    announced = max((day for day in days if day), default=date.min)
    if before and before.start.first > max(announced, published.day.last):
        return before.effective
    return RecordedDay(KnownDay.of(announced), Provenance.DECLARED) if announced > published.day.last else None


def _name(day: KnownDay, before: Sequence[Version]) -> str:
    """The day of a version; the second one of a day ends with `.2`."""
    same_day = sum(version.name.partition(".")[0] == str(day) for version in before)
    return f"{day}.{same_day + 1}" if same_day else str(day)
