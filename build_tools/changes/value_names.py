"""Describes the values of a policy in words for customers, with names in place of ids and codes."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale

from build_tools.model.localize import say
from build_tools.model.policy import Policy, Section
from build_tools.model.reference import BLOCKS, expand_text, find_references
from build_tools.model.subprocessor import Receipt, Transfer
from build_tools.model.text import Prose
from build_tools.model.value import Value
from build_tools.text.plain_text import inline_to_text

_NAMES = ("name", "title", "text", "words")
"""The fields that can name an entry; the first one that is stated does."""
NAMES: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
"""Words for collections and blocks, and the details of entries."""


def describe_value(value: object, fact: str, policy: Policy) -> str:
    """A value of a fact, such as `retention.period`, in words; in prose, references are expanded and markup removed."""
    match value:
        case None:
            words = "not stated"
        case ():
            words = "all data" if fact == "purposes.data" else "none"
        case bool():
            words = "yes" if value else "no"
        case Value():
            words = describe_entry(value, policy)
        case tuple():
            words = ", ".join(describe_value(item, fact, policy) for item in value)
        case Prose():
            words = _describe_prose(value, fact, policy)
        case str():
            words = _name(value, fact, policy)
        case _:
            words = say(value, policy.publication.language)
    return words


def describe_entry(value: Value, policy: Policy) -> str:
    """The name of an entry. A section without a title has the title of its document."""
    match value:
        case Transfer():
            mechanism = describe_value(value.mechanism, "subprocessors.transfer.mechanism", policy)
            return f"{mechanism} ({describe_value(value.text, '', policy)})" if value.text else mechanism
        case Receipt() if not value.text:
            return describe_value(value.data, "subprocessors.receives.data", policy)
        case Section() if not value.title:
            titles = (listed.title for listed in policy.documents if value.id in listed.sections)
            return describe_value(next(titles, Prose(value.id.replace("-", " "))), "", policy)
        case _:
            named = (getattr(value, name, None) for name in _NAMES)
            return describe_value(next(filter(None, named), type(value).__name__.lower()), "", policy)


def _describe_prose(text: Prose, fact: str, policy: Policy) -> str:
    """A text with its references expanded. A passage of prose is plain words already."""
    words = expand_text(text, policy)
    for reference in reversed([found for found in find_references(words) if found.path[0] == BLOCKS]):
        name = reference.path[-1]
        block = NAMES["blocks"].get(name, f'the part "{name.replace("_", " ")}"')
        words = words[: reference.start] + block + words[reference.end :]
    return words if fact.startswith(("prose.", "sections.text")) else inline_to_text(words)


def _name(value: str, fact: str, policy: Policy) -> str:
    entries: Iterable[Value]
    match fact:
        case "retention.covers" | "purposes.data" | "subprocessors.receives.data":
            entries = (*policy.data, *(item for category in policy.data for item in category.items))
        case "retention.copies_in":
            entries = policy.storage
        case "cookies.set_by" | "storage.provider" | "data.items.processed_by" | "stays_with_customer.processed_by":
            entries = policy.subprocessors
        case "documents.sections":
            entries = policy.sections
        case "storage.country":
            return str(Locale.parse(policy.publication.language, sep="-").territories.get(value, value))
        case "subprocessors.transfer.mechanism":
            return str(getattr(policy.wording.mechanisms, value.replace("-", "_"), value))
        case "rights.kind":
            return value.replace("-", " ")
        case _:
            return value
    return next((describe_entry(entry, policy) for entry in entries if getattr(entry, "id", None) == value), value)
