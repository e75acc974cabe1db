"""What is published, and what takes effect on a later day than that?"""

from collections.abc import Iterator, Sequence
from datetime import date

from build_tools.model.policy import Policy
from build_tools.model.publication import Coming, News, Publication


def gather_news(today: date, publications: Sequence[Publication], policy: Policy) -> News:
    """What customers are told on a day. `publications` are the oldest first; the policy has its facts in place."""
    dated = (*_announced(publications), *_vendors(publications, policy))
    return News(today, tuple(reversed(publications)), tuple(sorted(dated, key=lambda one: (one.day, one.title))))


def _announced(publications: Sequence[Publication]) -> Iterator[Coming]:
    """Yield the announcements whose day is later than that of their publication."""
    for publication in publications:
        for told in publication.announcements:
            texts = [step.after for step in publication.steps if step.after and told.concerns(step.document)]
            day = max((text.start.first for text in texts), default=told.effective)
            if day and day > publication.published.day.last:
                document = told.documents[0] if len(told.documents) == 1 else ""
                yield Coming(told.id, day, told.title, document, publication.name, told.object_until)


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
