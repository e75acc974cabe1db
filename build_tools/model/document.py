"""Defines documents as customers read them, on the site or as a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from build_tools.model.announcement import Announcement
from build_tools.model.normalization import normalize
from build_tools.model.text import OfPages


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document that has an anchor: a section, or an entry of a table or list."""

    title: str
    words: str
    """Its visible text, in one line."""
    level: int
    """The level of its heading, 1 to 6, or 7 for an entry of a table or list."""

    def reads_as(self, other: "Part") -> bool:
        """Whether both have the same text after normalization."""
        return self.words == other.words or normalize(self.words) == normalize(other.words)


@dataclass(frozen=True, slots=True)
class Document:
    """A document or page as customers read it, with all facts in place."""

    id: str
    """Its id and address: `privacy-policy`."""
    title: str
    menu: str
    summary: str
    """A summary in one sentence; may be empty."""
    body: str
    """The text in Markdown, with its heading."""
    lines: tuple[str, ...] = ()
    """The visible text, with a line for each paragraph, heading, list item or table row."""
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Its parts by their anchors, in the order of the text."""

    @property
    def words(self) -> str:
        """The visible text in one line."""
        return _join(self.lines)

    def reads_as(self, other: "Document") -> bool:
        """Whether both have the same text after normalization; a different text makes a version (decision 0006)."""
        return self.words == other.words or _normalize(self.words) == _normalize(other.words)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the visible text in UTF-8, with single spaces, in hexadecimal. The text is not normalized."""
        return sha256(self.words.encode()).hexdigest()


# each text of a history is compared with the one before it and with the one after it
@lru_cache(maxsize=32)
def _join(lines: tuple[str, ...]) -> str:
    return " ".join(" ".join(lines).split())


_normalize = lru_cache(maxsize=32)(normalize)


@dataclass(frozen=True, slots=True)
class RenderedRevision:
    """The documents of a source."""

    documents: tuple[Document, ...]
    time_zone: str
    """The time zone of its days (IANA)."""
    announcements: tuple[Announcement, ...] = ()
    mailbox: str = ""
    """The privacy mailbox at that time."""
    is_draft: bool = False
    """Whether the policy is marked as a draft, so that it was not published."""
    launch: date | None = None
    """The day on which the first texts take effect, if stated."""


@dataclass(frozen=True, slots=True)
class StandaloneText:
    """A text with everything that a file needs, such as a PDF."""

    title: str
    body: str
    """The text in Markdown, with its heading. Links are web addresses or anchors in the text."""
    language: str
    """A BCP 47 tag."""
    author: str
    note: str
    """A notice above the text, such as that it is no longer in force; may be empty."""
    foot: tuple[str, ...]
    """The footer of each page: the version and its fingerprint."""
    page: OfPages
    made: datetime | None
    """When the text was published, with time zone; none for a draft."""
