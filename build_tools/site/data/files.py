"""Lists the data files of the site, and the links from its pages to them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from build_tools.model.document import Document
from build_tools.model.page import Alternate
from build_tools.model.version import Version
from build_tools.site.content import Content
from build_tools.site.data.changelog import ChangelogData
from build_tools.site.data.dpv import PATH as DPV
from build_tools.site.data.dpv import write_dpv
from build_tools.site.data.policy import make_policy_data
from build_tools.site.data.tables import TABLES, make_tables
from build_tools.site.data.texts import make_texts
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.versions import VersionPages


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The data files of a site, for programs."""

    content: Content
    old_pages: VersionPages
    words: ChangeLabels
    text_of: Callable[[Version], bytes]
    """Gives the text of a version as JSON."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of each file, and of the JSON Schema of each JSON file."""
        policy, news, address = self.content.in_force, self.content.news, self.content.in_force.publication.safe_address
        controller = str(policy.controller.legal_name or policy.controller.name)
        yield from make_policy_data(self.content)
        yield DPV, write_dpv(policy, self.content.documents)
        yield from ChangelogData(news, controller, address, self.old_pages.links, self.words).files()
        yield from make_tables(policy, self._texts, self.content.upcoming)
        yield from make_texts(self.old_pages.archive, self.text_of)

    def offers(self) -> Iterator[Alternate]:
        """Yield the links on every page."""
        title = str(self.content.in_force.publication.site_name)
        yield Alternate("data/policy.json", "application/json", title)
        yield Alternate(DPV, "application/ld+json", title)
        yield Alternate("data/changelog.json", "application/json", str(self.content.in_force.wording.changelog.title))

    def offers_of(self, document: Document) -> Iterator[Alternate]:
        """Yield the further links on the page of a document: the facts of its table."""
        if (table := self._templates.get(document.id, "")) in TABLES:
            for ending, media in (("json", "application/json"), ("csv", "text/csv")):
                yield Alternate(f"data/{table}.{ending}", media, document.title)

    @property
    def _texts(self) -> dict[str, Version | None]:
        """The version in force that shows each table of facts; none where the text is a draft."""
        shown = {self._templates.get(found.id, ""): found.version for found in reversed(self.content.documents)}
        return {name: shown[name] for name in TABLES if name in shown}

    @property
    def _templates(self) -> dict[str, str]:
        return {listed.id: listed.template for listed in self.content.in_force.documents}
