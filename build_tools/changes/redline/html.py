"""Writes redlines as HTML."""

from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from build_tools.changes.redline.documents import redline_documents
from build_tools.changes.redline.view import RedlineView, make_view
from build_tools.model.revised_text import RevisedText
from build_tools.text.escaping import show_invisible

STYLES = Path(__file__).parent / "redline.css"


def view_revision(text: RevisedText, name: str) -> RedlineView:
    """The view of a text with its changes; its ids begin with `name`."""
    return make_view(name, text.title, text.language, redline_documents(text.before, text.after))


def draw_redline(view: RedlineView) -> str:
    """The redline of a text as HTML, without the unchanged passages that are not next to a change."""
    return html_layouts().get_template("document_redline.html").render(view=view, is_brief=True)


@cache
def html_layouts(*folders: str) -> Environment:
    """The layouts of redlines and those in other folders. They escape all words and show invisible characters."""
    return Environment(
        loader=ChoiceLoader([PackageLoader("build_tools", folder) for folder in (*folders, "changes/redline")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    """Show invisible characters in everything but markup of the program."""
    return show_invisible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
