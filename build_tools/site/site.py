"""Assembles the pages and files of the site."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from build_tools.changes.redline.styles import STYLES
from build_tools.documents.layout_environment import Templates
from build_tools.model.feed import Feed
from build_tools.model.page import LEDGER, Alternate, FilesOnDemand, Page, Site
from build_tools.reports import schemas
from build_tools.runtime.beside import make_beside
from build_tools.site.content import Content
from build_tools.site.data.files import DataFiles
from build_tools.site.feeds.atom_rss_json import offer, write_feeds
from build_tools.site.feeds.catalog import CALENDAR
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.changelog import ChangelogPages
from build_tools.site.pages.compare import make_compare_page
from build_tools.site.pages.documents import DocumentPages
from build_tools.site.pages.versions import VersionPages
from build_tools.site.version_parts import PartsOfVersions

_MANY = 60
"""How many versions are worth another process."""


def make_site(content: Content, layouts: Templates, words: ChangeLabels, parts: PartsOfVersions) -> Site:
    """The site: in the menu the home page, documents, changelog and hand-written pages; then all other pages."""
    policy, publication = content.in_force, content.policy.publication
    controller = policy.controller
    archive = _make_archive(content, layouts, words)
    is_long = sum(map(len, content.archive.histories.values())) >= _MANY
    old_pages = make_beside(archive.pages) if is_long else archive.pages()  # while the rest is made here
    feeds = list(_make_feeds(content, archive, words, parts))
    data = DataFiles(content, archive, words, lambda version: parts.of(version).text)
    offers = [offer(feed) for feed in feeds if feed.name in {"changelog", "material"}]
    offers += [Alternate(CALENDAR, "text/calendar", f"{feeds[0].author}: {words.labels.title}")] if feeds else []
    return Site(
        name=publication.site_name,
        owner=" · ".join(filter(None, (controller.legal_name or controller.name, controller.address))),
        address=publication.address or "",
        language=publication.language,
        pages=_make_pages(content, DocumentPages(content, archive, words, layouts, feeds, data), parts, old_pages),
        modified=max((version.published.day.first for version in content.archive.in_order), default=date(1970, 1, 1)),
        files=_join(
            {
                LEDGER: content.ledger.encode(),
                **{f"data/schemas/{path.name}": path.read_bytes() for path in (schemas.FINDINGS, schemas.CHECKLISTS)},
                "assets/styles/redline.css": STYLES.read_bytes(),
                **dict(data.files()),
                **content.downloads,
                **dict(_make_calendar(content, words, feeds)),
            },
            write_feeds(feeds),
        ),
        alternates=(*offers, *data.offers()),
    )


def _join(files: Mapping[str, bytes], others: FilesOnDemand) -> FilesOnDemand:
    return FilesOnDemand({**{path: partial(bytes, content) for path, content in files.items()}, **others.writers})


def make_pages(content: Content, layouts: Templates, words: ChangeLabels) -> tuple[Page, ...]:
    """The pages of the site alone, in the order of the menu. They show no redlines and offer no feeds."""
    archive = _make_archive(content, layouts, words)
    data = DataFiles(content, archive, words, lambda _: b"")
    return _make_pages(content, DocumentPages(content, archive, words, layouts, (), data), None, archive.pages())


def _make_archive(content: Content, layouts: Templates, words: ChangeLabels) -> VersionPages:
    documents = (current.document for current in content.documents)
    present = {f"{page.id}.md" for page in (*documents, *content.pages)}
    return VersionPages(content.archive, words, layouts, present, content.news.today, files=content.downloads)


def _make_pages(
    content: Content, maker: DocumentPages, parts: PartsOfVersions | None, old_pages: Iterable[Page]
) -> tuple[Page, ...]:
    words, layouts, archive = maker.change_labels, maker.layouts, maker.archive
    pages = tuple(map(maker.make_page, content.pages))
    home = tuple(page for page in pages if page.path == "index.md")
    return (
        *home,
        *map(maker.make_document, content.documents),
        *ChangelogPages(content.news, archive, words, layouts, parts).pages(),
        *(page for page in pages if page not in home),
        *make_compare_page(content.news, content.archive, words.history, content.policy.wording.compare, layouts),
        *old_pages,
    )


def _make_feeds(content: Content, archive: VersionPages, words: ChangeLabels, parts: PartsOfVersions) -> Iterator[Feed]:
    """Yield the feeds; none without a publication. Without a safe address, their links are relative to each file."""
    if not content.archive.records:
        return
    from build_tools.site.feeds.entries import FeedBuilder  # noqa: PLC0415 - slow to import, and a check does without

    site, owner = content.policy.publication.safe_address, content.policy.controller.name
    feeds = FeedBuilder(content.news, archive, words, parts, site or "../").feeds(owner)
    if site:
        yield from feeds
        return
    archived = FeedBuilder(content.news, archive, words, parts, "../../").feeds(owner)
    yield from (replace(feed, archived=deeper) for feed, deeper in zip(feeds, archived, strict=True))


def _make_calendar(content: Content, words: ChangeLabels, feeds: Sequence[Feed]) -> Iterator[tuple[str, bytes]]:
    if feeds:
        from build_tools.site.feeds.calendar import write_calendar  # noqa: PLC0415 - slow to import

        site = content.policy.publication.safe_address
        yield CALENDAR, write_calendar(content.news, words, feeds[0].author, site, content.archive)
