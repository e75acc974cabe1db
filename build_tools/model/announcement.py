"""What legal tells customers about a change (`announcements/`, one file a change)."""

from typing import Self

from pydantic import model_validator

from build_tools.model.day import Day
from build_tools.model.problem import invalid
from build_tools.model.text import Note, Prose, Slug
from build_tools.model.value import Value


class AnnouncementFront(Value):
    """What stands between the `---` lines at the top of an announcement."""

    title: Prose
    """What changes, in a few words: the heading of its entry."""
    documents: tuple[Slug, ...] = ()
    """The documents that it speaks of, by their ids; without any, all that change with it."""
    findings: tuple[Slug, ...] = ()
    """The findings that it covers, and no others, by their ids."""
    effective: Day | None = None
    """The day on which the change takes effect; without one, that of its publication."""
    object_until: Day | None = None
    """The last day on which a customer can object."""
    audience: Prose | None = None
    """Whom it is for: `Customers in the European Union`."""
    note: Note | None = None
    """A remark for colleagues. Never published."""

    @model_validator(mode="after")
    def _can_be_objected_to(self) -> Self:
        if self.object_until and self.effective and self.object_until > self.effective:
            what = f"customers could object until {self.object_until}, after it took effect on {self.effective}"
            raise invalid(f"{what}. Correct one of the days.")
        return self


class Announcement(AnnouncementFront):
    """An announcement. It belongs to the first publication, from its own commit on, of what it speaks of."""

    id: Slug
    """The name of its file."""
    text: Prose
    """Legal's words, in Markdown. They stand as they are written: no facts are put into them."""

    def concerns(self, document: str) -> bool:
        """Whether it speaks of a document."""
        return not self.documents or document in self.documents
