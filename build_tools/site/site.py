"""Of which pages and files does the site consist?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from build_tools.changes.redline.html import STYLES
from build_tools.documents.environment import Templates
from build_tools.model.feed import Feed
from build_tools.model.page import LEDGER, Alternate, Page, Site
from build_tools.model.policy import Policy
from build_tools.reports.checklist_results_schema import make_checklists_schema
from build_tools.reports.findings_schema import make_findings_schema
from build_tools.site.content import Content
from build_tools.site.data.files import DataFiles
from build_tools.site.feeds.atom_rss_json import offer, write_feeds
from build_tools.site.feeds.catalog import CALENDAR
from build_tools.site.pages.change_labels import NewsWords
from build_tools.site.pages.changelog import ChangelogPages
from build_tools.site.pages.compare import make_compare_page
from build_tools.site.pages.documents import DocumentPages
from build_tools.site.pages.download_links import DownloadLinks
from build_tools.site.pages.redlines import NoRedlines, Redlines
from build_tools.site.pages.versions import ArchivePages

FINDINGS_SCHEMA = "data/schemas/findings.schema.json"
"""Where the JSON Schema of findings is published."""
_CHECKLISTS_SCHEMA = "data/schemas/checklists.schema.json"
_REDLINE_STYLES = "assets/styles/redline.css"

_BEFORE = date(1970, 1, 1)
"""In place of the day of the newest text, where there is none yet."""


def make_site(content: Content, layouts: Templates, words: NewsWords) -> Site:
    """The site: home page, documents, changelog, the other hand-written pages; beside the menu, all else."""
    publication = content.policy.publication
    archive, redlines = _make_archive(content, layouts, words), Redlines(words.language)
    feeds = list(_make_feeds(content, archive, words, redlines))
    data = DataFiles(content.in_force, content.upcoming, content.documents, content.news, archive, words)
    return Site(
        name=publication.site_name,
        owner=_owner(content.in_force),
        address=publication.address or "",
        language=publication.language,
        pages=_make_pages(content, DocumentPages(content, archive, words, layouts, feeds, data), redlines),
        modified=max((version.published.day.first for version in content.archive.in_order), default=_BEFORE),
        files={
            LEDGER: content.ledger.encode(),
            FINDINGS_SCHEMA: make_findings_schema(),
            _CHECKLISTS_SCHEMA: make_checklists_schema(),
            _REDLINE_STYLES: STYLES.read_bytes(),
            **dict(data.files()),
            **content.downloads,
            **dict(write_feeds(feeds)),
            **dict(_make_calendar(content, words, feeds)),
        },
        alternates=(*_offers(feeds, words), *data.offers()),
    )


def make_pages(content: Content, layouts: Templates, words: NewsWords) -> tuple[Page, ...]:
    """The pages of the site alone, in the order of the menu. They show no redlines and offer no feeds."""
    archive = _make_archive(content, layouts, words)
    data = DataFiles(content.in_force, content.upcoming, content.documents, content.news, archive, words)
    return _make_pages(content, DocumentPages(content, archive, words, layouts, (), data), NoRedlines(words.language))


def _make_archive(content: Content, layouts: Templates, words: NewsWords) -> ArchivePages:
    present = {f"{page.id}.md": page.title for page in (*(one.document for one in content.documents), *content.pages)}
    offered = DownloadLinks(content.downloads, content.policy.wording.downloads, words.language)
    return ArchivePages(content.archive, words, layouts, present, content.news.today, offered=offered)


def _make_pages(content: Content, maker: DocumentPages, redlines: Redlines) -> tuple[Page, ...]:
    words, layouts, archive = maker.news_words, maker.layouts, maker.archive
    pages = tuple(maker.make_page(page) for page in content.pages)
    home = tuple(page for page in pages if page.path == "index.md")
    return (
        *home,
        *map(maker.make_document, content.documents),
        *ChangelogPages(content.news, archive, words, layouts, redlines).pages(),
        *(page for page in pages if page not in home),
        *make_compare_page(content.news, content.archive, words.history, content.policy.wording.compare, layouts),
        *archive.pages(),
    )


def _owner(policy: Policy) -> str:
    """Who is responsible for the site."""
    controller = policy.controller
    return " · ".join(filter(None, (controller.legal_name or controller.name, controller.address)))


def _make_feeds(content: Content, archive: ArchivePages, words: NewsWords, redlines: Redlines) -> Iterator[Feed]:
    """Yield the feeds; none without a publication. Without a safe address, their links are relative to each file."""
    if not content.archive.records:
        return
    from build_tools.site.feeds.entries import FeedMaker  # noqa: PLC0415 - slow to import, and a check does without

    site, owner = content.policy.publication.safe_address, content.policy.controller.name
    feeds = FeedMaker(content.news, archive, words, redlines, site or "../").feeds(owner)
    if site:
        yield from feeds
        return
    archived = FeedMaker(content.news, archive, words, redlines, "../../").feeds(owner)
    yield from (replace(feed, archived=deeper) for feed, deeper in zip(feeds, archived, strict=True))


def _make_calendar(content: Content, words: NewsWords, feeds: Sequence[Feed]) -> Iterator[tuple[str, bytes]]:
    """Yield the calendar, where there are feeds."""
    if feeds:
        from build_tools.site.feeds.calendar import write_calendar  # noqa: PLC0415 - slow to import
        from build_tools.site.feeds.entries import name_authority  # noqa: PLC0415 - the same

        authority = name_authority(content.archive)
        site = content.policy.publication.safe_address
        yield CALENDAR, write_calendar(content.news, words, feeds[0].author, site, authority)


def _offers(feeds: Sequence[Feed], words: NewsWords) -> Iterator[Alternate]:
    """Yield what every page offers to programs."""
    if feeds:
        yield from (offer(feed) for feed in feeds if feed.name in {"changelog", "material"})
        yield Alternate(CALENDAR, "text/calendar", f"{feeds[0].author}: {words.labels.title}")
