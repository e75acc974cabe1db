"""Makes the pages that show documents as they are on the day of the build, and the hand-written pages."""

import json
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

from build_tools.documents.layout_environment import Templates
from build_tools.model.current_document import CurrentDocument
from build_tools.model.document import Document
from build_tools.model.feed import Feed
from build_tools.model.page import Page
from build_tools.model.version import Version, Versions
from build_tools.site.content import Content
from build_tools.site.data.files import DataFiles
from build_tools.site.feeds.atom_rss_json import offer
from build_tools.site.feeds.catalog import find_feeds_page
from build_tools.site.pages.change_labels import ChangeLabels, concerns
from build_tools.site.pages.page_markdown import move_links, write_page
from build_tools.site.pages.signup import TEMPLATE, insert_before_sections, make_signup
from build_tools.site.pages.version_labels import VersionLabels
from build_tools.site.pages.versions import VersionPages
from build_tools.text.escaping import escape_markdown

HOME = "index"
_ANCHOR = r"\{:?[ ]*#([a-z][a-z0-9-]*)[^{}]*\}"
_SECTION = re.compile(rf"^##[ ].*{_ANCHOR}[ ]*$")
_ROW = re.compile(r"^(\|(?:[^|\\]|\\.)*?)([ ]*\|.*)$")


@dataclass(frozen=True, slots=True)
class DocumentPages:
    """Makes the pages of one site."""

    content: Content
    archive: VersionPages
    change_labels: ChangeLabels
    layouts: Templates
    feeds: Sequence[Feed]
    data: DataFiles

    @property
    def words(self) -> VersionLabels:
        """The words for versions."""
        return self.change_labels.history

    @property
    def robots(self) -> str:
        """The rule for search engines: they leave a draft out."""
        return "" if self.content.archive.records else "noindex"

    def make_page(self, page: Document) -> Page:
        """A hand-written page. The home page says if the site is a draft or not in force yet."""
        body, policy = self._link(page.body), self.content.policy
        if page.id == HOME and (notice := self._site_notice):
            body = _below_heading(body, self.layouts.render("history/draft.md", said=notice))
        signup = make_signup(policy, self.layouts, has_heading=True) if page.id == find_feeds_page(policy) else ""
        body = insert_before_sections(body, signup)
        front = {"title": page.title, "description": page.summary, "robots": self.robots}
        return write_page(f"{page.id}.md", body, page.menu, **front, forms=self._form_targets if signup else ())

    @property
    def _form_targets(self) -> tuple[str, ...]:
        """The addresses that the form of the mailing list may send to, for the security policy of its pages."""
        return signup.targets if (signup := self.content.policy.publication.signup) else ()

    @property
    def _site_notice(self) -> str:
        """The home page's notice about the whole site; empty where something is in force."""
        if not self.content.archive.records:
            return str(self.words.labels.draft_site)
        documents = self.content.documents
        is_to_come = any(current.coming for current in documents) and not any(current.version for current in documents)
        return str(self.words.labels.not_in_force) if is_to_come else ""

    def make_document(self, current: CurrentDocument) -> Page:
        """The page of a document: the text in force with its days, or the text at hand marked as a draft."""
        document, versions, version = current.document, current.versions, current.version
        labels, in_force = self.words.labels, self.change_labels.labels.in_force
        day = "" if current.is_draft else labels.not_in_force
        updated = self.layouts.render(
            "history/updated.md",
            labels=labels,
            day=self.words.on(labels.last_updated, day=version.published.day) if version else day,
            in_force=self.words.on(in_force, day=version.start) if version and version.takes_effect_later else "",
            news=self.change_labels.news(self.content.news, document.id),
            coming=list(self._changes_to_come(current)),
            downloads=self.archive.downloads(version, "") if version else [],
            **(self.archive.picker.choices(versions) if versions else {"versions": [], "all": ""}),
        )
        shown = versions.up_to(version) if versions and version else versions
        body = self._add_days(document, shown) if shown else document.body
        feeds = (offer(feed) for feed in self.feeds if feed.name == document.id)
        signup = self._signup_of(document)
        return write_page(
            f"{document.id}.md",
            _below_heading(insert_before_sections(self._link(body), signup), updated),
            document.menu,
            title=document.title,
            description=document.summary,
            modified=str(version.published.day if version else ""),
            robots=self.robots,
            alternates=list(map(asdict, (*feeds, *self.data.offers_of(document)))),
            structured_data=self._structured(version, versions) if version and versions else "",
            forms=self._form_targets if signup else (),
        )

    def _signup_of(self, document: Document) -> str:
        """The form of the mailing list on the list of subprocessors; empty for other documents."""
        policy = self.content.policy
        template = next((listed.template for listed in policy.documents if listed.id == document.id), "")
        return make_signup(policy, self.layouts, has_heading=False) if template == TEMPLATE else ""

    def _link(self, body: str) -> str:
        """A text whose links lead only to places that exist.

        Where a change is still to come, the texts in force and the pages at hand may be of different revisions.
        """
        parts = {f"{current.id}.md": current.document.parts for current in self.content.documents}

        def find(page: str, place: str) -> str:
            known = page not in parts or place.removeprefix("#") in parts[page]
            return f"{page}{place if known else ''}"

        return move_links(body, find) if self.content.upcoming else body

    def _changes_to_come(self, current: CurrentDocument) -> Iterator[dict[str, Any]]:
        labels, changes = self.words.labels, self.change_labels
        for version in current.coming:
            same_day = [each for each in self.content.news.publications if each.start == version.start]
            # a version that never applies is part of the one that replaced it
            publications = [each for each in reversed(same_day) if concerns(each, current.id)]
            days = [publication.object_until for publication in publications if publication.object_until]
            yield {
                "when": self.words.on(labels.new_text, day=version.start),
                "changes": [
                    {"title": escape_markdown(changes.plain_title(each)), "address": f"changelog/{each.name}.md"}
                    for each in publications
                ],
                "new_text": f"{current.id}/{version.name}.md",
                "redline": f"changelog/{publications[0].name}.md#{current.id}" if len(publications) == 1 else "",
                "object_until": changes.on(changes.labels.object_until, min(days, default=None)),
            }
        if current.withdrawal:
            yield {"when": self.words.on(labels.withdrawal, day=current.withdrawal), "changes": [], "new_text": ""}

    def _add_days(self, document: Document, versions: Versions) -> str:
        """The text of a document with the days of its sections, vendors and retention entries.

        A passage that differs from the version published last has no day.
        """
        policy = self.content.in_force
        sections = {section for listed in policy.documents if listed.id == document.id for section in listed.sections}
        entries = {entry.id for entry in (*policy.subprocessors, *policy.retention)} - sections
        return "\n".join(_add_day(line, document, versions, entries, self.words) for line in document.body.split("\n"))

    def _structured(self, version: Version, versions: Versions) -> str:
        """The description of the page for programs (schema.org WebPage, as JSON-LD 1.1)."""
        controller, publication = self.content.in_force.controller, self.content.policy.publication
        description = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": version.document.title,
            "inLanguage": publication.language,
            "version": version.name,
            "datePublished": str(versions.all[0].published.day),
            "dateModified": str(version.published.day),
            "publisher": {"@type": "Organization", "name": controller.legal_name or controller.name},
        }
        return json.dumps(description, ensure_ascii=False).replace("<", "\\u003c")


def _below_heading(body: str, notice: str) -> str:
    heading, _, rest = body.partition("\n")
    return f"{heading}\n\n{notice.strip()}\n{rest}"


def _add_day(line: str, document: Document, versions: Versions, entries: AbstractSet[str], words: VersionLabels) -> str:
    if match := _SECTION.match(line):
        anchor = match[1]
        if not _is_published(document, versions, anchor):
            return line
        changed = words.on(words.labels.section_changed, day=versions.changed(anchor).published.day)
        day = words.since(versions, anchor) if anchor in entries else changed
        return f"{line}\n\n{day}\n{{ .changed }}"
    if match := _ROW.match(line):
        found = re.search(rf"{_ANCHOR}|\]\({re.escape(document.id)}\.md#([a-z][a-z0-9-]*)\)", match[1])
        anchor = (found[1] or found[2]) if found else ""
        if anchor in entries and _is_published(document, versions, anchor):
            return f'{match[1]}<br><small class="since">{words.since(versions, anchor)}</small>{match[2]}'
    return line


def _is_published(document: Document, versions: Versions, anchor: str) -> bool:
    now, last = document.parts.get(anchor), versions.latest.document.parts.get(anchor)
    return now is not None and last is not None and now.reads_as(last)
