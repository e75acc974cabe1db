"""Defines what is reported of a second reading that fails, and how words of a server are quoted in it."""

from dataclasses import dataclass

from build_tools.model.finding import Finding
from build_tools.runtime.errors import UserError
from build_tools.text.escaping import show_invisible

READ_THEM = "Read the changes yourself."
AGAIN = "Ask again, or read the changes yourself."


class ReaderError(UserError):
    """The second reader gave no answer that can be used."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why there is no opinion that can be used."""

    words: str
    """What is wrong or missing, and what to do, in sentences. The first one may begin with a small letter."""
    finding: Finding | None = None
    """The finding without an opinion; none if it is not known, or if there are several."""

    def __str__(self) -> str:
        if self.finding is None:
            return self.words
        place = f"{self.finding.is_at}: " if self.finding.is_at else ""
        return f"{place}{self.words} [{self.finding.id}]"


def shorten(text: str, most: int = 200) -> str:
    """The beginning of a text of a server, in one line, for an error message."""
    return show_invisible(" ".join(text.split()))[:most]
