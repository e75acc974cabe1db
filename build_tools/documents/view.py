"""What do the layouts ask of a policy besides its fields?"""

from dataclasses import dataclass

from build_tools.documents.empty_lists import NOTHING
from build_tools.model.cookies import Cookie
from build_tools.model.data import DataCategory
from build_tools.model.localize import say
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.retention import RetentionEntry, effective_maximum, period_of
from build_tools.model.settings import ListedDocument
from build_tools.model.subprocessor import ASKED_OF_VENDORS, Subprocessor


@dataclass(frozen=True)
class View:
    """A policy as the layouts see it; every text in it already has its facts in place."""

    policy: Policy

    def say(self, value: object) -> str:
        """A fact in words; nothing stays nothing."""
        return "" if value is None else say(value, self.policy.publication.language)

    def period(self, entry: RetentionEntry) -> Period | None:
        """How long what the entry is about is kept."""
        return period_of(entry, self.policy.storage)

    def maximum(self, entry: RetentionEntry) -> Period | None:
        """How long it can exist at most, backups included."""
        return effective_maximum(entry, self.policy.storage)

    def is_optional(self, cookie: Cookie) -> bool:
        """Whether one can do without a cookie: by its own word, or else by that of the subprocessor that sets it."""
        vendors = {vendor.id: vendor for vendor in self.policy.subprocessors}
        vendor = vendors.get(cookie.set_by or "")
        return cookie.optional if cookie.optional is not None else vendor is not None and vendor.optional

    @property
    def unstated(self) -> str:
        """What stands in place of a list without entries."""
        words = f"*{self.policy.wording.not_stated}*{{ .not-stated }}"
        return words if self.policy.publication.show_unstated else NOTHING

    def not_stated(self, vendor: Subprocessor) -> tuple[str, ...]:
        """The labels of what the policy does not say about a subprocessor."""
        labels = self.policy.wording.subprocessors
        return tuple(getattr(labels, name) for name in ASKED_OF_VENDORS if getattr(vendor, name) is None)

    def mechanism(self, vendor: Subprocessor) -> str:
        """The name of the transfer mechanism that is relied on for a subprocessor; empty where none is stated."""
        mechanism = vendor.transfer.mechanism.replace("-", "_") if vendor.transfer else ""
        return str(getattr(self.policy.wording.mechanisms, mechanism, ""))

    def categories(self, entry: RetentionEntry) -> tuple[DataCategory, ...]:
        """The data categories that an entry is about, whole or in part, each once."""
        return tuple(dict.fromkeys(self.policy.category_of[data] for data in entry.covers))

    def data_link(self, data: str) -> str:
        """The address of a data category; empty where no document lists them."""
        document = self._document_with("data_categories")
        return f"{document}.md#data-{self.policy.category_of[data].id}" if document else ""

    def subprocessor_link(self, vendor: Subprocessor) -> str:
        """The address of a subprocessor's entry; empty where no document has one."""
        return self._entry_link("subprocessors", vendor.id)

    def retention_link(self, entry: RetentionEntry) -> str:
        """The address of a row of the retention schedule; empty where no document has one."""
        return self._entry_link("retention-schedule", entry.id)

    def _entry_link(self, template: str, entry: str) -> str:
        documents = (document.id for document in self.policy.documents if document.template == template)
        return next((f"{document}.md#{entry}" for document in documents), "")

    def _document_with(self, block: str) -> str:
        for document in self.policy.documents:
            if any(block in self._blocks_of(section.text) for section in self.policy.sections_of(document)):
                return document.id
        return ""

    def _blocks_of(self, text: str) -> set[str]:
        return {reference.path[-1] for reference in find_references(text) if reference.path[0] == BLOCKS}


def menu_of(document: ListedDocument) -> str:
    """The name of a document in the menu."""
    return document.menu or document.title
