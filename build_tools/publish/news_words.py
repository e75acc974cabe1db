"""How are publications, findings and what is coming said on a page?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.publication import Coming, News, Publication, Told
from build_tools.model.rule import Direction, Level
from build_tools.model.text import Phrase
from build_tools.model.wording import ChangelogLabels
from build_tools.publish.history_words import HistoryWords
from build_tools.publish.plain_words import as_plain, as_plain_run

_FEW = 3
"""How many findings a list tells of each publication."""


@dataclass(frozen=True, slots=True)
class NewsWords:
    """The organisation's words around changes, in the language of its site. What they give is ready for Markdown."""

    labels: ChangelogLabels
    history: HistoryWords

    @property
    def language(self) -> str:
        """BCP 47."""
        return self.history.language

    @property
    def headings(self) -> Mapping[Level, str]:
        """The heading above the findings of each level."""
        return dict(zip(Level, (self.labels.materials, self.labels.notables, self.labels.editorials), strict=True))

    def on(self, phrase: Phrase, day: date) -> str:
        """A phrase with its day."""
        return self.history.on(phrase, day=KnownDay.of(day))

    def plain_title(self, publication: Publication) -> str:
        """What a publication is called, as plain text: legal's titles, or else its day."""
        titles = [str(told.title) for told in publication.announcements]
        if titles or publication.is_first:
            return "; ".join(titles) or self.labels.first
        return self.labels.entry.fill(day=self.history.plain_name(publication))

    def summary(self, publication: Publication) -> str:
        """What it changes, in one line of plain text."""
        told = [finding.message for finding in publication.findings[:_FEW]]
        return " ".join(" ".join(told or [self.labels.first if publication.is_first else ""]).split())

    def level(self, publication: Publication) -> str:
        """The name of its level; empty for the first publication, which has none."""
        names = dict(zip(Level, (self.labels.material, self.labels.notable, self.labels.editorial), strict=True))
        return names[publication.level] if publication.level else ""

    def entry(self, publication: Publication, up: str) -> dict[str, Any]:
        """A publication as a list shows it. `up` leads from the list's page to the folder of all pages."""
        findings, labels = publication.findings, self.labels
        rest = len(findings) - _FEW
        is_later = publication.start != publication.published.day
        return {
            "title": as_plain(self.plain_title(publication)),
            "address": f"{up}changelog/{publication.name}.md",
            "day": self.history.day(publication.published.day),
            "published": self.history.on(labels.published, day=publication.published.day),
            "in_force": self.history.on(labels.in_force, day=publication.start) if is_later else "",
            "object_until": self.on(labels.object_until, publication.object_until) if publication.object_until else "",
            "level": publication.level.value if publication.level else "first",
            "badge": as_plain(self.level(publication)),
            "findings": [as_plain(finding.message) for finding in findings[:_FEW]],
            "others": as_plain(labels.others.fill(count=str(rest))) if rest > 0 else "",
            "documents": [as_plain(step.version.document.title) for step in publication.steps],
        }

    def announcement(self, told: Announcement) -> dict[str, Any]:
        """What legal says before and after its words."""
        return {"title": as_plain(told.title), "audience": as_plain(told.audience or "")}

    def finding(self, told: Told) -> dict[str, Any]:
        """A finding with all that is said of it."""
        directions = dict(zip(Direction, (self.labels.less, self.labels.more, self.labels.neutral), strict=True))
        direction = Direction(told.direction)
        return {
            "id": told.id,
            "message": as_plain(told.message),
            "direction": as_plain(directions[direction]),
            "way": direction.value.split()[0],
            "before": as_plain(told.before),
            "after": as_plain(told.after),
            "passage": [{"mark": mark, "text": as_plain_run(text)} for mark, text in told.passage],
            "why": as_plain(told.why),
            "law": as_plain("; ".join(told.law)),
        }

    def coming(self, one: Coming, up: str) -> dict[str, Any]:
        """Something that is coming, with its day and until when one can object."""
        return {
            "day": self.history.day(KnownDay.of(one.day)),
            "title": as_plain(one.title),
            "address": f"{up}changelog/{one.publication}.md",
            "object_until": self.on(self.labels.object_until, one.object_until) if one.object_until else "",
        }

    def news(self, news: News, document: str = "") -> dict[str, Any]:
        """The newest change and what is coming, of all documents or of one; the first publication is no change."""
        changes = (
            one
            for one in news.publications
            if not one.is_first
            and not one.is_coming(news.today)
            and (not document or any(step.document == document for step in one.steps))
        )
        coming = [one for one in news.coming if not document or one.document in {"", document}]
        latest = next(changes, None)
        return {
            "labels": self.labels,
            "latest": self.entry(latest, "") if latest else None,
            "coming": [self.coming(one, "") for one in coming],
        }
