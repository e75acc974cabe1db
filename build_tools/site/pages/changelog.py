"""Makes the pages of the changelog: lists of all, of material and of each document's changes, and publications."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from build_tools.documents.layout_environment import Templates
from build_tools.model.page import Page
from build_tools.model.publication import CustomerFinding, News, Publication, Step
from build_tools.site.feeds.catalog import ListedFeed, list_feeds
from build_tools.site.pages.change_labels import ChangeLabels, concerns
from build_tools.site.pages.compare import place_to_compare
from build_tools.site.pages.page_markdown import UNSEARCHED, write_page
from build_tools.site.pages.versions import VersionPages
from build_tools.site.version_parts import PartsOfVersions
from build_tools.text.escaping import escape_markdown

_FOLDER = "changelog"


class ChangelogPages:
    """The pages of the changelog. Their addresses are permanent: `changelog/<publication>/`."""

    def __init__(
        self,
        news: News,
        old_pages: VersionPages,
        words: ChangeLabels,
        layouts: Templates,
        parts: PartsOfVersions | None,
    ) -> None:
        """Without `parts`, no redlines are shown."""
        self.news, self.old_pages, self.words, self.layouts = news, old_pages, words, layouts
        self.parts = parts
        self.histories = old_pages.archive.histories
        self._entries: dict[tuple[str, str], dict[str, Any]] = {}

    def pages(self) -> Iterator[Page]:
        """The list of all changes, which is in the menu; then the lists of each other feed, and every publication."""
        if not self.news.publications:
            return
        lists = list(list_feeds(self.old_pages.archive, self.words.labels))
        for listed in lists:
            yield self._list_page(listed, lists)
        for number, publication in enumerate(self.news.publications):
            yield self._publication_page(number, publication)

    def _list_page(self, chosen: ListedFeed, lists: Sequence[ListedFeed]) -> Page:
        path = f"{chosen.page}.md"
        up = "../" * path.count("/")
        is_all = chosen is lists[0]
        publications = filter(chosen.has, self.news.publications)
        years = groupby(publications, lambda publication: publication.published.day.year)
        body = self.layouts.render(
            "changelog/list.md",
            labels=self.words.labels,
            title=escape_markdown(chosen.title),
            choices=[
                {"menu": escape_markdown(one.choice), "address": f"{up}{one.page}.md", "is_chosen": one is chosen}
                for one in lists
            ],
            coming=[self.words.coming(coming, up) for coming in self.news.coming] if is_all else [],
            years=[{"year": year, "entries": [self._entry(entry, up) for entry in group]} for year, group in years],
        )
        newest = str(self.news.publications[0].published.day)
        front = {"modified": newest} if is_all else {**UNSEARCHED, "canonical": f"{_FOLDER}/"}
        menu, summary = chosen.title if is_all else "", self.words.labels.summary
        return write_page(path, body, menu, title=chosen.title, description=summary, **front)

    def _publication_page(self, number: int, publication: Publication) -> Page:
        all_, words = self.news.publications, self.words
        mailbox = all_[0].mailbox  # objections go to the newest one
        seen: Counter[str] = Counter()
        around = {"later": all_[:number][-1:], "earlier": all_[number + 1 : number + 2]}
        body = self.layouts.render(
            "changelog/publication.md",
            labels=words.labels,
            history=words.history.labels,
            entry=self._entry(publication, "../") | {"objection": words.object_to(publication, mailbox)},
            announcements=[
                words.announcement(announcement)
                | {"text": self.old_pages.links.move(announcement.text.strip(), publication.revision.commit, "../")}
                for announcement in publication.announcements
            ],
            groups=[
                {
                    "heading": escape_markdown(heading),
                    "level": level.value,
                    "findings": [self._finding(finding, publication, seen) for finding in group],
                }
                for level, heading, group in words.groups(publication)
            ],
            documents=[self._document(step) for step in publication.steps],
            around={key: self._entry(near[0], "../") for key, near in around.items() if near},
            all=f"../{_FOLDER}.md",
        )
        return write_page(
            f"{_FOLDER}/{publication.name}.md",
            body,
            title=f"{words.plain_title(publication)}, {words.history.plain_name(publication)}",
            description=words.summary(publication),
            **UNSEARCHED,
        )

    def _entry(self, publication: Publication, up: str) -> dict[str, Any]:
        """The words of a publication, which is in several lists; `up` leads to the folder of all pages."""
        key = publication.name, up
        if key not in self._entries:
            self._entries[key] = self.words.entry(publication, up)
        return self._entries[key]

    def _finding(self, finding: CustomerFinding, publication: Publication, seen: Counter[str]) -> dict[str, Any]:
        """A finding with its document, and with an id that is unique on the page."""
        id_, name = finding.id, finding.document
        seen[id_] += 1
        number = f".{seen[id_]}" if seen[id_] > 1 else ""
        document = None
        if versions := self.histories.get(name):
            place = f"#{name}" if concerns(publication, name) else f"../{name}/versions.md"
            document = {"title": escape_markdown(versions.latest.document.title), "address": place}
        return self.words.finding(finding) | {"id": id_ + number, "document": document}

    def _document(self, step: Step) -> dict[str, Any]:
        document, redline = step.version.document, ""
        if self.parts and step.before and step.after:
            redline = self.parts.of(step.after).redline
        title = escape_markdown(document.title)
        return {
            "id": document.id,
            "title": title,
            "fate": self.words.document_note(step, title),
            "redline": redline,
            "compare": place_to_compare(self.histories[document.id], step.version, "../"),
            "texts": [
                {
                    "label": label,
                    "name": self.words.history.name(version),
                    "address": f"../{document.id}/{version.name}.md",
                }
                for label, version in self.words.texts(step)
            ],
        }
