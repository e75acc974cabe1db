"""Describes the values of a policy in words for customers, with names in place of ids and codes."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale

from build_tools.model.localize import say
from build_tools.model.policy import Policy, Section
from build_tools.model.reference import BLOCKS, expand_text, find_references
from build_tools.model.sentences import Words
from build_tools.model.subprocessor import Receipt, Transfer
from build_tools.model.text import Prose
from build_tools.model.value import Value
from build_tools.text.plain_text import inline_to_text

_NAMES = ("name", "title", "text", "words")
"""The fields that can name an entry; the first one that is stated does."""


@dataclass(frozen=True, slots=True)
class ValueNames:
    """The names of the values of a policy, in its own words and in those of a language."""

    policy: Policy
    words: Words

    def describe(self, value: object, fact: str = "") -> str:
        """A value of a fact, such as `retention.period`; in prose, references are expanded and markup removed."""
        phrases = self.words.phrases
        match value:
            case None:
                words = str(phrases.not_stated)
            case ():
                words = phrases.all_data if fact == "purposes.data" else phrases.none
            case bool():
                words = phrases.yes if value else phrases.no
            case Value():
                words = self.name(value) or self.name_collection(fact)
            case tuple():
                words = ", ".join(self.describe(item, fact) for item in value)
            case Prose():
                words = self._describe_prose(value, fact)
            case str():
                words = self._name_id(value, fact)
            case _:
                words = say(value, self.policy.publication.language)
        return words

    def name(self, entry: Value) -> str:
        """The name of an entry, empty if it has none. A section without a title has the title of its document."""
        match entry:
            case Transfer():
                mechanism = self.describe(entry.mechanism, "subprocessors.transfer.mechanism")
                return f"{mechanism} ({self.describe(entry.text)})" if entry.text else mechanism
            case Receipt() if not entry.text:
                return self.describe(entry.data, "subprocessors.receives.data")
            case Section() if not entry.title:
                titles = (listed.title for listed in self.policy.documents if entry.id in listed.sections)
                return self.describe(next(titles, Prose(entry.id.replace("-", " "))))
            case _:
                named = next(filter(None, (getattr(entry, name, None) for name in _NAMES)), None)
                return self.describe(named) if named else ""

    def name_collection(self, fact: str) -> str:
        """The collection of a fact, where an entry of it has no name."""
        collection = fact.partition(".")[0]
        return str(self.words.collections.get(collection, collection.replace("_", " ")))

    def _describe_prose(self, text: Prose, fact: str) -> str:
        """A text with its references expanded. A passage of prose is plain words already."""
        words = expand_text(text, self.policy)
        for reference in reversed([found for found in find_references(words) if found.path[0] == BLOCKS]):
            name = reference.path[-1]
            block = self.words.blocks.get(name) or self.words.phrases.block.fill(name=name.replace("_", " "))
            words = words[: reference.start] + block + words[reference.end :]
        return words if fact.startswith(("prose.", "sections.text")) else inline_to_text(words)

    def _name_id(self, value: str, fact: str) -> str:
        entries: Iterable[Value]
        match fact:
            case "retention.covers" | "purposes.data" | "subprocessors.receives.data":
                entries = (*self.policy.data, *(item for category in self.policy.data for item in category.items))
            case "retention.copies_in":
                entries = self.policy.storage
            case "cookies.set_by" | "storage.provider" | "data.items.processed_by" | "stays_with_customer.processed_by":
                entries = self.policy.subprocessors
            case "documents.sections":
                entries = self.policy.sections
            case "storage.country":
                return str(Locale.parse(self.policy.publication.language, sep="-").territories.get(value, value))
            case "subprocessors.transfer.mechanism":
                return str(getattr(self.policy.wording.mechanisms, value.replace("-", "_"), value))
            case _:
                return str(self.words.values.get(fact, {}).get(value, value))
        return next((self.name(entry) for entry in entries if getattr(entry, "id", None) == value), value)
