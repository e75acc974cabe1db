"""Which facts does a text show, or does the law ask for, that nobody has stated yet?

A list that is empty is no mistake in its file. A text that shows it leaves its readers with nothing, though: either the
entries are still to be said, or the text should say in words that there are none.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from build_tools.model.policy import Policy, Route
from build_tools.model.reference import BLOCKS, find_references

Found = Iterator[tuple[str, Route, str, str]]
"""The id of what it is about, the route to it, what is wrong and how to mend it."""

_SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "data_categories": ("data",),
        "key_facts": ("data", "subprocessors", "retention"),
        "retention_schedule": ("retention",),
        **{
            name: (name,)
            for name in (
                "purposes",
                "prohibited_uses",
                "storage",
                "safeguards",
                "responsibilities",
                "subprocessors",
                "retention",
                "rights",
                "cookies",
            )
        },
    }
)
"""The lists that each block shows."""

_LAYOUTS: Mapping[str, str] = MappingProxyType({"subprocessors": "subprocessors", "retention-schedule": "retention"})
"""The list that each layout of a document shows."""


def find_empty_lists(policy: Policy) -> Found:
    """Lists without an entry that a document shows (GDPR Art. 13, 14)."""
    for name in sorted(set(_shown(policy))):
        if not getattr(policy, name):
            what = f'a text shows the list "{name}", and there is nothing in it'
            remedy = "Add its entries; if there are none, say so in words in place of the block."
            yield name.replace("_", "-"), (name,), what, remedy


def find_unnamed_controller(policy: Policy) -> Found:
    """GDPR Art. 13(1)(a): the identity of the controller, and how one reaches it."""
    for name, said in (("legal_name", "under which name it is registered"), ("address", "where it has its seat")):
        if getattr(policy.controller, name) is None:
            what = f'nobody has stated of "{policy.controller.name}" {said}'
            yield name.replace("_", "-"), ("controller",), what, f"Add {name}: to it."


def find_open_requests(policy: Policy) -> Found:
    """GDPR Art. 12(3): requests are answered within one month."""
    if policy.rights and policy.requests.deadline is None:
        what = "nobody has stated by when requests about personal data are answered"
        yield "deadline", ("requests",), what, "Add deadline:, for example P1M."


def find_silent_changes(policy: Policy) -> Found:
    """Cal. Bus. & Prof. Code §22575(b)(3): how one learns of material changes has to be said."""
    if not policy.announcing.channels:
        what = "nobody has stated how customers are told of material changes"
        yield "channels", ("announcing", "channels"), what, "Add the ways: kind: email, name: email."


def find_vague_recipients(policy: Policy) -> Found:
    """EDPB Opinion 22/2024: which data each recipient gets has to be known."""
    for index, vendor in enumerate(policy.subprocessors):
        if not vendor.receives:
            what = f'nobody has stated which of the data in data.yml "{vendor.name}" receives'
            yield vendor.id, ("subprocessors", index, "id"), what, "Add the data, by its ids, under receives:."


def find_vague_retention(policy: Policy) -> Found:
    """GDPR Art. 13(2)(a): a period is one of some data."""
    for index, entry in enumerate(policy.retention):
        if not entry.covers and not entry.copies_in:
            what = f'nobody has stated which of the data in data.yml "{entry.name}" is about'
            yield entry.id, ("retention", index, "id"), what, "Add covers: with ids from data.yml."


def _shown(policy: Policy) -> Iterator[str]:
    """Yield the lists that a document shows."""
    for document in policy.documents:
        if document.template in _LAYOUTS:
            yield _LAYOUTS[document.template]
        for section in (one for one in policy.sections if one.id in document.sections):  # one may be missing
            for reference in find_references(section.text):
                if reference.path[0] == BLOCKS:
                    yield from _SHOWN.get(reference.path[-1], ())
