"""Makes the pages of past and coming texts: one for each version, and one that lists the versions of a document."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from build_tools.documents.layout_environment import Templates
from build_tools.model.page import Alternate, Page
from build_tools.model.settings import DownloadForm
from build_tools.model.version import Archive, Standing, Version, Versions
from build_tools.site.data.texts import text_path
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.compare import place_to_compare
from build_tools.site.pages.page_markdown import UNSEARCHED, OldLinks, write_page
from build_tools.site.pages.timeline_svg import draw_timeline
from build_tools.site.pages.version_picker import VersionPicker

_HIDDEN: Mapping[str, Any] = {"robots": "noindex", **UNSEARCHED}
"""Front matter that keeps old texts out of search engines too."""


def download_path(version: Version, form: DownloadForm) -> str:
    """The permanent path of a version as a file, from the folder of all pages."""
    document = version.document.id
    return f"{document}/{version.name}/{document}-{version.name}.{form}"


class VersionPages:
    """The pages of an archive. Their addresses are permanent: `<document>/<version>/` and `<document>/versions/`."""

    def __init__(
        self,
        archive: Archive,
        words: ChangeLabels,
        layouts: Templates,
        present: Container[str],
        today: date,
        *,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        """`present` are the pages in the folder of all pages; `files` are the offered files, by their paths."""
        self.archive, self.words, self.layouts, self.present = archive, words.history, layouts, present
        self.change_labels, self.labels, self.today = words, words.labels, today
        self.links, self._files = OldLinks(archive, present), files
        self._on = {document: versions.on(today) for document, versions in archive.histories.items()}
        self.picker = VersionPicker(self.words, self._on)

    def pages(self) -> Iterator[Page]:
        """Every version, the lists of them, and the last texts of documents that are no longer published."""
        for versions in self.archive.histories.values():
            for number, version in enumerate(versions):
                yield self._version_page(versions, number, version)
            yield self._list_page(versions)
            if f"{versions.document}.md" not in self.present:
                yield self._last_page(versions)

    def downloads(self, version: Version, folder: str) -> list[Mapping[str, str]]:
        """The links to the files of a version; `folder` leads to the folder of all pages."""
        labels, locale = self.change_labels.wording.downloads, Locale.parse(self.words.language, sep="-")
        phrases = {DownloadForm.DOCX: labels.docx, DownloadForm.PDF: labels.pdf}
        links: list[Mapping[str, str]] = []
        for form in DownloadForm:
            path = download_path(version, form)
            if path in self._files:
                size = format_decimal(max(1, round(len(self._files[path]) / 1000)), locale=locale)
                label = phrases[form].fill(size=f"{size}\u00a0kB")  # IEC 80000-13
                links.append({"label": label, "address": f"{folder}{path}", "type": form.media_type})
        return links

    def _version_page(self, versions: Versions, number: int, version: Version) -> Page:
        standing, labels = self.picker.standing(version), self.words.labels
        phrase, days = self.change_labels.status(version, standing)
        around = {
            labels.later: versions.all[number + 1 : number + 2],
            "": (version,),
            labels.earlier: versions.all[:number][-1:],
        }
        return self._old_text(
            version,
            folder="../",
            banner=" ".join((self.words.on(phrase, **days), *self.words.correction(version.was))),
            current=f"../{version.document.id}.md" if self._on[versions.document].version else "",
            to_current=self.labels.until_then if standing is Standing.COMING else labels.in_force,
            links=[self.picker.offer(near) | {"label": label} for label, found in around.items() for near in found],
            all="versions.md",
            compare=place_to_compare(versions, version, "../"),
        )

    def _last_page(self, versions: Versions) -> Page:
        """The page at the address of a document that is no longer published."""
        version, labels = versions.latest, self.words.labels
        return self._old_text(
            version,
            folder="",
            banner=self.words.on(labels.withdrawn, day=version.until) if version.until else labels.draft,
            current="",
            to_current="",
            links=[self.picker.offer(version, f"{versions.document}/") | {"label": labels.earlier}],
            all=f"{versions.document}/versions.md",
            compare=place_to_compare(versions, version, ""),
        )

    def _old_text(self, version: Version, folder: str, **frame: object) -> Page:
        """A text as it was published, at its permanent address or, without `folder`, at that of its document."""
        document, title = version.document, f"{version.document.title}, {self.words.plain_name(version)}"
        downloads = self.downloads(version, folder)
        banner = self.layouts.render("history/archived.md", labels=self.words.labels, downloads=downloads, **frame)
        body = self.links.move(document.body, version.revision.commit, folder)
        return write_page(
            f"{document.id}/{version.name}.md" if folder else f"{document.id}.md",
            f"{banner.strip()}\n\n{body}",
            title=title,
            description=document.summary,
            canonical=f"{document.id}/" if folder else "",
            alternates=[asdict(Alternate(text_path(version), "application/json", title))],
            **_HIDDEN,
        )

    def _list_page(self, versions: Versions) -> Page:
        document, labels = versions.latest.document, self.words.labels
        pairs = zip((None, *versions.all), versions.all, strict=False)
        title = labels.title.fill(document=document.title)
        body = self.layouts.render(
            "history/versions.md",
            labels=labels,
            title=title,
            timeline=draw_timeline(versions, self.today, labels.timeline.fill(document=document.title), labels.today),
            rows=[self._row(before, version) for before, version in pairs][::-1],
            current={"title": document.title, "address": f"../{document.id}.md"},
            compare=place_to_compare(versions, versions.latest, "../"),
        )
        summary = labels.summary.fill(document=document.title)
        return write_page(f"{document.id}/versions.md", body, title=title, description=summary, asks=True, **UNSEARCHED)

    def _row(self, before: Version | None, version: Version) -> dict[str, object]:
        """A version in the list of versions; `note` is its standing where its days do not show it."""
        standing, applies = self.picker.standing(version), not version.never_applied
        is_shown = standing in {Standing.COMING, Standing.ENDED}
        return self.picker.offer(version) | {
            "note": "" if is_shown else self.words.standing(version, standing),
            "begins": self.words.day(version.start) if applies else "",
            "until": self.words.day(version.until) if version.until and applies else "",
            "changes": self.words.changes(before, version),
        }
