"""What does the redline of a document in a publication look like? Each is worked out once, wherever it is shown."""

from typing import TYPE_CHECKING

from build_tools.model.publication import Step
from build_tools.model.revised_text import RevisedText

if TYPE_CHECKING:
    from build_tools.changes.redline.view import RedlineView  # slow to import


class Redlines:
    """The redlines of a site."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._views: dict[tuple[str, str], RedlineView] = {}

    def view(self, step: Step) -> "RedlineView | None":
        """What became of a document; none where it is new or withdrawn."""
        if not (step.before and step.after):
            return None
        key = step.document, step.after.name
        if key not in self._views:
            from build_tools.changes.redline.html import view_revision  # noqa: PLC0415 - slow to import

            before, after = step.before.document, step.after.document
            text = RevisedText(after.id, after.title, before.body, after.body, self._language)
            self._views[key] = view_revision(text, f"in.{after.id}")
        return self._views[key]


class NoRedlines(Redlines):
    """Shows none, so that nothing is worked out."""

    def view(self, step: Step) -> None:
        """None, whatever became of a document."""
