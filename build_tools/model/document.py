"""What does a customer read?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from build_tools.model.announcement import Announcement
from build_tools.model.sameness import unify


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
        """Whether both say the same, as `unify` has it."""
        return self.words == other.words or unify(self.words) == unify(other.words)


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
        """Whether both are the same text, as `unify` has it: only another text makes a version (decision 1)."""
        return self.words == other.words or unify(self.words) == unify(other.words)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what one reads, in hexadecimal: of the words in UTF-8, one space between them.

        The ledger publishes it. It is of the words as they were published, with invisible characters if they had any.
        """
        return sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RenderedRevision:
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
