"""Defines feeds and their entries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Category:
    """A category of an entry."""

    kind: str
    """`level` or `document`."""
    term: str
    """Its name for programs: `material`, `privacy-policy`."""
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication in a feed."""

    id: str
    """A `tag:` URI (RFC 4151) that differs between feeds, so that readers keep their entries apart."""
    title: str
    address: str
    """The permanent page of the publication."""
    published: datetime
    """In UTC."""
    summary: str
    """What changed, in one line of plain text."""
    content: str
    """The whole publication, in HTML that needs no style sheet."""
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of publications."""

    name: str
    """The name of its file, without suffix: `changelog`."""
    id: str
    """A `tag:` URI (RFC 4151)."""
    title: str
    summary: str
    page: str
    """The page that lists the same publications."""
    site: str
    """The address of the site, with a slash at its end; relative to the feed if the site has no safe address."""
    author: str
    language: str
    """A BCP 47 tag."""
    begun: datetime
    """The time of the first publication, in UTC."""
    entries: tuple[Entry, ...]
    """Oldest first."""
    archived: "Feed | None" = None
    """The same feed with links relative to its archive folder; none if links are absolute."""

    @property
    def is_absolute(self) -> bool:
        """Whether its links are absolute."""
        return "://" in self.site
