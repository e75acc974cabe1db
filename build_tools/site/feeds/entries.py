"""What do customers' feed readers get to know: which feeds are there, and what does each entry say?

An entry is told of its own publication alone, so that it stays as it is whatever is published later. Its feed is named
in its id, since a reader may keep one entry an id over all feeds: who follows two of them loses nothing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

from build_tools.changes.plain_text import as_words
from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.feed import Category, Entry, Feed
from build_tools.model.localize import say
from build_tools.model.publication import CustomerFinding, News, Publication, Step
from build_tools.model.rule import Level
from build_tools.model.text import Phrase
from build_tools.model.version import Archive, Provenance, Version
from build_tools.site.feeds.catalog import ListedFeed, list_feeds
from build_tools.site.pages.announcement import draw_announcement
from build_tools.site.pages.change_labels import NewsWords
from build_tools.site.pages.redlines import Redlines
from build_tools.site.pages.versions import ArchivePages
from build_tools.text.invisible import show_hidden
from build_tools.text.markdown import make_html

_MAILBOX_OF_TAGS = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
"""The mailboxes that may stand in a `tag:` URI (RFC 4151, section 2.1)."""


class FeedMaker:
    """Makes the feeds of a site."""

    def __init__(self, news: News, old_pages: ArchivePages, words: NewsWords, redlines: Redlines, site: str) -> None:
        """`site` is its address, with a slash at its end, or what leads to it from the feeds: `../`.

        Something has been published.
        """
        self.old_pages, self.words, self.redlines, self.site = old_pages, words, redlines, site
        self.publications = news.publications[::-1]
        self.tag = f"tag:{name_authority(old_pages.archive)},{self.publications[0].published.day}:"
        self._contents: dict[str, str] = {}  # an entry says the same in each feed

    def feeds(self, owner: str) -> Iterator[Feed]:
        """Yield the feed of everything, that of material changes, and one a document."""
        for listed in list_feeds(self.old_pages.archive, self.words.labels):
            yield self._feed(listed, owner, self._told_in(listed.name))

    def _told_in(self, feed: str) -> Sequence[Publication]:
        """The publications of a feed."""
        if feed == "changelog":
            return self.publications
        if feed == "material":
            return [one for one in self.publications if one.level is Level.MATERIAL]
        return [one for one in self.publications if any(step.document == feed for step in one.steps)]

    def _feed(self, listed: ListedFeed, owner: str, found: Sequence[Publication]) -> Feed:
        return Feed(
            name=listed.name,
            id=self.tag + listed.name,
            title=f"{show_hidden(owner)}: {show_hidden(as_words(listed.title))}",
            summary=show_hidden(as_words(self.words.labels.summary)),
            page=f"{self.site}{listed.page}/",
            site=self.site,
            author=show_hidden(owner),
            language=self.words.language,
            begun=moment_of(self.publications[0]),
            entries=tuple(self._entry(listed.name, publication) for publication in found),
        )

    def _entry(self, feed: str, publication: Publication) -> Entry:
        if publication.name not in self._contents:
            self._contents[publication.name] = self._content(publication)
        level = [Category("level", publication.level.value, self.words.level(publication))] if publication.level else []
        documents = [
            Category("document", step.document, show_hidden(as_words(step.version.document.title)))
            for step in publication.steps
        ]
        return Entry(
            id=f"{self.tag}{feed}/{publication.name}",
            title=show_hidden(self.words.plain_title(publication)),
            address=f"{self.site}changelog/{publication.name}/",
            published=moment_of(publication),
            summary=show_hidden(self.words.summary(publication) or self.words.plain_title(publication)),
            content=self._contents[publication.name],
            categories=(*level, *documents),
        )

    def _content(self, publication: Publication) -> str:
        from build_tools.changes.redline.html import html_layouts  # noqa: PLC0415 - slow to import

        labels = self.words.labels
        days = [(labels.published, publication.published.day)]
        if publication.was:
            days.append((self.words.history.labels.corrected, publication.was))
        if publication.start != publication.published.day:
            days.append((labels.in_force, publication.start))
        objection = self.words.object_to(publication, publication.mailbox)
        groups = [
            (heading, [self._finding(told) for told in publication.findings if told.level is level])
            for level, heading in self.words.headings.items()
        ]
        return (
            html_layouts("site/feeds")
            .get_template("feed_entry.html")
            .render(
                labels=labels,
                is_english=self.words.is_english,
                badge=self.words.level(publication),
                days=[self._on(phrase, day) for phrase, day in days],
                objection=make_html(objection),
                announcements=[self._announcement(told, publication) for told in publication.announcements],
                groups=[(heading, findings) for heading, findings in groups if findings],
                documents=[self._document(step) for step in publication.steps],
            )
        )

    def _finding(self, told: CustomerFinding) -> tuple[CustomerFinding, list[tuple[str, str]], str]:
        """A finding with its details, and its sentence where that says more than the rest."""
        return told, self.words.details(told), told.message if self.words.is_needed(told) else ""

    def _on(self, phrase: Phrase, day: KnownDay) -> str:
        return phrase.fill(day=say(day, self.words.language))

    def _announcement(self, told: Announcement, publication: Publication) -> dict[str, Any]:
        html = draw_announcement(told, publication, self.old_pages, self.site)
        return {"title": as_words(told.title), "audience": as_words(told.audience or ""), "text": html}

    def _document(self, step: Step) -> dict[str, Any]:
        title, labels = as_words(step.version.document.title), self.words.labels
        fate = ""
        if not step.before:
            fate = labels.new_document.fill(document=title)
        elif not step.after:
            fate = labels.withdrawn.fill(document=title)
        texts = [(labels.old_text, step.before), (labels.new_text, step.after)]
        return {
            "title": title,
            "fate": fate,
            "texts": [(label, *self._text(version)) for label, version in texts if version],
            "view": self.redlines.view(step),
        }

    def _text(self, version: Version) -> tuple[str, str]:
        """The name and the address of a text."""
        return self.words.history.plain_name(version), f"{self.site}{version.document.id}/{version.name}/"


def name_authority(archive: Archive) -> str:
    """Who gives ids to all that is published: the mailbox of the first publication, or else its domain."""
    mailbox = archive.records[0].mailbox
    return mailbox if _MAILBOX_OF_TAGS.fullmatch(mailbox) else mailbox.rpartition("@")[2]


def moment_of(publication: Publication) -> datetime:
    """When a publication took place: the commit's own moment, or noon of a day that legal states; in UTC."""
    day = publication.published.day
    is_stated = publication.published.provenance is Provenance.DECLARED
    if is_stated and day.first == day.last:
        return datetime.combine(day.first, time(12), UTC)
    return publication.revision.published.astimezone(UTC)
