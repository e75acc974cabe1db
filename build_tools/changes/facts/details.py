"""Finds the facts that a reader needs to judge a change: of a new vendor its purpose, its data and its country."""

from collections.abc import Callable, Iterator, Mapping

from build_tools.changes.value_names import say_value
from build_tools.model.cookies import Cookie
from build_tools.model.data import DataCategory, DataItem
from build_tools.model.finding import Detail
from build_tools.model.policy import Policy
from build_tools.model.purposes import Purpose
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.rights import Right
from build_tools.model.storage import StorageLocation
from build_tools.model.subprocessor import Subprocessor
from build_tools.model.value import Value

_Field = tuple[str, str, Callable[[Value, Policy], str]]
"""The name of a detail, the fact that it is, and what says it; empty words where it is not stated."""


def tell_details(entry: Value | None, changed: str, policy: Policy) -> Iterator[Detail]:
    """Yield what is stated of an entry besides the fact that changed, such as `retention.period`."""
    for name, fact, read in _FIELDS.get(type(entry), ()):
        words = read(entry, policy) if entry and fact != changed else ""
        if words:
            yield Detail(name, words)


def _field(name: str, fact: str) -> _Field:
    """A detail that is a field of its entry."""
    key = fact.rpartition(".")[2]

    def read(entry: Value, policy: Policy) -> str:
        value = getattr(entry, key)
        return say_value(value, fact, policy) if value else ""

    return name, fact, read


def _say_receipts(vendor: Value, policy: Policy) -> str:
    """The data that a vendor receives, in the published wording."""
    if not isinstance(vendor, Subprocessor):
        return ""
    data = ", ".join(say_value(receipt, "", policy) for receipt in vendor.receives)
    remark = say_value(vendor.remark, "", policy) if vendor.remark else ""
    return f"{data} ({remark})" if data and remark else data or remark


def _say_length(entry: Value, policy: Policy) -> str:
    """How long data is kept, or what decides it."""
    length = period_of(entry, policy.storage) or entry.criteria if isinstance(entry, RetentionEntry) else None
    return say_value(length, "retention.period", policy) if length else ""


_FIELDS: Mapping[type, tuple[_Field, ...]] = {
    Subprocessor: (
        _field("purpose", "subprocessors.purpose"),
        ("data", "subprocessors.receives", _say_receipts),
        _field("location", "subprocessors.location"),
        _field("legal_entity", "subprocessors.legal_entity"),
        _field("transfer", "subprocessors.transfer"),
        _field("since", "subprocessors.since"),
        _field("until", "subprocessors.until"),
    ),
    RetentionEntry: (
        _field("about", "retention.covers"),
        ("period", "retention.period", _say_length),
        _field("starts", "retention.starts"),
        _field("afterwards", "retention.afterwards"),
        _field("basis", "retention.basis"),
    ),
    Right: (_field("text", "rights.text"),),
    Cookie: (
        _field("text", "cookies.text"),
        _field("service", "cookies.set_by"),
        _field("period", "cookies.lifetime"),
    ),
    StorageLocation: (
        _field("text", "storage.text"),
        _field("service", "storage.provider"),
        _field("location", "storage.region"),
        _field("location", "storage.country"),
    ),
    Purpose: (_field("data", "purposes.data"), _field("basis", "purposes.legal_basis")),
    DataCategory: (_field("about", "data.items"),),
    DataItem: (_field("service", "data.items.processed_by"),),
}
