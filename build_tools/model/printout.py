"""What does a text look like where it stands by itself: on paper, or in a file that somebody keeps?"""

from dataclasses import dataclass
from datetime import datetime

from build_tools.model.text import OfPages


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
