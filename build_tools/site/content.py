"""Defines all that is to be published as a site."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from build_tools.model.current_document import CurrentDocument
from build_tools.model.document import Document
from build_tools.model.policy import Policy
from build_tools.model.publication import News, Upcoming
from build_tools.model.version import Archive


@dataclass(frozen=True, slots=True)
class Content:
    """All that is to be published."""

    policy: Policy
    """The policy at hand, with its facts in place in all prose: it says how the site is published."""
    in_force: Policy
    """The policy in force, with its facts in place in all prose: data files tell it."""
    upcoming: tuple[Upcoming, ...]
    """The policies that take effect on later days."""
    documents: tuple[CurrentDocument, ...]
    """The documents in the order of the menu."""
    pages: tuple[Document, ...]
    """The hand-written pages, with the facts that are in force."""
    archive: Archive
    news: News
    ledger: str
    """The ledger of the archive, as JSON."""
    downloads: Mapping[str, bytes] = field(default_factory=dict)
    """The files as which versions can be kept, by their paths."""
