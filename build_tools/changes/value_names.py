"""Says the values of a policy in words for customers: names in place of ids and codes."""

from collections.abc import Iterable

from babel import Locale

from build_tools.changes.plain_text import inline_to_text
from build_tools.model.expand import expand_text
from build_tools.model.localize import say
from build_tools.model.policy import Policy
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.section import Section
from build_tools.model.subprocessor import Receipt, Transfer
from build_tools.model.text import Prose
from build_tools.model.value import Value

_NAMES = ("name", "title", "text", "words")
"""What names an entry for a reader, the first that it has."""
_BLOCKS = {
    "cookies": "the list of cookies",
    "data_categories": "the list of data that we collect",
    "postal_address": "our postal address",
    "prohibited_uses": "the list of uses that we rule out",
    "purposes": "the list of purposes",
    "responsibilities": "the list of your responsibilities",
    "retention": "the list of retention periods",
    "retention_schedule": "the table of retention periods",
    "rights": "the list of your rights",
    "safeguards": "the list of safeguards",
    "storage": "the list of places where we keep data",
    "subprocessors": "the table of subprocessors",
}
"""What blocks show, by their names."""


def say_value(value: object, fact: str, policy: Policy) -> str:
    """A value of a fact, such as `retention.period`, in words; prose has its facts in place and no markup."""
    match value:
        case None:
            said = "not stated"
        case ():
            said = "all data" if fact == "purposes.data" else "none"
        case bool():
            said = "yes" if value else "no"
        case Value():
            said = say_entry(value, policy)
        case tuple():
            said = ", ".join(say_value(item, fact, policy) for item in value)
        case Prose():
            said = _say_prose(value, fact, policy)
        case str():
            said = _say_name(value, fact, policy)
        case _:
            said = say(value, policy.publication.language)
    return said


def say_entry(value: Value, policy: Policy) -> str:
    """The name of an entry. A section without a title has that of its document."""
    match value:
        case Transfer():
            mechanism = say_value(value.mechanism, "subprocessors.transfer.mechanism", policy)
            return f"{mechanism} ({say_value(value.text, '', policy)})" if value.text else mechanism
        case Receipt() if not value.text:
            return say_value(value.data, "subprocessors.receives.data", policy)
        case Section() if not value.title:
            titles = (listed.title for listed in policy.documents if value.id in listed.sections)
            return say_value(next(titles, Prose(value.id.replace("-", " "))), "", policy)
        case _:
            named = (getattr(value, name, None) for name in _NAMES)
            return say_value(next(filter(None, named), type(value).__name__.lower()), "", policy)


def say_block(name: str) -> str:
    """What a block shows: `the list of your rights`."""
    return _BLOCKS.get(name, f'the part "{name.replace("_", " ")}"')


def _say_prose(text: Prose, fact: str, policy: Policy) -> str:
    """A text with its facts in place. A passage of prose is plain words already."""
    said = expand_text(text, policy)
    for reference in reversed([one for one in find_references(said) if one.path[0] == BLOCKS]):
        said = said[: reference.start] + say_block(reference.path[-1]) + said[reference.end :]
    return said if fact.startswith(("prose.", "sections.text")) else inline_to_text(said)


def _say_name(value: str, fact: str, policy: Policy) -> str:
    """What an id or a code stands for; any other text as it is."""
    match fact:
        case "retention.covers" | "purposes.data" | "subprocessors.receives.data":
            found = _find(value, (*policy.data, *(item for category in policy.data for item in category.items)))
        case "retention.copies_in":
            found = _find(value, policy.storage)
        case "cookies.set_by" | "storage.provider" | "data.items.processed_by" | "stays_with_customer.processed_by":
            found = _find(value, policy.subprocessors)
        case "documents.sections":
            found = _find(value, policy.sections)
        case "storage.country":
            locale = Locale.parse(policy.publication.language, sep="-")
            return str(locale.territories.get(value, value))
        case "subprocessors.transfer.mechanism":
            return str(getattr(policy.wording.mechanisms, value.replace("-", "_"), value))
        case "rights.kind":
            return value.replace("-", " ")
        case _:
            return value
    return say_entry(found, policy) if found else value


def _find(name: str, entries: Iterable[Value]) -> Value | None:
    return next((entry for entry in entries if getattr(entry, "id", None) == name), None)
