"""Gives layouts the values that are derived from a policy. Layouts of the past use these names, too."""

from dataclasses import dataclass

from build_tools.documents.empty_lists import NOTHING
from build_tools.model.cookies import Cookie
from build_tools.model.data import DataCategory
from build_tools.model.localize import say
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.retention import RetentionEntry, effective_maximum, period_of
from build_tools.model.subprocessor import ASKED_OF_VENDORS, Subprocessor


@dataclass(frozen=True)
class View:
    """The values of a policy, whose references are expanded."""

    policy: Policy

    def say(self, value: object) -> str:
        """A fact in words; empty for none."""
        return "" if value is None else say(value, self.policy.publication.language)

    def period(self, entry: RetentionEntry) -> Period | None:
        """The retention period of an entry."""
        return period_of(entry, self.policy.storage)

    def maximum(self, entry: RetentionEntry) -> Period | None:
        """The longest time for which the data can exist, backups included."""
        return effective_maximum(entry, self.policy.storage)

    def is_optional(self, cookie: Cookie) -> bool:
        """Whether a cookie is optional, as it says itself, or else as the subprocessor that sets it says."""
        vendors = {vendor.id: vendor for vendor in self.policy.subprocessors}
        vendor = vendors.get(cookie.set_by or "")
        return cookie.optional if cookie.optional is not None else vendor is not None and vendor.optional

    @property
    def unstated(self) -> str:
        """The text in place of a list without entries."""
        words = f"*{self.policy.wording.not_stated}*{{ .not-stated }}"
        return words if self.policy.publication.show_unstated else NOTHING

    def not_stated(self, vendor: Subprocessor) -> tuple[str, ...]:
        """The labels of the facts that the policy does not state about a subprocessor."""
        labels = self.policy.wording.subprocessors
        return tuple(getattr(labels, name) for name in ASKED_OF_VENDORS if getattr(vendor, name) is None)

    def remark(self, vendor: Subprocessor) -> str:
        """What is added to the data of a subprocessor: its remark, and whether it may train AI models with the data."""
        labels = self.policy.wording.subprocessors
        training = {True: labels.training, False: labels.no_training, None: None}[vendor.trains_models]
        return "; ".join(words for words in (vendor.remark, training) if words)

    def mechanism(self, vendor: Subprocessor) -> str:
        """The name of the transfer mechanism for a subprocessor; empty if none is stated."""
        mechanism = vendor.transfer.mechanism.replace("-", "_") if vendor.transfer else ""
        return str(getattr(self.policy.wording.mechanisms, mechanism, ""))

    def categories(self, entry: RetentionEntry) -> tuple[DataCategory, ...]:
        """The data categories that an entry covers, whole or in part, each once."""
        return tuple(dict.fromkeys(self.policy.category_of[data] for data in entry.covers))

    def data_link(self, data: str) -> str:
        """The address of a data category; empty if no document lists them."""
        for document in self.policy.documents:
            for section in self.policy.sections_of(document):
                paths = (reference.path for reference in find_references(section.text))
                if any((path[0], path[-1]) == (BLOCKS, "data_categories") for path in paths):
                    return f"{document.id}.md#data-{self.policy.category_of[data].id}"
        return ""

    def subprocessor_link(self, vendor: Subprocessor) -> str:
        """The address of a subprocessor's entry; empty if no document has one."""
        return self._entry_link("subprocessors", vendor.id)

    def retention_link(self, entry: RetentionEntry) -> str:
        """The address of a row of the retention schedule; empty if no document has one."""
        return self._entry_link("retention-schedule", entry.id)

    def _entry_link(self, template: str, entry: str) -> str:
        documents = (document.id for document in self.policy.documents if document.template == template)
        return next((f"{document}.md#{entry}" for document in documents), "")
