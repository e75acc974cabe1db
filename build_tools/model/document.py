"""What does a customer read?"""

from dataclasses import dataclass


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
