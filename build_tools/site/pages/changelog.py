"""Makes the pages of the changelog: lists of all, of material and of each document's changes, and publications."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from build_tools.documents.environment import Templates
from build_tools.model.page import Page
from build_tools.model.publication import CustomerFinding, News, Publication, Step
from build_tools.model.revised_text import RevisedText
from build_tools.model.rule import Level
from build_tools.site.pages.change_labels import ChangeLabels, concerns
from build_tools.site.pages.compare import place_to_compare
from build_tools.site.pages.page_markdown import UNSEARCHED, write_page
from build_tools.site.pages.versions import VersionPages
from build_tools.text.escaping import escape_markdown

if TYPE_CHECKING:
    from build_tools.changes.redline.view import RedlineView  # slow to import

_FOLDER = "changelog"


class Redlines:
    """The redlines of a site. Each is made once, wherever it is shown."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._views: dict[tuple[str, str], RedlineView] = {}

    def view(self, step: Step) -> "RedlineView | None":
        """The redline of a document in a publication; none where the document is new or withdrawn."""
        if not (step.before and step.after):
            return None
        key = step.document, step.after.name
        if key not in self._views:
            from build_tools.changes.redline.html import view_revision  # noqa: PLC0415 - slow to import

            before, after = step.before.document, step.after.document
            text = RevisedText(after.id, after.title, before.body, after.body, self._language)
            self._views[key] = view_revision(text, f"in.{after.id}")
        return self._views[key]


@dataclass(frozen=True, slots=True)
class _Choice:
    """A list of publications that readers can choose."""

    path: str
    title: str
    menu: str
    publications: Sequence[Publication]


class ChangelogPages:
    """The pages of the changelog. Their addresses are permanent: `changelog/<publication>/`."""

    def __init__(
        self, news: News, old_pages: VersionPages, words: ChangeLabels, layouts: Templates, redlines: Redlines | None
    ) -> None:
        """Without `redlines`, none are shown."""
        self.news, self.old_pages, self.words, self.layouts = news, old_pages, words, layouts
        self.redlines = redlines
        self.histories = old_pages.archive.histories

    def pages(self) -> Iterator[Page]:
        """The list of all changes, which is in the menu; then the other lists, and every publication."""
        if not self.news.publications:
            return
        choices = list(self._choices())
        for choice in choices:
            yield self._list_page(choice, choices)
        for number, publication in enumerate(self.news.publications):
            yield self._publication_page(number, publication)

    def _choices(self) -> Iterator[_Choice]:
        labels, all_ = self.words.labels, self.news.publications
        yield _Choice(f"{_FOLDER}.md", labels.title, labels.everything, all_)
        material = [publication for publication in all_ if publication.level is Level.MATERIAL]
        yield _Choice(f"{_FOLDER}/material.md", labels.materials, labels.materials, material)
        for id_, versions in self.histories.items():
            title = versions.latest.document.title
            concerned = [publication for publication in all_ if concerns(publication, id_)]
            yield _Choice(f"{_FOLDER}/{id_}.md", labels.of_document.fill(document=title), title, concerned)

    def _list_page(self, chosen: _Choice, choices: Sequence[_Choice]) -> Page:
        up = "../" * chosen.path.count("/")
        is_all = chosen is choices[0]
        years = groupby(chosen.publications, lambda publication: publication.published.day.year)
        body = self.layouts.render(
            "changelog/list.md",
            labels=self.words.labels,
            title=escape_markdown(chosen.title),
            choices=[
                {"menu": escape_markdown(choice.menu), "address": up + choice.path, "is_chosen": choice is chosen}
                for choice in choices
            ],
            coming=[self.words.coming(coming, up) for coming in self.news.coming] if is_all else [],
            years=[
                {"year": year, "entries": [self.words.entry(entry, up) for entry in group]} for year, group in years
            ],
        )
        newest = str(self.news.publications[0].published.day)
        front = {"modified": newest} if is_all else {**UNSEARCHED, "canonical": f"{_FOLDER}/"}
        menu, summary = chosen.title if is_all else "", self.words.labels.summary
        return write_page(chosen.path, body, menu, title=chosen.title, description=summary, **front)

    def _publication_page(self, number: int, publication: Publication) -> Page:
        all_, words = self.news.publications, self.words
        mailbox = all_[0].mailbox  # objections go to the newest one
        findings = list(self._findings(publication))
        around = {"later": all_[:number][-1:], "earlier": all_[number + 1 : number + 2]}
        body = self.layouts.render(
            "changelog/publication.md",
            labels=words.labels,
            history=words.history.labels,
            entry=words.entry(publication, "../") | {"objection": words.object_to(publication, mailbox)},
            announcements=[
                words.announcement(announcement)
                | {"text": self.old_pages.move_links(announcement.text.strip(), publication.revision.commit, "../")}
                for announcement in publication.announcements
            ],
            groups=[
                {"heading": escape_markdown(heading), "level": level.value, "findings": group}
                for level, heading in words.headings.items()
                if (group := [shown for finding, shown in findings if finding.level is level])
            ],
            documents=[self._document(step) for step in publication.steps],
            around={key: words.entry(near[0], "../") for key, near in around.items() if near},
            all=f"../{_FOLDER}.md",
        )
        return write_page(
            f"{_FOLDER}/{publication.name}.md",
            body,
            title=f"{words.plain_title(publication)}, {words.history.plain_name(publication)}",
            description=words.summary(publication),
            **UNSEARCHED,
        )

    def _findings(self, publication: Publication) -> Iterator[tuple[CustomerFinding, dict[str, Any]]]:
        """Yield the findings with what the page shows of them: their document, and an id that is unique there."""
        count: Counter[str] = Counter()
        for finding in publication.findings:
            id_, name = finding.id, finding.document
            count[id_] += 1
            number = f".{count[id_]}" if count[id_] > 1 else ""
            versions = self.histories.get(name)
            place = f"#{name}" if concerns(publication, name) else f"../{name}/versions.md"
            title = escape_markdown(versions.latest.document.title) if versions else ""
            document = {"title": title, "address": place} if versions else None
            yield finding, self.words.finding(finding) | {"id": id_ + number, "document": document}

    def _document(self, step: Step) -> dict[str, Any]:
        document, labels = step.version.document, self.words.labels
        redline = ""
        if self.redlines and (view := self.redlines.view(step)):
            from build_tools.changes.redline.html import draw_redline  # noqa: PLC0415 - slow to import

            redline = draw_redline(view).strip()
        fate = self.words.document_note(step, escape_markdown(document.title))
        texts = ((labels.old_text, step.before), (labels.new_text, step.after))
        return {
            "id": document.id,
            "title": escape_markdown(document.title),
            "fate": fate,
            "redline": redline,
            "compare": place_to_compare(self.histories[document.id], step.version, "../"),
            "texts": [
                {
                    "label": label,
                    "name": self.words.history.name(version),
                    "address": f"../{document.id}/{version.name}.md",
                }
                for label, version in texts
                if version
            ],
        }
