"""What does a feed reader get?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is filed under."""

    kind: str
    """Of which kind it is: `level` or `document`."""
    term: str
    """Its name for programs: `material`, `privacy-policy`."""
    label: str
    """Its name for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication as a feed tells it."""

    id: str
    """A `tag:` URI (RFC 4151) that it has in this feed alone, so that no reader takes it for another feed's."""
    title: str
    address: str
    """The page of the publication, for ever."""
    published: datetime
    """In UTC."""
    summary: str
    """What changed, in a line of plain text."""
    content: str
    """All of it, in HTML that needs no style sheet."""
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """Publications that a customer can follow."""

    name: str
    """Its address below the folder of feeds, without ending: `changelog`."""
    id: str
    """A `tag:` URI (RFC 4151)."""
    title: str
    summary: str
    page: str
    """The page that lists the same publications."""
    site: str
    """The address of the site, with a slash at its end; relative to the feed where the site has no safe address."""
    author: str
    """Who publishes."""
    language: str
    """BCP 47."""
    begun: datetime
    """When the first publication took place; in UTC."""
    entries: tuple[Entry, ...]
    """The oldest first."""
    archived: "Feed | None" = None
    """The same feed with its links relative to its archives, which stand a folder deeper; none where they are whole."""

    @property
    def is_absolute(self) -> bool:
        """Whether its links are whole addresses, and not relative to the feed."""
        return "://" in self.site
