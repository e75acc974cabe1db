"""Finds the text at the address of a document on a day: the text in force, or a draft."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from build_tools.model.day import KnownDay
from build_tools.model.document import Document
from build_tools.model.version import Archive, Version, Versions


@dataclass(frozen=True, slots=True)
class CurrentDocument:
    """A document at its address, `/privacy-policy/`, on the day of the build."""

    document: Document
    """The text in force, the text of a draft, or only a heading if no text is in force yet."""
    versions: Versions | None = None
    """All versions; none if it was never published."""
    version: Version | None = None
    """The version in force; none for a draft, or if no text is in force yet."""
    coming: tuple[Version, ...] = ()
    """The texts that take effect on later days, earliest first."""
    withdrawal: KnownDay | None = None
    """The later day from which the document has no text."""

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.document.id

    @property
    def is_draft(self) -> bool:
        """Whether the text is not published."""
        return self.version is None and not self.coming


def find_current_documents(documents: Sequence[Document], archive: Archive, today: date) -> Iterator[CurrentDocument]:
    """Yield the `documents` of a source, and then those that will be withdrawn on a later day."""
    for document in documents:
        found = archive.histories.get(document.id)
        yield _show(found, today) if found and found.is_shown_by(document) else CurrentDocument(document, found)
    listed = {document.id for document in documents}
    for versions in archive.histories.values():
        if versions.document not in listed and versions.on(today).withdrawal:
            yield _show(versions, today)


def _show(versions: Versions, today: date) -> CurrentDocument:
    found = versions.on(today)
    document = found.version.document if found.version else versions.latest.document
    if not found.version:
        document = replace(document, body=f"# {document.title}\n\n{document.summary}\n", lines=(), parts={})
    return CurrentDocument(document, versions, found.version, found.coming, found.withdrawal)
