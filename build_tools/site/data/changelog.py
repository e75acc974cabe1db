"""Writes the changelog as JSON."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from build_tools.changes.plain_text import inline_to_text
from build_tools.model.announcement import Announcement
from build_tools.model.finding import DETAILS
from build_tools.model.publication import News, Publication
from build_tools.model.rule import Direction, Level
from build_tools.site.data.columns import Column, a_field, a_listing, a_stated, describe, tell, write_file
from build_tools.text.json_schema import a_choice, a_date, a_day, a_list, a_text, or_null, text_or_null

_LEVELS = [level.value for level in Level]
_ID = a_field("id", a_text("Names it."))
_TITLE = Column(
    "title", a_text("What it is called, in plain words."), lambda _, announcement: inline_to_text(announcement.title)
)
_DETAIL = (
    a_field("name", a_choice("Which fact it is.", list(DETAILS))),
    a_field("words", a_text("What it says.")),
)
_NAMED = {"type": "string"}


@dataclass(frozen=True, slots=True)
class ChangelogData:
    """The changelog for programs. It does not depend on the day of the build."""

    news: News
    controller: str
    """The name of the controller."""
    address: str
    """The address of the site, with a slash at its end; empty where it has no safe address."""
    serve_links: Callable[[str, str, str], str]
    """Gives a text that came with a commit, with links that lead from a folder to the pages as they are served."""
    title_of: Callable[[Publication], str]
    """Gives the title of a publication, as on its page."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of the changelog as JSON, and of its JSON Schema."""
        yield from write_file("changelog", "Changelog", self, (_CHANGELOG, self), (_NEWS, self.news))

    def text(self, publication: Publication, announcement: Announcement) -> str:
        """The text of an announcement, with links as they are served."""
        return self.serve_links(announcement.text.strip(), publication.revision.commit, self.address or "../")


def _path(publication: Publication) -> str:
    return f"changelog/{publication.name}/"


_FINDING = (
    a_field("id", a_text("Names the finding by its rule, its path and what was and is there.")),
    a_field("level", a_choice("How much it matters, by legal's ruling or else by the rule.", _LEVELS)),
    a_field("direction", a_choice("For whom the change is good.", [direction.value for direction in Direction])),
    a_field("title", a_text("What changed, in a few words.")),
    a_field("message", a_text("What changed, in a sentence.")),
    a_field("means", a_text("What it means for the reader, in a sentence; empty where the rule does not say.")),
    a_listing("details", "What else of the entry a reader needs to judge it.", _DETAIL, "A fact beside it."),
    a_field("why", a_text("Why it matters, for lawyers.")),
    a_field("law", a_list("The law or guidance behind it.", _NAMED)),
    a_stated("document", text_or_null("The id of the document in which it is read; null where nobody knows for sure.")),
    a_field("path", a_text("The fact, with the ids of its entries: `retention.usage-and-logs.period`.")),
    a_stated("before", text_or_null("What was there, in words; null where nothing was.")),
    a_stated("after", text_or_null("What is there now, in words; null where nothing is.")),
)
_ANNOUNCEMENT = (
    _ID,
    _TITLE,
    Column(
        "text",
        a_text("Legal's words, in Markdown. A link that is no whole address leads from this file."),
        lambda text_of, announcement: text_of(announcement),
    ),
    a_field("effective", a_day("The day on which it takes effect; null where that is the day of the publication.")),
    a_field("object_until", a_day("The last day on which a customer can object.")),
    a_field("audience", text_or_null("Whom it is for.")),
    a_field("documents", a_list("The ids of the documents it speaks of; empty for all that change with it.", _NAMED)),
)
_STEP = (
    a_field("id", a_text("The document."), "document"),
    a_field("title", a_text("Its heading, in Markdown."), "version.document.title"),
    a_field(
        "before",
        text_or_null("The name of the version before, which stands at `<id>/<name>/`; null of a new document."),
        "before.name",
    ),
    a_field(
        "after",
        text_or_null("The name of the version that it published; null where it withdrew the document."),
        "after.name",
    ),
)
_PUBLICATION = (
    a_field("name", a_text("Its day; from the second of a day on, with a number: `2026-02-14.2`.")),
    Column("title", a_text("What changed, in a few plain words."), lambda data, one: data.title_of(one)),
    a_field("day", a_text("Its day, or the month where only that is known."), "published.day"),
    Column("path", a_text("The address of its page, from the top of the site."), lambda _, one: _path(one)),
    Column(
        "url",
        text_or_null("The whole address of its page; null where the site has none with https."),
        lambda data, one: f"{data.address}{_path(one)}" if data.address else None,
    ),
    a_field(
        "level",
        or_null({"enum": _LEVELS}, "The highest level of its findings; null without any, as of the first one."),
    ),
    a_field("in_force_from", a_text("The day on which all of it is in force."), "start"),
    a_field("object_until", a_day("The last day on which a customer can object; the first one of several.")),
    a_field("notified", a_day("The day on which the notice was sent to customers; null where no such day is known.")),
    Column(
        "announcements",
        a_list("Legal's words about it.", describe("An announcement.", _ANNOUNCEMENT)),
        lambda data, one: [tell(_ANNOUNCEMENT, partial(data.text, one), part) for part in one.announcements],
    ),
    a_listing("documents", "What became of each document that it changed.", _STEP, "A document.", "steps"),
    a_listing("findings", "What changed, the most important first.", _FINDING, "A change, judged by a rule."),
)
_COMING = (
    _ID,
    a_field("day", a_date("When it takes effect.")),
    a_field("title", a_text("What it is, in words.")),
    a_stated("document", text_or_null("The id of the document in which it is read; null where it is several.")),
    a_field("publication", a_text("The name of the publication that brought it.")),
    a_field("object_until", a_day("The last day on which a customer can object.")),
)
_CHANGELOG = (a_field("controller", a_text("Whose policy it is.")),)
_NEWS = (
    a_listing("publications", "All that was published, the newest first.", _PUBLICATION, "A publication."),
    a_listing(
        "dated",
        "What takes effect, or did, on a later day than it was published: what was announced, and the first and last "
        "days of the vendors that are listed; the first day first.",
        _COMING,
        "Something that takes effect on a day of its own.",
    ),
)
