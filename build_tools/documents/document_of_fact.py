"""Finds the document that states a fact of a policy."""

from collections.abc import Callable
from operator import eq

from build_tools.model.policy import Policy
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.settings import ListedDocument

_TEMPLATES = {"subprocessors": "subprocessors", "retention": "retention-schedule"}
"""The layouts of documents about a single collection of facts."""
_BLOCKS = {"data": "data_categories", "controller": "postal_address"}
"""The blocks that show a collection under another name."""


def find_document(policy: Policy, path: str) -> str:
    """The id of the document that states a fact, such as `retention.account.period`; empty if none is known.

    A section belongs to the document that lists it. Other facts belong to the document about their collection; else to
    the first document that shows all of the collection; else to the first whose words refer to the fact.
    """
    names = tuple(path.replace("-", "_").split("."))
    collection, part = names[0], names[1] if len(names) > 1 else ""
    block = BLOCKS, _BLOCKS.get(collection, collection)
    tests: tuple[Callable[[ListedDocument], bool], ...] = (
        lambda document: part in _parts(document, collection),
        lambda document: document.template == _TEMPLATES.get(collection),
        lambda document: block in _references(policy, document),
        lambda document: any(all(map(eq, reference, names)) for reference in _references(policy, document)),
    )
    return next((document.id for test in tests for document in policy.documents if test(document)), "")


def _parts(document: ListedDocument, collection: str) -> set[str]:
    parts = {"documents": (document.id,), "sections": document.sections}.get(collection, ())
    return {name.replace("-", "_") for name in parts}


def _references(policy: Policy, document: ListedDocument) -> set[tuple[str, ...]]:
    sections = policy.sections_of(document)
    texts = [document.title, document.introduction, *(part for s in sections for part in (s.title, s.text))]
    return {reference.path for text in texts if text for reference in find_references(text)}
