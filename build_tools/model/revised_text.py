"""How do the texts of two sources stand beside each other?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RevisedText:
    """One text as it was, and as it is, in Markdown."""

    id: str
    """The id of the document, or the name of the file without its ending."""
    title: str
    before: str = ""
    """Empty where there was none."""
    after: str = ""
    """Empty where there is none any more."""
    language: str = ""
    """The language that it is in (BCP 47); empty where nobody says."""
    files: tuple[str, str] = ("", "")
    """The files that it was read from; empty for a document."""


@dataclass(frozen=True, slots=True)
class RevisedTexts:
    """All texts of both sides."""

    texts: tuple[RevisedText, ...] = ()
    sides: tuple[str, str] = ("", "")
    """What is compared, as whoever asked has named it."""
    complaints: tuple[str, ...] = ()
    """Why there are no texts, in sentences."""
    author: str = ""
    """Whose texts they are: the name of the site; empty where nobody says."""
    made: datetime | None = None
    """When the second side was committed; none where it is that of a folder."""
