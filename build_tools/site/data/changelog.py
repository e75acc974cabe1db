"""Writes the changelog as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from build_tools.model.announcement import Announcement
from build_tools.model.finding import DETAILS
from build_tools.model.publication import News, Publication
from build_tools.model.rule import Direction, Level
from build_tools.site.data.columns import Column, a_field, a_listing, a_stated, describe, tell, write_file
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.page_markdown import OldLinks
from build_tools.text.json_schema import a_choice, a_date, a_day, a_list, a_text, or_null, text_or_null
from build_tools.text.plain_text import inline_to_text

_LEVELS = [level.value for level in Level]
_ID = a_field("id", a_text("Its id."))
_TITLE = Column(
    "title", a_text("Its title, as plain text."), lambda _, announcement: inline_to_text(announcement.title)
)
_DETAIL = (a_field("name", a_choice("The name of the fact.", list(DETAILS))), a_field("words", a_text("The text.")))
_NAMED = {"type": "string"}


@dataclass(frozen=True, slots=True)
class ChangelogData:
    """The changelog for programs. It does not depend on the day of the build."""

    news: News
    controller: str
    address: str
    """The address of the site, with a slash at its end; empty where it has no safe address."""
    links: OldLinks
    words: ChangeLabels

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of the changelog as JSON, and of its JSON Schema."""
        yield from write_file("changelog", "Changelog", self, (_CHANGELOG, self), (_NEWS, self.news))

    def text(self, publication: Publication, announcement: Announcement) -> str:
        """The text of an announcement, with links as they are served."""
        return self.links.serve(announcement.text.strip(), publication.revision.commit, self.address or "../")


def _path(publication: Publication) -> str:
    return f"changelog/{publication.name}/"


_FINDING = (
    a_field("id", a_text("The id of the finding, from its rule, its path, and its values before and after.")),
    a_field("level", a_choice("How important it is, by the legal team's ruling or else by the rule.", _LEVELS)),
    a_field("direction", a_choice("Who benefits from the change.", [direction.value for direction in Direction])),
    a_field("title", a_text("What changed, in a few words.")),
    a_field("message", a_text("What changed, in a sentence.")),
    a_field("means", a_text("What it means for the reader, in a sentence; empty if the rule does not say.")),
    a_listing("details", "Other facts of the entry that a reader needs to assess it.", _DETAIL, "A related fact."),
    a_field("why", a_text("Why it matters, for lawyers.")),
    a_field("law", a_list("The law or guidance behind it.", _NAMED)),
    a_stated("document", text_or_null("The id of the document that shows it; null if unknown.")),
    a_field("path", a_text("The fact, with the ids of its entries: `retention.usage-and-logs.period`.")),
    a_stated("before", text_or_null("The value before the change, in words; null if there was none.")),
    a_stated("after", text_or_null("The value after the change, in words; null if there is none.")),
)
_ANNOUNCEMENT = (
    _ID,
    _TITLE,
    Column(
        "text",
        a_text("Its text, in Markdown. Links that are not full addresses are relative to this file."),
        lambda text_of, announcement: text_of(announcement),
    ),
    a_field("effective", a_day("The day on which it takes effect; null if that is the day of the publication.")),
    a_field("object_until", a_day("The last day on which a customer can object.")),
    a_field("audience", text_or_null("The audience.")),
    a_field("documents", a_list("The ids of its documents; empty for all that change with it.", _NAMED)),
)
_STEP = (
    a_field("id", a_text("The document."), "document"),
    a_field("title", a_text("Its heading, in Markdown."), "version.document.title"),
    a_field(
        "before",
        text_or_null("The name of the version before, at `<id>/<name>/`; null for a new document."),
        "before.name",
    ),
    a_field("after", text_or_null("The name of the new version; null if the document was withdrawn."), "after.name"),
)
_PUBLICATION = (
    a_field("name", a_text("Its day; from the second publication of a day on, with a number: `2026-02-14.2`.")),
    Column("title", a_text("What changed, in a few plain words."), lambda data, one: data.words.plain_title(one)),
    a_field("day", a_text("Its day, or the month if only that is known."), "published.day"),
    Column("path", a_text("The address of its page, from the top of the site."), lambda _, one: _path(one)),
    Column(
        "url",
        text_or_null("The full address of its page; null if the site has no https address."),
        lambda data, one: f"{data.address}{_path(one)}" if data.address else None,
    ),
    a_field("level", or_null({"enum": _LEVELS}, "The highest level of its findings; null without findings.")),
    a_field("in_force_from", a_text("The day on which all of it is in force."), "start"),
    a_field("object_until", a_day("The last day on which a customer can object; the first one of several.")),
    a_field("notified", a_day("The day on which the notice was sent to customers; null if unknown.")),
    Column(
        "announcements",
        a_list("The announcements of the legal team.", describe("An announcement.", _ANNOUNCEMENT)),
        lambda data, one: [tell(_ANNOUNCEMENT, partial(data.text, one), part) for part in one.announcements],
    ),
    a_listing("documents", "The documents that it changed.", _STEP, "A document.", "steps"),
    a_listing("findings", "What changed, the most important first.", _FINDING, "A change, judged by a rule."),
)
_COMING = (
    _ID,
    a_field("day", a_date("When it takes effect.")),
    a_field("title", a_text("Its title.")),
    a_stated("document", text_or_null("The id of the document that shows it; null if there are several.")),
    a_field("publication", a_text("The name of the publication that brought it.")),
    a_field("object_until", a_day("The last day on which a customer can object.")),
)
_CHANGELOG = (a_field("controller", a_text("The name of the controller.")),)
_NEWS = (
    a_listing("publications", "All publications, the newest first.", _PUBLICATION, "A publication."),
    a_listing(
        "dated",
        "What takes effect, or did, on a later day than it was published: what was announced, and the first and last "
        "days of the vendors that are listed; the first day first.",
        _COMING,
        "A change that takes effect on a later day than it was published.",
    ),
)
