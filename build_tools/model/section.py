"""What does a piece of hand-written prose say?"""

from build_tools.model.text import Prose, Slug
from build_tools.model.value import Value


class Section(Value):
    """A section of a document, or a page of the site: a Markdown file with a title."""

    id: Slug
    """The name of its file; the anchor of a section for ever."""
    title: Prose | None = None
    """Its heading. A section without one stands unnumbered at the top."""
    summary: Prose | None = None
    """What a page is about, for search engines and link previews."""
    text: Prose
    """The prose, in Markdown, with references to facts."""


class FrontMatter(Value):
    """What stands between the `---` lines at the top of a Markdown file."""

    title: Prose | None = None
    """The heading of the section or page."""
    summary: Prose | None = None
    """What a page is about, for search engines and link previews."""
