"""Defines what stands at the address of a document on a day: the text in force, or a draft."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from build_tools.model.day import KnownDay
from build_tools.model.document import Document
from build_tools.model.version import Archive, Version, Versions


@dataclass(frozen=True, slots=True)
class CurrentDocument:
    """A document at its own address, `/privacy-policy/`, on the day of the build."""

    document: Document
    """The text in force, the text at hand of a draft, or a heading alone where no text is in force yet."""
    versions: Versions | None = None
    """All versions; none where it was never published."""
    version: Version | None = None
    """The version in force, which reads as the document; none of a draft, and where no text is in force yet."""
    coming: tuple[Version, ...] = ()
    """The texts that take effect on later days, the first one first."""
    withdrawal: KnownDay | None = None
    """The later day from which the document has no text."""

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.document.id

    @property
    def is_draft(self) -> bool:
        """Whether the text at hand is not published."""
        return self.version is None and not self.coming


def find_current_documents(documents: Sequence[Document], archive: Archive, today: date) -> Iterator[CurrentDocument]:
    """Yield the documents of the site, in the order of the menu.

    `documents` are those of the source at hand. One that is to be withdrawn on a later day comes after them.
    """
    for document in documents:
        yield _find(document, archive.histories.get(document.id), today)
    listed = {document.id for document in documents}
    for versions in archive.histories.values():
        if versions.document not in listed and versions.on(today).withdrawal:
            yield _show(versions, today)


def _find(document: Document, versions: Versions | None, today: date) -> CurrentDocument:
    if versions is None or not versions.is_shown_by(document):
        return CurrentDocument(document, versions)
    return _show(versions, today)


def _show(versions: Versions, today: date) -> CurrentDocument:
    """A document that is published and no draft."""
    found = versions.on(today)
    document = found.version.document if found.version else _heading(versions.latest.document)
    return CurrentDocument(document, versions, found.version, found.coming, found.withdrawal)


def _heading(document: Document) -> Document:
    """A document of which no text is in force yet."""
    return replace(document, body=f"# {document.title}\n\n{document.summary}\n", lines=(), parts={})
