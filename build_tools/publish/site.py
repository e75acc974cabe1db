"""Of which pages and files does the site consist?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from build_tools.documents.environment import Templates
from build_tools.model.document import Document
from build_tools.model.feed import Feed
from build_tools.model.page import LEDGER, Alternate, Page, Site
from build_tools.model.policy import Policy
from build_tools.model.publication import News
from build_tools.model.version import Archive, Versions
from build_tools.publish.archive_pages import ArchivePages
from build_tools.publish.changelog_pages import ChangelogPages
from build_tools.publish.checklist_schema import make_checklists_schema
from build_tools.publish.compare_page import make_compare_page
from build_tools.publish.data_files import DataFiles
from build_tools.publish.download_links import DownloadLinks
from build_tools.publish.feed_formats import offer, write_feeds
from build_tools.publish.feed_list import CALENDAR, find_site
from build_tools.publish.findings_schema import make_findings_schema
from build_tools.publish.front_matter import write_page
from build_tools.publish.history_words import HistoryWords
from build_tools.publish.news_words import NewsWords
from build_tools.publish.redlines import Redlines
from build_tools.publish.stamps import stamp

FINDINGS_SCHEMA = "data/schemas/findings.schema.json"
"""Where the JSON Schema of findings is published."""
_CHECKLISTS_SCHEMA = "data/schemas/checklists.schema.json"
_REDLINE_STYLES = "assets/styles/redline.css"
_REDLINE_CSS = Path(__file__).parent / "redline.css"

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
    news: News
    ledger: str
    """The ledger of the archive, as JSON."""
    downloads: Mapping[str, bytes] = field(default_factory=dict)
    """The files as which versions can be kept, by their paths."""


def make_site(content: Content, layouts: Templates, words: NewsWords) -> Site:
    """The site: home page, documents, changelog, the other hand-written pages; beside the menu, all else."""
    publication, controller = content.policy.publication, content.policy.controller
    owner = " · ".join(filter(None, (controller.legal_name or controller.name, controller.address)))
    present = {f"{page.id}.md": page.title for page in (*content.documents, *content.pages)}
    offered = DownloadLinks(content.downloads, content.policy.wording.downloads, words.language)
    archive = ArchivePages(content.archive, words, layouts, present, content.news.today, offered=offered)
    redlines = Redlines(words.language)
    changelog = ChangelogPages(content.news, archive, words, layouts, redlines)
    feeds = list(_make_feeds(content, archive, words, redlines))
    data = DataFiles(content.policy, content.documents, content.news, archive)
    maker = _Maker(content, archive, words, layouts, feeds, data)
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
            *changelog.pages(),
            *map(_make_page, others),
            *make_compare_page(content.news, content.archive, words.history, content.policy.wording.compare, layouts),
            *archive.pages(),
        ),
        modified=max((version.published.day.first for version in content.archive.in_order), default=_BEFORE),
        files={
            LEDGER: content.ledger.encode(),
            FINDINGS_SCHEMA: make_findings_schema(),
            _CHECKLISTS_SCHEMA: make_checklists_schema(),
            _REDLINE_STYLES: _REDLINE_CSS.read_bytes(),
            **dict(data.files()),
            **content.downloads,
            **dict(write_feeds(feeds)),
            **dict(_make_calendar(content, words, feeds)),
        },
        alternates=(*_offers(feeds, words), *data.offers()),
    )


def _make_feeds(content: Content, archive: ArchivePages, words: NewsWords, redlines: Redlines) -> Iterator[Feed]:
    """Yield the feeds; none without a publication, and none where nobody says at which address the site stands."""
    if site := find_site(content.policy, content.archive):
        from build_tools.publish.feed_entries import FeedMaker  # noqa: PLC0415 - slow to import, and a check does without

        maker = FeedMaker(content.news, archive, words, redlines, site)
        yield from maker.feeds(content.policy.controller.name)


def _make_calendar(content: Content, words: NewsWords, feeds: Sequence[Feed]) -> Iterator[tuple[str, bytes]]:
    """Yield the calendar, where there are feeds."""
    if feeds:
        from build_tools.publish.calendar import write_calendar  # noqa: PLC0415 - slow to import
        from build_tools.publish.feed_entries import name_authority  # noqa: PLC0415 - the same

        authority = name_authority(content.archive)
        yield CALENDAR, write_calendar(content.news, words, feeds[0].author, feeds[0].site, authority)


def _offers(feeds: Sequence[Feed], words: NewsWords) -> Iterator[Alternate]:
    """Yield what every page offers to programs."""
    if feeds:
        yield from (offer(feed) for feed in feeds if feed.name in {"changelog", "material"})
        yield Alternate(CALENDAR, "text/calendar", f"{feeds[0].author}: {words.labels.title}")


def _make_page(page: Document) -> Page:
    return write_page(f"{page.id}.md", page.body, page.menu, title=page.title, description=page.summary)


@dataclass(frozen=True, slots=True)
class _Maker:
    content: Content
    archive: ArchivePages
    news_words: NewsWords
    layouts: Templates
    feeds: Sequence[Feed]
    data: DataFiles

    @property
    def words(self) -> HistoryWords:
        return self.news_words.history

    def make_document(self, document: Document) -> Page:
        """The page of a document: its text with its days, or marked as a draft."""
        versions = self.content.archive.histories.get(document.id)
        is_published = versions is not None and versions.is_shown_by(document)
        day = versions.latest.published.day if versions and is_published else None
        updated = self.layouts.render(
            "history/updated.md",
            labels=self.words.labels,
            day=self.words.on(self.words.labels.last_updated, day=day) if day else "",
            news=self.news_words.news(self.content.news, document.id),
            coming=self._coming(versions) if versions and is_published else None,
            downloads=self.archive.downloads(versions.latest, "") if versions and is_published else [],
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
            alternates=[asdict(one) for one in self._offers(document)],
            structured_data=self._structured(document, versions) if versions and day else "",
        )

    def _offers(self, document: Document) -> Iterator[Alternate]:
        """Yield what the page of a document offers to programs: its feed, and the facts of its table."""
        yield from (offer(feed) for feed in self.feeds if feed.name == document.id)
        yield from self.data.offers_of(document)

    def _coming(self, versions: Versions) -> dict[str, Any] | None:
        """That a text is still to take effect, and which ones are in force until then."""
        version, labels = versions.latest, self.news_words.labels
        if version.start.first <= self.content.news.today:
            return None
        today = self.content.news.today
        before = [one for one in versions.all[:-1] if one.until and max(one.start.first, today) < one.until.first]
        return {
            "told": labels.not_yet.fill(
                day=self.words.day(version.published.day), effective=self.words.day(version.start)
            ),
            "label": labels.until_then,
            "texts": [
                {"name": self.words.name(one), "address": f"{versions.document}/{one.name}.md"} for one in before
            ],
        }

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
