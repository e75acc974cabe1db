"""Defines the texts of two sources in pairs, for redlines."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RevisedText:
    """A text before and after a change, in Markdown."""

    id: str
    """The id of the document, or the name of the file without suffix."""
    title: str
    before: str = ""
    """Empty for a new text."""
    after: str = ""
    """Empty for a removed text."""
    language: str = ""
    """A BCP 47 tag; empty if unknown."""
    files: tuple[str, str] = ("", "")
    """The files before and after; empty for a document."""


@dataclass(frozen=True, slots=True)
class RevisedTexts:
    """All texts of two sources."""

    texts: tuple[RevisedText, ...] = ()
    sides: tuple[str, str] = ("", "")
    """The names of the compared sources, as the user wrote them."""
    complaints: tuple[str, ...] = ()
    """Why texts are missing, in sentences."""
    author: str = ""
    """The name of the site; empty if unknown."""
    made: datetime | None = None
    """When the second source was committed; none for a folder."""
