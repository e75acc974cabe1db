"""How is a redline written in HTML?"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from build_tools.changes.document_redline import redline_documents
from build_tools.model.revised import RevisedText
from build_tools.publish.redline_view import RedlineView, make_view
from build_tools.publish.visible import show_hidden


def view_revision(text: RevisedText, name: str) -> RedlineView:
    """The view of a text with its changes; all ids in it begin with `name`."""
    return make_view(name, text.title, text.language, redline_documents(text.before, text.after))


def draw_redline(view: RedlineView) -> str:
    """The redline of a text, as a block of HTML; of what stayed, only what stands next to a change is shown."""
    return html_layouts().get_template("document_redline.html").render(view=view, is_brief=True)


@cache
def html_layouts() -> Environment:
    """The layouts of redlines, in which all words are escaped and none is hidden."""
    return Environment(
        loader=PackageLoader("build_tools", "publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    """What is put into the page, unless it is markup of our own."""
    return show_hidden(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
