"""How is a redline written in HTML?"""

from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from build_tools.changes.redline.documents import redline_documents
from build_tools.changes.redline.view import RedlineView, make_view
from build_tools.model.revised_text import RevisedText
from build_tools.text.escaping import show_invisible

STYLES = Path(__file__).parent / "redline.css"
"""The style sheet of redlines."""


def view_revision(text: RevisedText, name: str) -> RedlineView:
    """The view of a text with its changes; all ids in it begin with `name`."""
    return make_view(name, text.title, text.language, redline_documents(text.before, text.after))


def draw_redline(view: RedlineView) -> str:
    """The redline of a text, as a block of HTML; of what stayed, only what stands next to a change is shown."""
    return html_layouts().get_template("document_redline.html").render(view=view, is_brief=True)


@cache
def html_layouts(*folders: str) -> Environment:
    """The layouts of redlines and those in other folders of the program. They escape all words and hide none."""
    return Environment(
        loader=ChoiceLoader([PackageLoader("build_tools", folder) for folder in (*folders, "changes/redline")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    """What is put into the page, unless it is markup of our own."""
    return show_invisible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
