"""Defines what legal tells customers about a change (`announcements/`, one file for each change)."""

from typing import Self

from pydantic import model_validator

from build_tools.model.day import Day
from build_tools.model.problem import invalid
from build_tools.model.text import Note, Prose, Slug
from build_tools.model.value import Value


class AnnouncementFront(Value):
    """The front matter of an announcement, between `---` lines at its top."""

    title: Prose
    """The heading: what changes, in a few words."""
    documents: tuple[Slug, ...] = ()
    """The ids of the documents that it is about; if empty, all documents that change with it."""
    findings: tuple[Slug, ...] = ()
    """The ids of the findings that it covers."""
    effective: Day | None = None
    """The day on which the change takes effect; by default the day of its publication."""
    object_until: Day | None = None
    """The last day on which a customer can object."""
    audience: Prose | None = None
    """The audience: `Customers in the European Union`."""
    note: Note | None = None
    """A remark for colleagues. Never published."""

    @model_validator(mode="after")
    def _can_be_objected_to(self) -> Self:
        if self.object_until and self.effective and self.object_until > self.effective:
            what = f"customers can object until {self.object_until}, but the change takes effect on {self.effective}"
            raise invalid(f"{what}. Correct one of the days.")
        return self


class Announcement(AnnouncementFront):
    """An announcement, which belongs to the first publication of its documents since its own commit."""

    id: Slug
    """The name of its file."""
    text: Prose
    """The text in Markdown. References to facts are not replaced."""

    def concerns(self, document: str) -> bool:
        """Whether it is about a document."""
        return not self.documents or document in self.documents
