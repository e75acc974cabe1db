"""Which pages tell what changed: the changelog, its choices by level and document, and one page a publication?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from build_tools.documents.environment import Templates
from build_tools.model.page import Page
from build_tools.model.publication import CustomerFinding, News, Publication, Step
from build_tools.model.rule import Level
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.changelog import Redlines
from build_tools.site.pages.compare import place_to_compare
from build_tools.site.pages.page_markdown import UNSEARCHED, write_page
from build_tools.site.pages.versions import VersionPages
from build_tools.text.escaping import escape_markdown

_FOLDER = "changelog"


@dataclass(frozen=True, slots=True)
class _Choice:
    """A list of publications that can be chosen."""

    path: str
    title: str
    menu: str
    publications: Sequence[Publication]


class ChangelogPages:
    """The pages of the changelog. Their addresses stay for ever: `changelog/<publication>/`."""

    def __init__(
        self,
        news: News,
        archive: VersionPages,
        words: ChangeLabels,
        layouts: Templates,
        redlines: Redlines,
    ) -> None:
        self.news, self.old_pages, self.words, self.layouts = news, archive, words, layouts
        self.redlines = redlines
        self.histories = archive.archive.histories

    def pages(self) -> Iterator[Page]:
        """The list of all changes, which stands in the menu; then the other lists, and every publication."""
        if not self.news.publications:
            return
        choices = list(self._choices())
        for choice in choices:
            yield self._list_page(choice, choices)
        for number, publication in enumerate(self.news.publications):
            yield self._publication_page(number, publication)

    @property
    def _mailbox(self) -> str:
        """Where objections go: to the mailbox of the newest publication."""
        return self.news.publications[0].mailbox

    def _choices(self) -> Iterator[_Choice]:
        labels, all_ = self.words.labels, self.news.publications
        yield _Choice(f"{_FOLDER}.md", labels.title, labels.everything, all_)
        material = [one for one in all_ if one.level is Level.MATERIAL]
        yield _Choice(f"{_FOLDER}/material.md", labels.materials, labels.materials, material)
        for id_, versions in self.histories.items():
            title = versions.latest.document.title
            concerned = [one for one in all_ if any(step.document == id_ for step in one.steps)]
            yield _Choice(f"{_FOLDER}/{id_}.md", labels.of_document.fill(document=title), title, concerned)

    def _list_page(self, choice: _Choice, choices: Sequence[_Choice]) -> Page:
        up = "../" * choice.path.count("/")
        is_all = choice is choices[0]
        years = groupby(choice.publications, lambda one: one.published.day.year)
        body = self.layouts.render(
            "changelog/list.md",
            labels=self.words.labels,
            title=escape_markdown(choice.title),
            choices=[
                {"menu": escape_markdown(one.menu), "address": up + one.path, "is_chosen": one is choice}
                for one in choices
            ],
            coming=[self.words.coming(one, up) for one in self.news.coming] if is_all else [],
            years=[{"year": year, "entries": [self.words.entry(one, up) for one in group]} for year, group in years],
        )
        summary = self.words.labels.summary
        newest = str(self.news.publications[0].published.day)
        front = {"modified": newest} if is_all else {**UNSEARCHED, "canonical": f"{_FOLDER}/"}
        menu = choice.title if is_all else ""
        return write_page(choice.path, body, menu, title=choice.title, description=summary, **front)

    def _publication_page(self, number: int, publication: Publication) -> Page:
        near = self.news.publications
        shown = list(self._findings(publication))
        around = {"later": near[:number][-1:], "earlier": near[number + 1 : number + 2]}
        body = self.layouts.render(
            "changelog/publication.md",
            labels=self.words.labels,
            history=self.words.history.labels,
            entry=self.words.entry(publication, "../")
            | {"objection": self.words.object_to(publication, self._mailbox)},
            announcements=[
                self.words.announcement(told)
                | {"text": self.old_pages.move_links(told.text.strip(), publication.revision.commit, "../")}
                for told in publication.announcements
            ],
            groups=[
                {"heading": escape_markdown(heading), "level": level.value, "findings": findings}
                for level, heading in self.words.headings.items()
                if (findings := [one for told, one in shown if told.level is level])
            ],
            documents=[self._document(step) for step in publication.steps],
            around={key: self.words.entry(found[0], "../") for key, found in around.items() if found},
            all=f"../{_FOLDER}.md",
        )
        return write_page(
            f"{_FOLDER}/{publication.name}.md",
            body,
            title=f"{self.words.plain_title(publication)}, {self.words.history.plain_name(publication)}",
            description=self.words.summary(publication),
            **UNSEARCHED,
        )

    def _findings(self, publication: Publication) -> Iterator[tuple[CustomerFinding, dict[str, Any]]]:
        """Yield the findings with what is shown of them: where one reads it, and an id that none has twice."""
        shown = {step.document for step in publication.steps}
        count: Counter[str] = Counter()
        for told in publication.findings:
            count[told.id] += 1
            number = f".{count[told.id]}" if count[told.id] > 1 else ""
            versions = self.histories.get(told.document)
            place = f"#{told.document}" if told.document in shown else f"../{told.document}/versions.md"
            document = (
                {"title": escape_markdown(versions.latest.document.title), "address": place} if versions else None
            )
            yield told, self.words.finding(told) | {"id": told.id + number, "document": document}

    def _document(self, step: Step) -> dict[str, Any]:
        """What became of a document: its redline, or in words that it is new or withdrawn."""
        document, labels = step.version.document, self.words.labels
        fate, redline = "", ""
        if view := self.redlines.view(step):
            from build_tools.changes.redline.html import draw_redline  # noqa: PLC0415 - slow to import

            redline = draw_redline(view).strip()
        elif step.after:
            fate = labels.new_document.fill(document=escape_markdown(document.title))
        else:
            fate = labels.withdrawn.fill(document=escape_markdown(document.title))
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
