"""Defines the pages and files of a site."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

LEDGER = "data/versions.json"
"""The path of the ledger of published versions, which is uploaded last."""


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page of the site."""

    path: str
    menu: str
    text: str
    """Front matter and Markdown."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """A version of a page for programs (HTML, link type `alternate`)."""

    path: str
    """The path from the folder of pages: `feeds/changelog.atom`."""
    type: str
    title: str
    """Its name, for people who choose among several."""


@dataclass(frozen=True, slots=True)
class FilesOnDemand(Mapping[str, bytes]):
    """Files by path, each written when it is read: the feeds of a long history are too large to be held in memory."""

    writers: Mapping[str, Callable[[], bytes]]

    def __getitem__(self, path: str) -> bytes:
        return self.writers[path]()

    def __iter__(self) -> Iterator[str]:
        return iter(self.writers)

    def __len__(self) -> int:
        return len(self.writers)


@dataclass(frozen=True, slots=True)
class Site:
    """The input of the site generator."""

    name: str
    owner: str
    address: str
    language: str
    pages: tuple[Page, ...]
    """In the order of the menu."""
    modified: date
    """The day of the newest text, so that the same source always gives the same site."""
    files: Mapping[str, bytes]
    """Other files by path: data for programs."""
    alternates: tuple[Alternate, ...] = ()
    """The alternates of every page."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a built site."""

    commit: str
    """The full hash of the commit; empty before the first commit."""
    is_draft: bool
    """Whether it holds changes that are not committed or not published."""
    as_of: date
    """The day for which the site shows what is in force."""
    uncommitted: tuple[str, ...] = ()
    """The files that differ from the commit, each with the difference: `policy_src/data.yml: it is …`."""
