"""Draws the redline of a document for a feed."""

from build_tools.changes.redline.html import RedlineView
from build_tools.changes.redline.html_layouts import html_layouts


def draw_feed_redline(view: RedlineView) -> str:
    """The redline of a text as HTML with styles of its own, without the passages that are not next to a change."""
    return html_layouts("site/feeds").get_template("feed_redline.html").render(view=view)
