"""What does a customer read?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from build_tools.model.announcement import Announcement
from build_tools.model.normalization import normalize
from build_tools.model.text import OfPages


@dataclass(frozen=True, slots=True)
class Part:
    """A passage of a document with an address of its own: a section, or an entry of a table or list."""

    title: str
    """What it is called: the words of its heading, without their number."""
    words: str
    """All that one reads in it, in one line."""
    level: int
    """How deep it stands: that of its heading, 1 to 6, or 7 for an entry of a table or list."""

    def reads_as(self, other: "Part") -> bool:
        """Whether both say the same, as `normalize` has it."""
        return self.words == other.words or normalize(self.words) == normalize(other.words)


@dataclass(frozen=True, slots=True)
class Document:
    """A document or a page as it reads: all facts in place, in Markdown."""

    id: str
    """Its address: `privacy-policy`."""
    title: str
    """Its heading."""
    menu: str
    """Its name in the menu."""
    summary: str
    """What it answers, in one sentence; may be empty."""
    body: str
    """The text, in Markdown, its heading first."""
    lines: tuple[str, ...] = ()
    """What one reads, without any markup: a line for each paragraph, heading, item or row of a table."""
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Its passages by their anchors, in the order of the text."""

    @property
    def words(self) -> str:
        """What one reads, in one line."""
        return " ".join(" ".join(self.lines).split())

    def reads_as(self, other: "Document") -> bool:
        """Whether both are the same text, as `normalize` has it: only another text makes a version (decision 1)."""
        return self.words == other.words or normalize(self.words) == normalize(other.words)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what one reads, in hexadecimal: of the words in UTF-8, one space between them.

        The ledger publishes it. It is of the words as they were published, with invisible characters if they had any.
        """
        return sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Edition:
    """The documents of one source."""

    documents: tuple[Document, ...]
    time_zone: str
    """The time zone in which its days are counted (IANA)."""
    announcements: tuple[Announcement, ...] = ()
    """Legal's words about changes, those of the past too."""
    mailbox: str = ""
    """Where questions about personal data went then."""
    is_draft: bool = False
    """Whether the source says that the policy is a draft, so that nothing of it was published."""
    launch: date | None = None
    """The day on which the first texts take effect, where the source says so."""


@dataclass(frozen=True, slots=True)
class StandaloneText:
    """A text with all that has to be known of it where the site is not at hand."""

    title: str
    """The title of the document."""
    body: str
    """The text, in Markdown, its heading first. Its links lead to web addresses or, behind `#`, to places in it."""
    language: str
    """The language that it is in (BCP 47)."""
    author: str
    """Who answers for it."""
    note: str
    """What one has to know before one reads it, as that it is no longer in force; may be empty."""
    foot: tuple[str, ...]
    """The lines at the foot of each page: which version it is, and its fingerprint."""
    page: OfPages
    """The words around the numbers of a page and of all pages."""
    made: datetime | None
    """When the text was published, with zone; none of a draft."""
