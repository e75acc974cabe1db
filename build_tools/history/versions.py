"""Finds the versions of each document in a history.

A new version exists where the visible text of a document differs from the previous version (decision 0006).
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
    revisions: Iterable[tuple[Revision, RenderedRevision | Problems]], dating: Dating, head: str
) -> Archive:
    """All versions, from the rendered revisions of a source, the oldest first."""
    finder = _Finder(dating)
    for revision, rendered in revisions:
        if isinstance(rendered, Problems):
            finder.unpublished.append(Unpublished(revision, rendered.problems))
        else:
            finder.take(revision, rendered)
    histories = {document: Versions(tuple(versions)) for document, versions in finder.versions.items()}
    return Archive(histories, tuple(finder.records), tuple(finder.unpublished), head)


@dataclass(slots=True)
class _Finder:
    dating: Dating
    versions: dict[str, list[Version]] = field(default_factory=dict)
    records: list[PublicationRecord] = field(default_factory=list)
    unpublished: list[Unpublished] = field(default_factory=list)
    used_announcements: set[str] = field(default_factory=set)
    """The ids of the announcements that belong to a publication already."""

    def take(self, revision: Revision, rendered: RenderedRevision) -> None:
        """A commit that changes no text needs no date."""
        if rendered.is_draft:
            # before the launch no commit is a publication; afterwards a draft is an error
            self.unpublished = [*self.unpublished, Unpublished(revision, (_LAUNCHED_BEFORE,))] if self.records else []
            return
        present = {document.id: document for document in rendered.documents}
        changed = [document for document in present.values() if self._is_new(document)]
        withdrawn = [name for name, versions in self.versions.items() if name not in present and not _is_gone(versions)]
        if not changed and not withdrawn:
            return
        is_first = not self.versions
        decided = self.dating.decided(revision, rendered.time_zone, is_first=is_first)
        published = self.dating.published(revision, rendered.time_zone, is_first=is_first)
        last = self.records[-1] if self.records else None
        check_order(last.published if last else None, revision, published)
        launch = rendered.launch if is_first and not self.dating.adopted else None
        announcements = self._announcements(rendered, {*withdrawn, *(document.id for document in changed)})
        if self._takes_back(present, published.day):
            effective = None
            self._take_back(published.day)
        else:
            effective = _effective(announcements, published, last, launch)
        was = self.dating.was(revision)
        record = PublicationRecord(revision, published, (), announcements, rendered.mailbox, effective, was=was)
        steps = list(self._add(changed, record, decided))
        for name in withdrawn:
            ended = self.versions[name][-1]
            self.versions[name][-1] = replace(ended, until=record.start)
            steps.append((name, ended.name, ""))
        self.records.append(replace(record, steps=tuple(steps)))

    def _add(
        self, changed: Iterable[Document], record: PublicationRecord, decided: RecordedDay | None
    ) -> Iterator[tuple[str, str, str]]:
        day = str(record.named)
        for document in changed:
            versions = self.versions.setdefault(document.id, [])
            before = versions[-1] if versions and not _is_gone(versions) else None
            same_day = sum(version.name.partition(".")[0] == day for version in versions)
            name = f"{day}.{same_day + 1}" if same_day else day
            version = Version(
                name, document, record.revision, decided, record.published, effective=record.effective, was=record.was
            )
            if before:
                versions[-1] = replace(before, until=version.start)
            versions.append(version)
            yield document.id, before.name if before else "", name

    def _takes_back(self, present: Mapping[str, Document], day: KnownDay) -> bool:
        """Whether a source equals what is in force on a day, while later publications have not taken effect yet."""
        if not self.records or self.records[-1].taken_back or self.records[-1].start.first <= day.last:
            return False
        found = {name: Versions(tuple(versions)).on(day.last).version for name, versions in self.versions.items()}
        in_force = {name: version.document for name, version in found.items() if version}
        return in_force.keys() == present.keys() and all(in_force[name].reads_as(present[name]) for name in present)

    def _take_back(self, day: KnownDay) -> None:
        """Take back all publications that would take effect after a day (decision 0029)."""
        self.records = [
            replace(record, taken_back=day) if day.last < record.start.first and not record.taken_back else record
            for record in self.records
        ]
        for versions in self.versions.values():
            versions[:] = [
                replace(version, until=day) if version.until and day.last < version.until.first else version
                for version in versions
            ]

    def _announcements(self, rendered: RenderedRevision, documents: AbstractSet[str]) -> tuple[Announcement, ...]:
        """The announcements about these documents that belong to no earlier publication."""
        new = tuple(
            announcement
            for announcement in rendered.announcements
            if announcement.id not in self.used_announcements and any(map(announcement.concerns, documents))
        )
        self.used_announcements.update(announcement.id for announcement in new)
        return new

    def _is_new(self, document: Document) -> bool:
        versions = self.versions.get(document.id)
        return not versions or _is_gone(versions) or not versions[-1].document.reads_as(document)


def _is_gone(versions: Sequence[Version]) -> bool:
    """Whether a document has been withdrawn, or will be on a known day."""
    return versions[-1].until is not None


def _effective(
    announcements: Iterable[Announcement],
    published: RecordedDay,
    before: PublicationRecord | None,
    launch: date | None,
) -> RecordedDay | None:
    """The latest day announced, if later than the day of publication (decision 0029).

    A publication is not in force earlier than the one `before`, whose changes it contains.
    """
    days = (launch, *(announcement.effective for announcement in announcements))
    announced = max((day for day in days if day), default=date.min)
    if before and before.start.first > max(announced, published.day.last):
        return before.effective
    return RecordedDay(KnownDay.of(announced), Provenance.DECLARED) if announced > published.day.last else None
