"""In which document does one read a fact?"""

from collections.abc import Callable

from build_tools.model.policy import Policy
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.settings import ListedDocument

_OWN = {"subprocessors": "subprocessors", "retention": "retention-schedule"}
"""The layouts of documents that are about one collection of facts."""
_BLOCKS = {"data": "data_categories", "controller": "postal_address"}
"""The blocks that show a collection, where they are not called like it."""


def find_document(policy: Policy, path: str) -> str:
    """The id of the document in which a fact is read; empty where none is known.

    `path` names the fact, as `retention.account.period`. A section is read in the document that lists it. Other facts
    are read in the document that is about their collection; else in the first one that shows all of it; else in the
    first whose words refer to the fact.
    """
    names = tuple(path.replace("-", "_").split("."))
    collection, block = names[0], (BLOCKS, _BLOCKS.get(names[0], names[0]))
    tests: tuple[Callable[[ListedDocument], bool], ...] = (
        lambda document: _has_part(document, *names[:2]),
        lambda document: document.template == _OWN.get(collection),
        lambda document: block in _references(policy, document),
        lambda document: any(_is_about(reference, names) for reference in _references(policy, document)),
    )
    return next((document.id for test in tests for document in policy.documents if test(document)), "")


def _has_part(document: ListedDocument, collection: str, part: str = "") -> bool:
    """Whether something is the document, or a section of it."""
    parts = {"documents": (document.id,), "sections": document.sections}.get(collection, ())
    return part in {name.replace("-", "_") for name in parts}


def _references(policy: Policy, document: ListedDocument) -> set[tuple[str, ...]]:
    """What the words of a document refer to."""
    sections = policy.sections_of(document)
    texts = [document.title, document.introduction, *(part for s in sections for part in (s.title, s.text))]
    return {reference.path for text in texts if text for reference in find_references(text)}


def _is_about(reference: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether words that refer to one fact say something of another, which is it, holds it or is part of it."""
    return all(one == other for one, other in zip(reference, path, strict=False))
