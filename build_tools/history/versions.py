"""Which versions of each document does a history hold?

A version exists where what one reads of a document differs from the version before (decision 1 of the design).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from build_tools.history.dates import Dating, check_order
from build_tools.model.day import KnownDay
from build_tools.model.document import Document, Edition
from build_tools.model.problem import Problems
from build_tools.model.version import Archive, Dated, Revision, Unpublished, Version, Versions


def find_versions(editions: Iterable[tuple[Revision, Edition | Problems]], dating: Dating, head: str) -> Archive:
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
    return Archive(histories, tuple(finder.order), tuple(finder.unpublished), head)


@dataclass(slots=True)
class _Finder:
    dating: Dating
    versions: dict[str, list[Version]] = field(default_factory=dict)
    order: list[tuple[str, str]] = field(default_factory=list)
    unpublished: list[Unpublished] = field(default_factory=list)
    last: Dated | None = None
    """The publication before."""

    def take(self, revision: Revision, edition: Edition) -> None:
        """See what an edition changes. A commit that changes no text needs no date."""
        present = {document.id: document for document in edition.documents}
        changed = [document for document in present.values() if self._is_new(document)]
        withdrawn = [versions for name, versions in self.versions.items() if name not in present]
        if not changed and all(versions[-1].until for versions in withdrawn):
            return
        is_first = not self.versions
        decided = self.dating.decided(revision, edition.time_zone, is_first=is_first)
        published = self.dating.published(revision, edition.time_zone, is_first=is_first)
        check_order(self.last, revision, published)
        self.last = published
        for document in changed:
            versions = self.versions.setdefault(document.id, [])
            self._end(versions, published.day)
            name = _name(published.day, versions)
            versions.append(Version(name, document, revision, decided, published))
            self.order.append((document.id, name))
        for versions in withdrawn:
            self._end(versions, published.day)

    def _is_new(self, document: Document) -> bool:
        versions = self.versions.get(document.id)
        return not versions or bool(versions[-1].until) or versions[-1].document.words != document.words

    def _end(self, versions: list[Version], day: KnownDay) -> None:
        """A text ends when another takes its place, or when its document is withdrawn."""
        if versions and not versions[-1].until:
            versions[-1] = replace(versions[-1], until=day)


def _name(day: KnownDay, before: Sequence[Version]) -> str:
    """The day of a version; the second one of a day ends with `.2`."""
    same_day = sum(version.published.day == day for version in before)
    return f"{day}.{same_day + 1}" if same_day else str(day)
