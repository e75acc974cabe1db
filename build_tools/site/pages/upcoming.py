"""Gathers what customers are told on a day: what was published, and what takes effect later than its publication."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from build_tools.model.policy import Policy
from build_tools.model.publication import Coming, News, Publication
from build_tools.model.rule import Level
from build_tools.text.plain_text import inline_to_text


def gather_news(
    today: date, publications: Sequence[Publication], policy: Policy, name: Callable[[Publication], str]
) -> News:
    """What customers are told on a day.

    `publications` are the oldest first; the policy has its facts in place. `name` gives the title of a publication.
    """
    dated = (*_announced(publications, name), *_vendors(publications, policy))
    return News(today, tuple(reversed(publications)), tuple(sorted(dated, key=lambda one: (one.day, one.title))))


def _announced(publications: Sequence[Publication], name: Callable[[Publication], str]) -> Iterator[Coming]:
    """Yield what takes effect later than its publication: each announcement, or else the publication as a whole.

    A publication without an announcement takes effect later where it builds on a change that is still to come.
    """
    for publication in publications:
        if publication.effective is None or publication.taken_back:
            continue
        day = publication.effective.day.first
        for told in publication.announcements:
            document = told.documents[0] if len(told.documents) == 1 else ""
            yield Coming(told.id, day, inline_to_text(told.title), document, publication.name, told.object_until)
        if not publication.announcements and publication.level is not Level.EDITORIAL:
            documents = {step.document for step in publication.steps}
            document = documents.pop() if len(documents) == 1 else ""
            yield Coming(publication.name, day, name(publication), document, publication.name)


def _vendors(publications: Sequence[Publication], policy: Policy) -> Iterator[Coming]:
    """Yield the vendors that begin or end on a day to come, where nothing was announced for that day."""
    words = policy.wording.changelog
    by_path = {
        finding.path.split(".")[1]: (publication, finding.document)
        for publication in publications
        for finding in publication.findings
        if finding.path.startswith("subprocessors.")
    }
    for vendor in policy.subprocessors:
        publication, document = by_path.get(vendor.id, (publications[-1] if publications else None, ""))
        for key, day, phrase in (("since", vendor.since, words.starts), ("until", vendor.until, words.stops)):
            if not day or publication is None or day <= publication.published.day.last:
                continue
            told = next((told for told in publication.announcements if told.effective == day), None)
            if told is None:
                yield Coming(
                    f"subprocessors.{vendor.id}.{key}", day, phrase.fill(entry=vendor.name), document, publication.name
                )
