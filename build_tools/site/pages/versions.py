"""Which pages show the texts of the past: each at its own address, and a list of them?"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from build_tools.documents.environment import Templates
from build_tools.model.page import Alternate, Page
from build_tools.model.version import Archive, Standing, Version, Versions
from build_tools.site.data.texts import text_path
from build_tools.site.pages.change_labels import ChangeLabels, status_sentence
from build_tools.site.pages.compare import place_to_compare
from build_tools.site.pages.page_markdown import UNSEARCHED, OldLinks, as_served, move_links, write_page
from build_tools.site.pages.timeline_svg import draw_timeline
from build_tools.site.pages.versions import DownloadLinks

_RECENT = 10
"""How many versions the picker on a document offers besides the one in force; the list has all."""


class VersionPages:
    """The pages of an archive. Their addresses stay for ever: `<document>/<version>/` and `<document>/versions/`."""

    def __init__(
        self,
        archive: Archive,
        words: ChangeLabels,
        layouts: Templates,
        present: Mapping[str, str],
        today: date,
        *,
        offered: DownloadLinks | None = None,
    ) -> None:
        """`present` has the title of each page in the folder of all pages, by its path: `privacy-policy.md`."""
        self.archive, self.words, self.layouts, self.present = archive, words.history, layouts, present
        self.change_labels = words
        self.labels, self.today = words.labels, today
        self._links, self._offered = OldLinks(archive, present), offered
        self._on = {document: versions.on(today) for document, versions in archive.histories.items()}

    def pages(self) -> Iterator[Page]:
        """Every version, the lists of them, and the last texts of documents that are no longer published."""
        for versions in self.archive.histories.values():
            for number, version in enumerate(versions):
                yield self._version_page(versions, number, version)
            yield self._list_page(versions)
            if f"{versions.document}.md" not in self.present:
                yield self._last_page(versions)

    def downloads(self, version: Version, folder: str) -> list[Mapping[str, str]]:
        """The files of a version; `folder` leads from the page that offers them to that of all pages."""
        return list(self._offered.offer(version, folder)) if self._offered else []

    def picker(self, versions: Versions) -> dict[str, Any]:
        """What the layout of a document needs to offer its versions."""
        recent = versions.all[-_RECENT:]
        in_force = self._on[versions.document].version
        shown = recent if in_force is None or in_force.name in {one.name for one in recent} else (in_force, *recent)
        offered = [self._offer(version, f"{versions.document}/") for version in reversed(shown)]
        return {"versions": offered, "all": f"{versions.document}/versions.md"}

    def _offer(self, version: Version, folder: str = "") -> dict[str, object]:
        standing = self._standing(version)
        return {
            "name": self.words.name(version),
            "address": f"{folder}{version.name}.md",
            "is_in_force": standing is Standing.IN_FORCE,
            "standing": self.words.beside(version, standing),
        }

    def _note(self, version: Version) -> str:
        """What stands below the name of a version whose days do not say it."""
        is_said = self._standing(version) in {Standing.COMING, Standing.ENDED}
        return "" if is_said else self.words.beside(version, self._standing(version))

    def _standing(self, version: Version) -> Standing:
        return self._on[version.document.id].standing(version)

    def _version_page(self, versions: Versions, number: int, version: Version) -> Page:
        sentence, labels = status_sentence(version, self._standing(version), self.change_labels), self.labels
        around = {
            self.words.labels.later: versions.all[number + 1 : number + 2],
            "": (version,),
            self.words.labels.earlier: versions.all[:number][-1:],
        }
        return self._old_text(
            version,
            folder="../",
            banner=" ".join((self.words.on(sentence[0], **sentence[1]), *self.words.correction(version.was))),
            current=f"../{version.document.id}.md" if self._on[versions.document].version else "",
            to_current=labels.until_then if self._standing(version) is Standing.COMING else self.words.labels.in_force,
            links=[self._offer(near) | {"label": label} for label, found in around.items() for near in found],
            all="versions.md",
            compare=place_to_compare(versions, version, "../"),
        )

    def _last_page(self, versions: Versions) -> Page:
        """What stands at the address of a document that is no longer published."""
        version, labels = versions.latest, self.words.labels
        return self._old_text(
            version,
            folder="",
            banner=self.words.on(labels.withdrawn, day=version.until) if version.until else labels.draft,
            current="",
            to_current="",
            links=[self._offer(version, f"{versions.document}/") | {"label": labels.earlier}],
            all=f"{versions.document}/versions.md",
            compare=place_to_compare(versions, version, ""),
        )

    def _old_text(self, version: Version, folder: str, **frame: object) -> Page:
        """A text as it was published, at its own address or, without `folder`, at that of its document."""
        document, name = version.document, self.words.plain_name(version)
        downloads = self.downloads(version, folder)
        banner = self.layouts.render("history/archived.md", labels=self.words.labels, downloads=downloads, **frame)
        body = self.move_links(document.body, version.revision.commit, folder)
        return write_page(
            f"{document.id}/{version.name}.md" if folder else f"{document.id}.md",
            f"{banner.strip()}\n\n{body}",
            title=f"{document.title}, {name}",
            description=document.summary,
            canonical=f"{document.id}/" if folder else "",
            alternates=[asdict(Alternate(text_path(version), "application/json", f"{document.title}, {name}"))],
            **_HIDDEN,
        )

    def _list_page(self, versions: Versions) -> Page:
        document, labels = versions.latest.document, self.words.labels
        pairs = zip((None, *versions.all), versions.all, strict=False)
        rows = [
            self._offer(version)
            | {
                "note": self._note(version),
                "begins": "" if version.never_applied else self.words.day(version.start),
                "until": self.words.day(version.until) if version.until and not version.never_applied else "",
                "changes": self.words.changes(before, version),
            }
            for before, version in pairs
        ]
        title = labels.title.fill(document=document.title)
        body = self.layouts.render(
            "history/versions.md",
            labels=labels,
            title=title,
            timeline=draw_timeline(versions, self.today, labels.timeline.fill(document=document.title), labels.today),
            rows=rows[::-1],
            current={"title": document.title, "address": f"../{document.id}.md"},
            compare=place_to_compare(versions, versions.latest, "../"),
        )
        summary = labels.summary.fill(document=document.title)
        return write_page(f"{document.id}/versions.md", body, title=title, description=summary, asks=True, **UNSEARCHED)

    def move_links(self, body: str, commit: str, folder: str) -> str:
        """A text that was published with a commit, its links within the site as they lead from `folder`."""
        return move_links(body, lambda page, place: self._links.find(commit, page, place, folder))

    def serve_links(self, body: str, commit: str, folder: str) -> str:
        """The same, for those who read it elsewhere: its links lead to the pages as they are served."""
        return move_links(body, lambda page, place: as_served(self._links.find(commit, page, place, folder)))


_HIDDEN: Mapping[str, Any] = {"robots": "noindex", **UNSEARCHED}
"""What keeps old texts out of search engines too."""
