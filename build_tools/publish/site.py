"""Of which pages and files does the site consist?"""

import json
from dataclasses import dataclass
from datetime import date

from build_tools.documents.environment import Templates
from build_tools.model.document import Document
from build_tools.model.page import Page, Site
from build_tools.model.policy import Policy
from build_tools.model.version import Archive, Versions
from build_tools.publish.archive_pages import ArchivePages
from build_tools.publish.findings_schema import make_findings_schema
from build_tools.publish.front_matter import write_page
from build_tools.publish.history_words import HistoryWords
from build_tools.publish.stamps import stamp

LEDGER = "data/versions.json"
"""Where the ledger is published."""
FINDINGS_SCHEMA = "data/schemas/findings.schema.json"
"""Where the JSON Schema of findings is published."""


_BEFORE = date(1970, 1, 1)
"""In place of the day of the newest text, where there is none yet."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that is to be published."""

    policy: Policy
    """With its facts in place in all prose."""
    documents: tuple[Document, ...]
    """In the order of the menu."""
    pages: tuple[Document, ...]
    """The hand-written ones."""
    archive: Archive
    ledger: str
    """The ledger of the archive, as JSON."""


def make_site(content: Content, layouts: Templates) -> Site:
    """The site: the home page, then the documents, then the other hand-written pages; beside the menu, the archive."""
    publication, controller = content.policy.publication, content.policy.controller
    owner = " · ".join(filter(None, (controller.legal_name or controller.name, controller.address)))
    words = HistoryWords(content.policy.wording.history, publication.language)
    present = {f"{page.id}.md": page.title for page in (*content.documents, *content.pages)}
    archive = ArchivePages(content.archive, words, layouts, present)
    maker = _Maker(content, archive, words, layouts)
    home = tuple(page for page in content.pages if page.id == "index")
    others = tuple(page for page in content.pages if page.id != "index")
    return Site(
        name=publication.site_name,
        owner=owner,
        address=publication.address or "",
        language=publication.language,
        pages=(
            *map(_make_page, home),
            *map(maker.make_document, content.documents),
            *map(_make_page, others),
            *archive.pages(),
        ),
        modified=max((version.published.day.first for version in content.archive.in_order), default=_BEFORE),
        files={LEDGER: content.ledger.encode(), FINDINGS_SCHEMA: make_findings_schema().encode()},
    )


def _make_page(page: Document) -> Page:
    return write_page(f"{page.id}.md", page.body, page.menu, title=page.title, description=page.summary)


@dataclass(frozen=True, slots=True)
class _Maker:
    content: Content
    archive: ArchivePages
    words: HistoryWords
    layouts: Templates

    def make_document(self, document: Document) -> Page:
        """The page of a document: its text with its days, or marked as a draft."""
        versions = self.content.archive.histories.get(document.id)
        is_published = versions is not None and not versions.latest.until and _is_same(versions, document)
        day = versions.latest.published.day if versions and is_published else None
        updated = self.layouts.render(
            "history/updated.md",
            labels=self.words.labels,
            day=self.words.on(self.words.labels.last_updated, day=day) if day else "",
            **(self.archive.picker(versions) if versions else {"versions": [], "all": ""}),
        )
        body = stamp(document, versions, self._entries(document.id), self.words) if versions else document.body
        heading, _, rest = body.partition("\n")
        return write_page(
            f"{document.id}.md",
            f"{heading}\n\n{updated.strip()}\n{rest}",
            document.menu,
            title=document.title,
            description=document.summary,
            modified=str(day or ""),
            structured_data=self._structured(document, versions) if versions and day else "",
        )

    def _entries(self, document: str) -> frozenset[str]:
        """The ids of vendors and retention entries, unless a section of the document has the same one."""
        policy = self.content.policy
        sections = {section for listed in policy.documents if listed.id == document for section in listed.sections}
        return frozenset(entry.id for entry in (*policy.subprocessors, *policy.retention)) - sections

    def _structured(self, document: Document, versions: Versions) -> str:
        """What the page is, for programs (schema.org WebPage, as JSON-LD 1.1)."""
        controller, publication = self.content.policy.controller, self.content.policy.publication
        told = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": document.title,
            "inLanguage": publication.language,
            "version": versions.latest.name,
            "datePublished": str(versions.all[0].published.day),
            "dateModified": str(versions.latest.published.day),
            "publisher": {"@type": "Organization", "name": controller.legal_name or controller.name},
        }
        return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def _is_same(versions: Versions, document: Document) -> bool:
    return versions.latest.document.words == document.words
