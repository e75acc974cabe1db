"""Describes publications, findings and coming changes in the words of a site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.finding import DETAILS
from build_tools.model.localize import say
from build_tools.model.publication import Coming, CustomerFinding, News, Publication, Step
from build_tools.model.rule import Direction, Level
from build_tools.model.text import PlaceholderText
from build_tools.model.version import Standing, Version
from build_tools.model.wording import ChangelogLabels, Wording
from build_tools.site.pages.version_labels import VersionLabels
from build_tools.text.escaping import escape_markdown, escape_markdown_run, percent_encode
from build_tools.text.plain_text import inline_to_text

_FEW = 3
"""How many findings a list shows of each publication."""


@dataclass(frozen=True, slots=True)
class ChangeLabels:
    """The organisation's words for changes, in the language of its site. The results are ready for Markdown."""

    wording: Wording
    history: VersionLabels

    @property
    def labels(self) -> ChangelogLabels:
        """The labels of the changelog."""
        return self.wording.changelog

    @property
    def language(self) -> str:
        """BCP 47."""
        return self.history.language

    def groups(self, publication: Publication) -> Iterator[tuple[Level, str, list[CustomerFinding]]]:
        """Yield the levels of the findings of a publication, with their headings and findings."""
        headings = (self.labels.materials, self.labels.notables, self.labels.editorials)
        for level, heading in zip(Level, headings, strict=True):
            if findings := [finding for finding in publication.findings if finding.level is level]:
                yield level, heading, findings

    def texts(self, step: Step) -> list[tuple[str, Version]]:
        """The versions before and after a change, as far as there are any, with their labels."""
        both = ((self.labels.old_text, step.before), (self.labels.new_text, step.after))
        return [(label, version) for label, version in both if version]

    def on(self, phrase: PlaceholderText, day: date | None) -> str:
        """A phrase with its day; empty without a day."""
        return self.history.on(phrase, day=KnownDay.of(day)) if day else ""

    def plain_title(self, publication: Publication) -> str:
        """The title of a publication, as plain text, which never changes: legal's titles, or else what changed most."""
        titles = [inline_to_text(announcement.title) for announcement in publication.announcements]
        if titles or publication.is_first:
            return "; ".join(titles) or str(self.labels.first)
        if not publication.findings:
            return self.labels.entry.fill(day=self.history.plain_name(publication))
        rest = len(publication.findings) - 1
        others = f" ({self.labels.others.fill(count=str(rest))})" if rest else ""
        return self._finding_title(publication.findings[0], publication) + others

    def _finding_title(self, finding: CustomerFinding, publication: Publication) -> str:
        """A finding in a few words. If its sentences are in another language, the document and the entry are named."""
        if not self.language_of(finding):
            return finding.title
        documents = [step.version.document for step in publication.steps]
        titles = [inline_to_text(document.title) for document in documents if finding.document in {document.id, ""}]
        parts = filter(None, [*titles[:1], finding.entry])
        return ": ".join(parts) or self.labels.entry.fill(day=self.history.plain_name(publication))

    def language_of(self, finding: CustomerFinding) -> str:
        """The language of the sentences of a finding (BCP 47); empty if it is that of the site."""
        is_same = self.language.partition("-")[0] == finding.language.partition("-")[0]
        return "" if is_same else finding.language

    def summary(self, publication: Publication) -> str:
        """The changes of a publication, in one line of plain text."""
        sentences = [self._sentence(finding) for finding in publication.findings[:_FEW]]
        return " ".join(" ".join(sentences or [self.labels.first if publication.is_first else ""]).split())

    def _sentence(self, finding: CustomerFinding) -> str:
        details = (f"{label}: {words.rstrip('.')}." for label, words in self.details(finding))
        return " ".join((finding.message, *details))

    def _lines(self, publication: Publication) -> Iterator[str]:
        """Yield a line for each of the first few findings, without what the title says already."""
        for number, finding in enumerate(publication.findings[:_FEW]):
            is_title = number == 0 and not publication.announcements and not self.language_of(finding)
            repeated = finding.message if is_title and finding.message == f"{finding.title}." else ""
            if line := self._sentence(finding).removeprefix(repeated).strip():
                yield line

    def details(self, finding: CustomerFinding) -> list[tuple[str, str]]:
        """The label and the words of each detail, as plain text."""
        labels = (attrgetter(".".join(DETAILS[detail.name]))(self.wording) for detail in finding.details)
        return list(zip(map(inline_to_text, labels), (detail.words for detail in finding.details), strict=True))

    def object_to(self, publication: Publication, mailbox: str) -> str:
        """How to object, and until when, in Markdown; empty where there is no objection."""
        if not publication.object_until:
            return ""
        title, day = self.plain_title(publication), say(KnownDay.of(publication.object_until), self.language)
        link = f"[{escape_markdown(mailbox)}]({mailto_url(mailbox, title)})"
        how = self.labels.object_to.fill(mailbox=link, subject=escape_markdown(title))
        return f"{self.labels.object_until.fill(day=escape_markdown(day))}: {how}"

    def level(self, publication: Publication) -> str:
        """The name of its level; empty for the first publication, which has none."""
        names = dict(zip(Level, (self.labels.material, self.labels.notable, self.labels.editorial), strict=True))
        return names[publication.level] if publication.level else ""

    def entry(self, publication: Publication, up: str) -> dict[str, Any]:
        """A publication as a list shows it. `up` leads from the list's page to the folder of all pages."""
        labels, rest = self.labels, len(publication.findings) - _FEW
        published = self.history.on(labels.published, day=publication.published.day)
        return {
            "title": escape_markdown(self.plain_title(publication)),
            "address": f"{up}changelog/{publication.name}.md",
            "day": self.history.day(publication.published.day),
            "published": "<br>".join((published, *self.history.correction(publication.was))),
            "in_force": self._in_force(publication),
            "object_until": self.on(labels.object_until, publication.object_until),
            "notified": self.on(labels.notified, publication.notified),
            "level": publication.level.value if publication.level else "first",
            "badge": escape_markdown(self.level(publication)),
            "findings": list(map(escape_markdown, self._lines(publication))),
            "others": escape_markdown(labels.others.fill(count=str(rest))) if rest > 0 else "",
            "documents": [escape_markdown(inline_to_text(step.version.document.title)) for step in publication.steps],
        }

    def _in_force(self, publication: Publication) -> str:
        """When it takes effect, if later than its publication, or that it was taken back before that day."""
        if publication.taken_back:
            return self.history.on(self.labels.taken_back, day=publication.taken_back)
        return self.history.on(self.labels.in_force, day=publication.start) if publication.effective else ""

    def announcement(self, announcement: Announcement) -> dict[str, Any]:
        """The title and the audience of an announcement."""
        parts = {"title": announcement.title, "audience": announcement.audience or ""}
        return {key: escape_markdown(inline_to_text(text)) for key, text in parts.items()}

    def finding(self, finding: CustomerFinding) -> dict[str, Any]:
        """A finding as a page shows it. `language` is that of its sentences where the site has another."""
        directions = dict(zip(Direction, (self.labels.less, self.labels.more, self.labels.neutral), strict=True))
        direction = Direction(finding.direction)
        texts = {
            "title": finding.title,
            "message": finding.message,
            "sentence": finding.message if self.is_needed(finding) else "",
            "means": finding.means,
            "direction": directions[direction],
            "before": finding.before,
            "after": finding.after,
            "why": finding.why,
            "law": "; ".join(finding.law),
        }
        return {key: escape_markdown(text) for key, text in texts.items()} | {
            "id": finding.id,
            "language": self.language_of(finding),
            "details": [
                {"label": escape_markdown(label), "words": escape_markdown(words)}
                for label, words in self.details(finding)
            ],
            "way": direction.value.split()[0],
            "passage": [{"mark": mark, "text": escape_markdown_run(text)} for mark, text in finding.passage],
        }

    def is_needed(self, finding: CustomerFinding) -> bool:
        """Whether the sentence adds to the title and the words before and after."""
        is_shown = bool(finding.passage or (finding.before and finding.after))
        return not is_shown and finding.message.removesuffix(".") != finding.title

    def coming(self, coming: Coming, up: str) -> dict[str, Any]:
        """A coming change, with its day and the last day to object."""
        return {
            "day": self.history.day(KnownDay.of(coming.day)),
            "title": escape_markdown(coming.title),
            "address": f"{up}changelog/{coming.publication}.md",
            "object_until": self.on(self.labels.object_until, coming.object_until),
        }

    def news(self, news: News, document: str = "") -> dict[str, Any]:
        """The newest change and the coming ones, of all documents or of one; the first publication is no change."""
        listed = (found for found in news.publications if not document or concerns(found, document))
        latest = next((found for found in listed if not found.is_first and not found.is_coming(news.today)), None)
        coming = [coming for coming in news.coming if not document or coming.document in {"", document}]
        return {
            "labels": self.labels,
            "latest": self.entry(latest, "") if latest else None,
            "coming": [self.coming(change, "") for change in coming],
        }

    def document_note(self, step: Step, title: str) -> str:
        """The sentence that a document is new or withdrawn; empty where it was changed."""
        if step.before and step.after:
            return ""
        return (self.labels.new_document if step.after else self.labels.withdrawn).fill(document=title)

    def status(self, version: Version, standing: Standing) -> tuple[PlaceholderText, dict[str, KnownDay]]:
        """The sentence above a version, with its days: in force, to come, or replaced."""
        labels, day = self.history.labels, version.published.day
        if standing is Standing.COMING:
            return self.labels.not_yet, {"day": day, "effective": version.start}
        if standing is Standing.NEVER_APPLIED:
            return labels.never_applied, {"day": day}
        if standing is Standing.ENDED and version.until:
            if version.takes_effect_later:
                return labels.archived_between, {"day": day, "start": version.start, "until": version.until}
            return labels.archived, {"day": day, "until": version.until}
        if version.takes_effect_later:
            return labels.current_from, {"day": day, "effective": version.start}
        return labels.current, {"day": day}


def concerns(publication: Publication, document: str) -> bool:
    """Whether a publication changed a document."""
    return any(step.document == document for step in publication.steps)


def mailto_url(mailbox: str, subject: str = "") -> str:
    """A mailbox as a web address, with the subject of a new message (RFC 6068, section 2)."""
    query = f"?subject={percent_encode(subject, '.-')}" if subject else ""
    return f"mailto:{percent_encode(mailbox, '.@-')}{query}"
