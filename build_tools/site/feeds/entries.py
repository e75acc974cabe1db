"""Builds the feeds of a site and their entries.

An entry depends on its own publication alone, so that it stays the same after later ones. Its id names its feed too: a
feed reader may keep only one entry per id over all feeds, and a customer who follows two feeds would lose the other.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from build_tools.model.announcement import Announcement
from build_tools.model.feed import Category, Entry, Feed
from build_tools.model.publication import News, Publication, Step
from build_tools.model.version import Archive, Provenance
from build_tools.site.feeds.catalog import list_feeds
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.page_markdown import OldLinks
from build_tools.site.pages.versions import VersionPages
from build_tools.site.version_parts import PartsOfVersions
from build_tools.text.allowed_html import Allowed, sanitize
from build_tools.text.escaping import show_invisible
from build_tools.text.markdown import make_html
from build_tools.text.plain_text import inline_to_text

_MAILBOX_OF_TAGS = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
"""The mailboxes that are allowed in a `tag:` URI (RFC 4151, section 2.1)."""


class FeedBuilder:
    """Builds the feeds of a site."""

    def __init__(
        self, news: News, old_pages: VersionPages, words: ChangeLabels, parts: PartsOfVersions, site: str
    ) -> None:
        """`site` is its address, with a slash at its end, or the way from the feeds: `../`. Something is published."""
        self.old_pages, self.words, self.parts, self.site = old_pages, words, parts, site
        self.publications = news.publications[::-1]
        self.tag = f"tag:{name_authority(old_pages.archive)},{self.publications[0].published.day}:"
        self._contents: dict[str, str] = {}  # an entry is the same in each feed

    def feeds(self, owner: str) -> Iterator[Feed]:
        """Yield the feed of all changes, that of material changes, and one for each document."""
        author = show_invisible(owner)
        for listed in list_feeds(self.old_pages.archive, self.words.labels):
            yield Feed(
                name=listed.name,
                id=self.tag + listed.name,
                title=f"{author}: {show_invisible(inline_to_text(listed.title))}",
                summary=show_invisible(inline_to_text(self.words.labels.summary)),
                page=f"{self.site}{listed.page}/",
                site=self.site,
                author=author,
                language=self.words.language,
                begun=publication_time(self.publications[0]),
                entries=tuple(self._entry(listed.name, found) for found in filter(listed.has, self.publications)),
            )

    def _entry(self, feed: str, publication: Publication) -> Entry:
        if publication.name not in self._contents:
            self._contents[publication.name] = self._content(publication)
        level = [Category("level", publication.level.value, self.words.level(publication))] if publication.level else []
        documents = [
            Category("document", step.document, show_invisible(inline_to_text(step.version.document.title)))
            for step in publication.steps
        ]
        title = self.words.plain_title(publication)
        return Entry(
            id=f"{self.tag}{feed}/{publication.name}",
            title=show_invisible(title),
            address=f"{self.site}changelog/{publication.name}/",
            published=publication_time(publication),
            summary=show_invisible(self.words.summary(publication) or title),
            content=self._contents[publication.name],
            categories=(*level, *documents),
        )

    def _content(self, publication: Publication) -> str:
        from build_tools.changes.redline.html_layouts import html_layouts  # noqa: PLC0415 - slow to import

        words, labels = self.words, self.words.labels
        days = [(labels.published, publication.published.day)]
        if publication.was:
            days.append((words.history.labels.corrected, publication.was))
        if publication.start != publication.published.day:
            days.append((labels.in_force, publication.start))
        layout = html_layouts("site/feeds").get_template("feed_entry.html")
        return layout.render(
            labels=labels,
            words=words,
            badge=words.level(publication),
            days=[words.history.plainly(phrase, day=day) for phrase, day in days],
            objection=make_html(words.object_to(publication, publication.mailbox)),
            announcements=[
                {
                    "title": inline_to_text(announcement.title),
                    "audience": inline_to_text(announcement.audience or ""),
                    "text": announcement_html(announcement, publication, self.old_pages.links, self.site),
                }
                for announcement in publication.announcements
            ],
            groups=[(heading, findings) for _, heading, findings in words.groups(publication)],
            documents=[self._document(step) for step in publication.steps],
        )

    def _document(self, step: Step) -> dict[str, Any]:
        title = inline_to_text(step.version.document.title)
        return {
            "title": title,
            "note": self.words.document_note(step, title),
            "texts": [
                (label, self.words.history.plain_name(version), f"{self.site}{step.document}/{version.name}/")
                for label, version in self.words.texts(step)
            ],
            "is_redlined": bool(step.before and step.after),
            "redline": self.parts.of(step.after).feed_redline if step.before and step.after else "",
        }


def announcement_html(announcement: Announcement, publication: Publication, links: OldLinks, site: str) -> str:
    """The text of an announcement in HTML, with links to the pages as served, at an address with a slash at its end."""
    text = links.serve(announcement.text.strip(), publication.revision.commit, site)
    return sanitize(make_html(show_invisible(text)), Allowed.PROSE)


def name_authority(archive: Archive) -> str:
    """The name in the ids of all that is published: the mailbox of the first publication, or else its domain."""
    mailbox = archive.records[0].mailbox
    return mailbox if _MAILBOX_OF_TAGS.fullmatch(mailbox) else mailbox.rpartition("@")[2]


def publication_time(publication: Publication) -> datetime:
    """When a publication took place: the time of the commit, or noon of a day that legal states; in UTC."""
    day, provenance = publication.published.day, publication.published.provenance
    if provenance is Provenance.DECLARED and day.first == day.last:
        return datetime.combine(day.first, time(12), UTC)
    return publication.revision.published.astimezone(UTC)
