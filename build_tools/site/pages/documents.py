"""Makes the pages that show documents as they are on the day of the build, and the hand-written pages."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from build_tools.documents.environment import Templates
from build_tools.model.current import CurrentDocument
from build_tools.model.document import Document
from build_tools.model.feed import Feed
from build_tools.model.page import Alternate, Page
from build_tools.model.publication import Publication
from build_tools.model.version import Version, Versions
from build_tools.site.content import Content
from build_tools.site.data.files import DataFiles
from build_tools.site.feeds.atom_rss_json import offer
from build_tools.site.pages.change_labels import NewsWords
from build_tools.site.pages.front_matter import write_page
from build_tools.site.pages.old_links import move_links
from build_tools.site.pages.section_dates import stamp
from build_tools.site.pages.version_labels import HistoryWords
from build_tools.site.pages.versions import ArchivePages
from build_tools.text.markdown_escaping import as_plain

HOME = "index"
"""The id of the home page."""


@dataclass(frozen=True, slots=True)
class DocumentPages:
    """Makes the pages of the documents as they are on the day of the build, and the hand-written pages."""

    content: Content
    archive: ArchivePages
    news_words: NewsWords
    layouts: Templates
    feeds: Sequence[Feed]
    data: DataFiles

    @property
    def words(self) -> HistoryWords:
        """The words around versions."""
        return self.news_words.history

    @property
    def robots(self) -> str:
        """The rule for search engines: they leave a draft out."""
        return "" if self.content.archive.records else "noindex"

    def make_page(self, page: Document) -> Page:
        """A hand-written page. The home page of a draft, and of a site before its first day, says so."""
        body = self._link(page.body)
        if page.id == HOME and (said := self._standing):
            heading, _, rest = body.partition("\n")
            notice = self.layouts.render("history/draft.md", said=said)
            body = f"{heading}\n\n{notice.strip()}\n{rest}"
        front = {"title": page.title, "description": page.summary, "robots": self.robots}
        return write_page(f"{page.id}.md", body, page.menu, **front)

    @property
    def _standing(self) -> str:
        """What the home page says of the whole site; empty where something is in force."""
        labels, documents = self.words.labels, self.content.documents
        if not self.content.archive.records:
            return str(labels.draft_site)
        is_to_come = any(one.coming for one in documents) and not any(one.version for one in documents)
        return str(labels.not_in_force) if is_to_come else ""

    def make_document(self, current: CurrentDocument) -> Page:
        """The page of a document: the text in force with its days, or the text at hand marked as a draft."""
        document, versions, version = current.document, current.versions, current.version
        updated = self.layouts.render(
            "history/updated.md",
            labels=self.words.labels,
            day=self._day(current),
            in_force=self._in_force_from(version) if version and version.takes_effect_later else "",
            news=self.news_words.news(self.content.news, document.id),
            coming=list(self._changes_to_come(current)),
            downloads=self.archive.downloads(version, "") if version else [],
            **(self.archive.picker(versions) if versions else {"versions": [], "all": ""}),
        )
        shown = versions.up_to(version) if versions and version else versions
        body = stamp(document, shown, self._entries(document.id), self.words) if shown else document.body
        heading, _, rest = self._link(body).partition("\n")
        return write_page(
            f"{document.id}.md",
            f"{heading}\n\n{updated.strip()}\n{rest}",
            document.menu,
            title=document.title,
            description=document.summary,
            modified=str(version.published.day if version else ""),
            robots=self.robots,
            alternates=[asdict(one) for one in self._offers(document)],
            structured_data=self._structured(version, versions) if version and versions else "",
        )

    def _offers(self, document: Document) -> Iterator[Alternate]:
        """Yield what the page of a document offers to programs: its feed, and the facts of its table."""
        yield from (offer(feed) for feed in self.feeds if feed.name == document.id)
        yield from self.data.offers_of(document)

    def _link(self, body: str) -> str:
        """A text whose links lead only to places that there are.

        Where a change is still to come, the texts in force and the pages at hand may be of different revisions.
        """
        return move_links(body, self._find_place) if self.content.upcoming else body

    def _find_place(self, page: str, place: str) -> str:
        current = next((one for one in self.content.documents if f"{one.id}.md" == page), None)
        known = current is None or place.removeprefix("#") in current.document.parts
        return f"{page}{place if known else ''}"

    def _day(self, current: CurrentDocument) -> str:
        """When the text in force was published; nothing of a draft."""
        if current.version:
            return self.words.on(self.words.labels.last_updated, day=current.version.published.day)
        return "" if current.is_draft else self.words.labels.not_in_force

    def _in_force_from(self, version: Version) -> str:
        return self.words.on(self.news_words.labels.in_force, day=version.start)

    def _changes_to_come(self, current: CurrentDocument) -> Iterator[dict[str, Any]]:
        """Yield the texts that take effect later, each with what changes and until when one can object."""
        labels, news = self.words.labels, self.news_words
        for version in current.coming:
            brought = list(self._brought(current.id, version))
            objections = [one.object_until for one in brought if one.object_until]
            redline = f"changelog/{brought[0].name}.md#{current.id}" if len(brought) == 1 else ""
            yield {
                "when": self.words.on(labels.new_text, day=version.start),
                "changes": [
                    {"title": as_plain(news.plain_title(one)), "address": f"changelog/{one.name}.md"} for one in brought
                ],
                "new_text": f"{current.id}/{version.name}.md",
                "redline": redline,
                "object_until": news.on(news.labels.object_until, min(objections)) if objections else "",
            }
        if current.withdrawal:
            yield {"when": self.words.on(labels.withdrawal, day=current.withdrawal), "changes": [], "new_text": ""}

    def _brought(self, document: str, version: Version) -> Iterator[Publication]:
        """Yield the publications that change a document on the day on which a version takes effect.

        A version that never applies is part of the one that took its place.
        """
        for publication in reversed(self.content.news.publications):
            if publication.start == version.start and any(step.document == document for step in publication.steps):
                yield publication

    def _entries(self, document: str) -> frozenset[str]:
        """The ids of vendors and retention entries, unless a section of the document has the same one."""
        policy = self.content.in_force
        sections = {section for listed in policy.documents if listed.id == document for section in listed.sections}
        return frozenset(entry.id for entry in (*policy.subprocessors, *policy.retention)) - sections

    def _structured(self, version: Version, versions: Versions) -> str:
        """What the page is, for programs (schema.org WebPage, as JSON-LD 1.1)."""
        controller, publication = self.content.in_force.controller, self.content.policy.publication
        told = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": version.document.title,
            "inLanguage": publication.language,
            "version": version.name,
            "datePublished": str(versions.all[0].published.day),
            "dateModified": str(version.published.day),
            "publisher": {"@type": "Organization", "name": controller.legal_name or controller.name},
        }
        return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
