"""Checks that ids are given once, that ids that are referred to exist, and that no page takes a reserved address."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location, Problem
from build_tools.model.text import Prose
from build_tools.model.tree import Tree
from build_tools.model.value import Entry
from build_tools.source.source_map import SourceMap
from build_tools.source.validation import suggest

RESERVED = frozenset(
    {"assets", "changelog", "compare", "data", "feeds", "index", "material", "search", "sitemap", "subscribe"}
)
"""Addresses that the site uses itself, now or in later versions; `material` is part of the changelog."""

_PAGES = "policy_src/pages/"
_OF_PAGES = (RESERVED - {"index", "subscribe"}) | {"404", "robots"}
"""Addresses that hand-written pages and folders of pictures must not use."""
_LEFT_OUT = "templates"
"""A folder of pages that MkDocs never publishes."""
ENDED = "ended"
"""The anchor of the past subprocessors on their page."""

REFERRED = {
    ("data", "processed_by"): "subprocessors",
    ("purposes", "data"): "data",
    ("storage", "provider"): "subprocessors",
    ("subprocessors", "data"): "data",
    ("retention", "covers"): "data",
    ("retention", "copies_in"): "storage",
    ("cookies", "set_by"): "subprocessors",
    ("documents", "template"): "templates",
    ("documents", "sections"): "sections",
}
"""What the ids in each field refer to, by the key of the file and the name of the field."""


def check_identities(policy: Policy, sources: SourceMap, templates: AbstractSet[str]) -> Iterator[Problem]:
    """Yield ids given twice, and references to ids that do not exist. `templates` are the names of layouts."""
    yield from _find_duplicates(policy, sources)
    yield from _find_shared_addresses(policy, sources)
    yield from _find_misplaced_sections(policy, sources)
    known: dict[str, tuple[AbstractSet[str], str]] = {
        "subprocessors": ({vendor.id for vendor in policy.subprocessors}, "subprocessor"),
        "data": (policy.category_of.keys(), "data category or item"),
        "storage": ({place.id for place in policy.storage}, "storage location"),
        "templates": (templates, "template in templates/documents/"),
        "sections": ({section.id for section in policy.sections}, "section in policy_src/sections/"),
    }
    for route, value in policy.values:
        if not isinstance(value, str) or isinstance(value, Prose):
            continue
        field = next((step for step in reversed(route) if isinstance(step, str)), "")
        choices, kind = known.get(REFERRED.get((str(route[0]), field), ""), ((), ""))
        if kind and value not in choices:
            what, remedy = f'there is no {kind} "{value}"', suggest(value, choices)
            yield Problem(sources.locate(route), what, remedy, "unknown-reference")


def _find_duplicates(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    seen: dict[tuple[Route, str], Route] = {}
    for route, value in ((route, value) for route, value in policy.values if isinstance(value, Entry)):
        # categories and items of data.yml share one set of ids: others refer to both by id alone
        space = ("data",) if route[0] == "data" and "never_stored" not in route else route[:-1]
        first = seen.setdefault((space, value.id), (*route, "id"))
        if first != (*route, "id"):
            what = f'the id "{value.id}" is used twice, first in line {sources.locate(first).line}'
            yield Problem(sources.locate((*route, "id")), what, "Give one of them another id.", "duplicate-id")


def _find_shared_addresses(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """A document and a page with the same name would be published at the same address."""
    taken = RESERVED | {page.id for page in policy.pages}
    for index, document in enumerate(policy.documents):
        if document.id in taken:
            what = f'the address "{document.id}" is already used by a page of the site'
            place = sources.locate(("documents", index, "id"))
            yield Problem(place, what, "Give the document or the page another name.", "duplicate-id")
    for index, vendor in enumerate(policy.subprocessors):
        if vendor.id == ENDED:
            what = f'the address "{ENDED}" is already used by the list of past subprocessors'
            yield Problem(sources.locate(("subprocessors", index, "id")), what, "Give it another id.", "duplicate-id")


def check_addresses(policy: Policy, tree: Tree, sources: SourceMap) -> Iterator[Problem]:
    """Yield hand-written pages and pictures whose address the site uses itself. Pages have no versions."""
    for index, page in enumerate(policy.pages):
        if page.id in _OF_PAGES:
            what = f'the address "{page.id}" is reserved for the site itself'
            yield Problem(sources.locate(("pages", index)), what, "Give the file another name.", "reserved-address")
    taken = _OF_PAGES | {_LEFT_OUT} | {document.id for document in policy.documents}
    for name in tree.under(_PAGES):
        folder = name.partition("/")[0]
        if "/" in name and folder in taken:
            what = f'the folder "{folder}" is reserved for the site itself'
            remedy = "Move the file to another folder."
            yield Problem(Location(f"{_PAGES}{name}"), what, remedy, "reserved-address")


def _find_misplaced_sections(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """A document cannot have two sections with the same address; a section in no document is never shown."""
    for number, document in enumerate(policy.documents):
        for index, name in enumerate(document.sections):
            if name in document.sections[:index]:
                place = sources.locate(("documents", number, "sections", index))
                yield Problem(place, f'the section "{name}" is listed twice', "Remove one of them.", "duplicate-id")
    listed = {name for document in policy.documents for name in document.sections}
    for number, section in enumerate(policy.sections):
        if section.id not in listed:
            what = f'no document lists the section "{section.id}"'
            remedy = "List it under sections: in policy.yml, or delete the file."
            yield Problem(sources.locate(("sections", number, "id")), what, remedy, "unlisted-section")
