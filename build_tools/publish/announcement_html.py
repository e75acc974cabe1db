"""Writes legal's words on a publication as they are read outside of the site: in feeds and notices."""

from functools import cache

from markdown import Markdown

from build_tools.model.announcement import Announcement
from build_tools.model.publication import Publication
from build_tools.publish.archive_pages import ArchivePages
from build_tools.publish.visible import show_hidden
from build_tools.source.allowed_html import Allowed, make_harmless


def draw_announcement(told: Announcement, publication: Publication, old_pages: ArchivePages, site: str) -> str:
    """Legal's words in HTML, their links to the site's pages as they are served.

    `site` is the address of the site, with a slash at its end.
    """
    text = old_pages.serve_links(told.text.strip(), publication.revision.commit, site)
    return make_harmless(make_html(show_hidden(text)), Allowed.PROSE)


def make_html(text: str) -> str:
    """Markdown as the site reads it, in HTML, without what no page may hold."""
    return make_harmless(_markdown().reset().convert(text))


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=["sane_lists", "tables"])
