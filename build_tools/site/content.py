"""Defines all that is published as a site, and gathers the news that customers get from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from build_tools.model.current_document import CurrentDocument
from build_tools.model.document import Document
from build_tools.model.policy import Policy
from build_tools.model.publication import Coming, News, Publication, Upcoming
from build_tools.model.rule import Level
from build_tools.model.version import Archive
from build_tools.text.plain_text import inline_to_text


@dataclass(frozen=True, slots=True)
class Content:
    """All that is published."""

    policy: Policy
    """The policy at hand, with the facts filled in in all prose: it decides how the site is published."""
    in_force: Policy
    """The policy in force, with the facts filled in in all prose: the source of the data files."""
    upcoming: tuple[Upcoming, ...]
    documents: tuple[CurrentDocument, ...]
    """In the order of the menu."""
    pages: tuple[Document, ...]
    """The hand-written pages, with the facts that are in force."""
    archive: Archive
    news: News
    ledger: str
    """As JSON."""
    downloads: Mapping[str, bytes] = field(default_factory=dict)
    """The PDF and Word files of versions, by their paths."""


def gather_news(
    today: date, publications: Sequence[Publication], policy: Policy, title_of: Callable[[Publication], str]
) -> News:
    """The publications, given the oldest first, and what takes effect later than its publication, as of a day."""
    dated = (*_announced(publications, title_of), *_vendors(publications, policy))
    return News(today, tuple(publications[::-1]), tuple(sorted(dated, key=lambda coming: (coming.day, coming.title))))


def _announced(publications: Sequence[Publication], title_of: Callable[[Publication], str]) -> Iterator[Coming]:
    """Yield what takes effect later than its publication: each announcement, or else the publication as a whole."""
    for publication in publications:
        if publication.effective is None or publication.taken_back:
            continue
        day, name = publication.effective.day.first, publication.name
        for announcement in publication.announcements:
            document = _single(announcement.documents)
            title = inline_to_text(announcement.title)
            yield Coming(announcement.id, day, title, document, name, announcement.object_until)
        # without an announcement it builds on a change that is still to come
        if not publication.announcements and publication.level is not Level.EDITORIAL:
            document = _single({step.document for step in publication.steps})
            yield Coming(name, day, title_of(publication), document, name)


def _single(documents: tuple[str, ...] | set[str]) -> str:
    return next(iter(documents)) if len(documents) == 1 else ""


def _vendors(publications: Sequence[Publication], policy: Policy) -> Iterator[Coming]:
    """Yield the vendors that begin or end on a day to come, where nothing was announced for that day."""
    words = policy.wording.changelog
    by_vendor = {
        finding.path.split(".")[1]: (publication, finding.document)
        for publication in publications
        for finding in publication.findings
        if finding.path.startswith("subprocessors.")
    }
    for vendor in policy.subprocessors if publications else ():
        publication, document = by_vendor.get(vendor.id, (publications[-1], ""))
        announced = {announcement.effective for announcement in publication.announcements}
        for key, day, phrase in (("since", vendor.since, words.starts), ("until", vendor.until, words.stops)):
            if day and day > publication.published.day.last and day not in announced:
                id_, title = f"subprocessors.{vendor.id}.{key}", phrase.fill(entry=vendor.name)
                yield Coming(id_, day, title, document, publication.name)
