"""Says publications, findings and what is coming in the words of a site."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from build_tools.model.announcement import Announcement
from build_tools.model.day import KnownDay
from build_tools.model.finding import DETAILS
from build_tools.model.localize import say
from build_tools.model.publication import Coming, CustomerFinding, News, Publication
from build_tools.model.rule import Direction, Level
from build_tools.model.text import PlaceholderText
from build_tools.model.wording import ChangelogLabels, Wording
from build_tools.site.pages.version_labels import VersionLabels
from build_tools.text.escaping import escape_markdown, escape_markdown_run
from build_tools.text.plain_text import inline_to_text

_FEW = 3
"""How many findings a list tells of each publication."""


@dataclass(frozen=True, slots=True)
class ChangeLabels:
    """The organisation's words around changes, in the language of its site. What they give is ready for Markdown."""

    wording: Wording
    history: VersionLabels

    @property
    def labels(self) -> ChangelogLabels:
        """Those around changes."""
        return self.wording.changelog

    @property
    def language(self) -> str:
        """BCP 47."""
        return self.history.language

    @property
    def headings(self) -> Mapping[Level, str]:
        """The heading above the findings of each level."""
        return dict(zip(Level, (self.labels.materials, self.labels.notables, self.labels.editorials), strict=True))

    def on(self, phrase: PlaceholderText, day: date) -> str:
        """A phrase with its day."""
        return self.history.on(phrase, day=KnownDay.of(day))

    def plain_title(self, publication: Publication) -> str:
        """What a publication is called, in plain words: by legal's titles, or else by what changed most.

        It depends on the publication alone, so that it stays as it is.
        """
        titles = [inline_to_text(told.title) for told in publication.announcements]
        if titles or publication.is_first:
            return "; ".join(titles) or str(self.labels.first)
        if not publication.findings:
            return self.labels.entry.fill(day=self.history.plain_name(publication))
        rest = len(publication.findings) - 1
        others = f" ({self.labels.others.fill(count=str(rest))})" if rest else ""
        return self._finding_title(publication.findings[0], publication) + others

    def _finding_title(self, told: CustomerFinding, publication: Publication) -> str:
        """A finding in a few words. Rules are in English: another language names the document and the entry instead."""
        if self.is_english:
            return told.title
        documents = [step.version.document for step in publication.steps]
        titles = [inline_to_text(one.title) for one in documents if told.document in {one.id, ""}]
        named = [*titles[:1], told.entry]
        return ": ".join(filter(None, named)) or self.labels.entry.fill(day=self.history.plain_name(publication))

    @property
    def is_english(self) -> bool:
        """Whether the site is in the language of the rules."""
        return self.language.partition("-")[0] == "en"

    def summary(self, publication: Publication) -> str:
        """What it changes, in one line of plain text."""
        told = [self._sentence(finding) for finding in publication.findings[:_FEW]]
        return " ".join(" ".join(told or [self.labels.first if publication.is_first else ""]).split())

    def _sentence(self, told: CustomerFinding) -> str:
        """A finding with its details, as one reads it where there are no lists."""
        return " ".join((told.message, *(f"{label}: {words.rstrip('.')}." for label, words in self.details(told))))

    def _lines(self, publication: Publication) -> Iterator[str]:
        """Yield a line for each of the first few findings, without what the title says already."""
        for number, finding in enumerate(publication.findings[:_FEW]):
            is_title = number == 0 and not publication.announcements and self.is_english
            is_said = is_title and finding.message == f"{finding.title}."
            if line := self._sentence(finding).removeprefix(finding.message if is_said else "").strip():
                yield line

    def details(self, told: CustomerFinding) -> list[tuple[str, str]]:
        """The label and the words of each detail, as plain text."""
        return [(inline_to_text(self._label(detail.name)), detail.words) for detail in told.details]

    def _label(self, name: str) -> str:
        group, label = DETAILS[name]
        return str(getattr(getattr(self.wording, group), label))

    def object_to(self, publication: Publication, mailbox: str) -> str:
        """Until when and how one can object, in Markdown; empty where nothing can be objected to."""
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
        findings, labels = publication.findings, self.labels
        rest = len(findings) - _FEW
        published = self.history.on(labels.published, day=publication.published.day)
        return {
            "title": escape_markdown(self.plain_title(publication)),
            "address": f"{up}changelog/{publication.name}.md",
            "day": self.history.day(publication.published.day),
            "published": "<br>".join((published, *self.history.correction(publication.was))),
            "in_force": self._in_force(publication),
            "object_until": self.on(labels.object_until, publication.object_until) if publication.object_until else "",
            "notified": self.on(labels.notified, publication.notified) if publication.notified else "",
            "level": publication.level.value if publication.level else "first",
            "badge": escape_markdown(self.level(publication)),
            "findings": [escape_markdown(line) for line in self._lines(publication)],
            "others": escape_markdown(labels.others.fill(count=str(rest))) if rest > 0 else "",
            "documents": [escape_markdown(inline_to_text(step.version.document.title)) for step in publication.steps],
        }

    def _in_force(self, publication: Publication) -> str:
        """From when it applies, where that is later than its publication, or that it was taken back before that."""
        if publication.taken_back:
            return self.history.on(self.labels.taken_back, day=publication.taken_back)
        return self.history.on(self.labels.in_force, day=publication.start) if publication.effective else ""

    def announcement(self, told: Announcement) -> dict[str, Any]:
        """What legal says before and after its words."""
        return {
            "title": escape_markdown(inline_to_text(told.title)),
            "audience": escape_markdown(inline_to_text(told.audience or "")),
        }

    def finding(self, told: CustomerFinding) -> dict[str, Any]:
        """A finding with all that is said of it. `language` is that of its sentences where the site has another."""
        directions = dict(zip(Direction, (self.labels.less, self.labels.more, self.labels.neutral), strict=True))
        direction = Direction(told.direction)
        return {
            "id": told.id,
            "title": escape_markdown(told.title),
            "message": escape_markdown(told.message),
            "sentence": escape_markdown(told.message) if self.is_needed(told) else "",
            "means": escape_markdown(told.means),
            "language": "" if self.is_english else "en",
            "details": [
                {"label": escape_markdown(label), "words": escape_markdown(words)}
                for label, words in self.details(told)
            ],
            "direction": escape_markdown(directions[direction]),
            "way": direction.value.split()[0],
            "before": escape_markdown(told.before),
            "after": escape_markdown(told.after),
            "passage": [{"mark": mark, "text": escape_markdown_run(text)} for mark, text in told.passage],
            "why": escape_markdown(told.why),
            "law": escape_markdown("; ".join(told.law)),
        }

    def is_needed(self, told: CustomerFinding) -> bool:
        """Whether the sentence says more than the title and the words before and after do."""
        is_shown = bool(told.passage or (told.before and told.after))
        return not is_shown and told.message.removesuffix(".") != told.title

    def coming(self, one: Coming, up: str) -> dict[str, Any]:
        """Something that is coming, with its day and until when one can object."""
        return {
            "day": self.history.day(KnownDay.of(one.day)),
            "title": escape_markdown(one.title),
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


def mailto_url(mailbox: str, subject: str = "") -> str:
    """A mailbox as a web address, with a subject to begin with (RFC 6068, section 2)."""
    return f"mailto:{_escape(mailbox, '.@-')}" + (f"?subject={_escape(subject, '.-')}" if subject else "")


def _escape(text: str, kept: str) -> str:
    """A text as part of a web address (RFC 3986, section 2.1)."""
    plain = re.compile(rf"[^A-Za-z0-9_{kept}]")
    return plain.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), text)
