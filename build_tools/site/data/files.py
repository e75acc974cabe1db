"""Which data does the site offer to programs, and how do its pages name it?"""

from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.model.current_document import CurrentDocument
from build_tools.model.document import Document
from build_tools.model.page import Alternate
from build_tools.model.policy import Policy
from build_tools.model.publication import News, Upcoming
from build_tools.model.version import Version
from build_tools.site.data.changelog import ChangelogData
from build_tools.site.data.dpv import PATH as DPV
from build_tools.site.data.dpv import write_dpv
from build_tools.site.data.policy import ShownDocument, ShownDocuments, make_policy_data
from build_tools.site.data.tables import TABLES, make_tables
from build_tools.site.data.texts import make_texts
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.versions import VersionPages


@dataclass(frozen=True, slots=True)
class DataFiles:
    """What the site says, for programs."""

    policy: Policy
    """The policy in force, with its facts in place in all prose."""
    upcoming: tuple[Upcoming, ...]
    """The policies that take effect on later days."""
    documents: tuple[CurrentDocument, ...]
    news: News
    old_pages: VersionPages
    words: ChangeLabels

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of each file, and of the JSON Schema of each JSON file."""
        address = self.policy.publication.safe_address
        shown = ShownDocuments(
            tuple(ShownDocument(one, f"{address}{one.id}/" if address else None) for one in self.documents),
            self.upcoming,
        )
        controller = str(self.policy.controller.legal_name or self.policy.controller.name)
        yield from make_policy_data(self.policy, shown)
        yield DPV, write_dpv(self.policy, shown)
        name = self.words.plain_title
        yield from ChangelogData(self.news, controller, address, self.old_pages.serve_links, name).files()
        yield from make_tables(self.policy, self._texts, self.upcoming)
        yield from make_texts(self.old_pages.archive)

    def offers(self) -> Iterator[Alternate]:
        """Yield what every page offers."""
        title = str(self.policy.publication.site_name)
        yield Alternate("data/policy.json", "application/json", title)
        yield Alternate(DPV, "application/ld+json", title)
        yield Alternate("data/changelog.json", "application/json", str(self.policy.wording.changelog.title))

    def offers_of(self, document: Document) -> Iterator[Alternate]:
        """Yield what the page of a document offers besides: the facts of its table."""
        if (table := self._templates.get(document.id, "")) in TABLES:
            for ending, media in (("json", "application/json"), ("csv", "text/csv")):
                yield Alternate(f"data/{table}.{ending}", media, document.title)

    @property
    def _texts(self) -> dict[str, Version | None]:
        """The version in force that shows each table of facts; none where the text is a draft."""
        shown = {self._templates.get(one.id, ""): one.version for one in reversed(self.documents)}
        return {name: shown[name] for name in TABLES if name in shown}

    @property
    def _templates(self) -> dict[str, str]:
        """The layout of each document, by its id."""
        return {listed.id: listed.template for listed in self.policy.documents}
