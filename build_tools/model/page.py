"""Which files make the site?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LEDGER = "data/versions.json"
"""Where the ledger stands, which says which versions are published; it is published after all else."""


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page of the site."""

    path: str
    """Where it stands, from the folder of all pages: `privacy-policy.md`."""
    menu: str
    """Its name in the menu; empty where it stands in none."""
    text: str
    """Front matter and Markdown."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same as a page says, for programs (HTML, link type `alternate`)."""

    path: str
    """Where it stands, from the folder of all pages: `feeds/changelog.atom`."""
    type: str
    """Its media type."""
    title: str
    """What it is, for people who choose among several."""


@dataclass(frozen=True, slots=True)
class Site:
    """All that a site generator needs."""

    name: str
    """The site's name, in its header."""
    owner: str
    """Who is responsible for it, in the footer."""
    address: str
    """Where it is published; empty where that is not stated."""
    language: str
    """The language of its texts (BCP 47)."""
    pages: tuple[Page, ...]
    """The pages, in the order of the menu."""
    modified: date
    """The day of the newest text; the same source gives the same day, whenever the site is built."""
    files: Mapping[str, bytes]
    """Other files by their path: data for programs."""
    alternates: tuple[Alternate, ...] = ()
    """What every page offers to programs."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a built site."""

    commit: str
    """The full name of the commit; empty before the first one."""
    is_draft: bool
    """Whether anything of it was not committed, or is not published."""
    as_of: date
    """The day as of which the site tells what is in force and what is coming."""
    uncommitted: tuple[str, ...] = ()
    """The files that are not as in that commit, each with what is the matter: `policy_src/data.yml: it is …`."""
