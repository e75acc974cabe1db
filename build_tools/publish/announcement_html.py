"""How do legal's words on a publication read outside of the site: in feeds and notices?"""

from functools import cache

from markdown import Markdown

from build_tools.model.announcement import Announcement
from build_tools.model.publication import Publication
from build_tools.publish.archive_pages import ArchivePages
from build_tools.publish.visible import show_hidden


def draw_announcement(told: Announcement, publication: Publication, old_pages: ArchivePages, site: str) -> str:
    """Legal's words in HTML, their links to the site's pages as they are served.

    `site` is the address of the site, with a slash at its end.
    """
    text = old_pages.serve_links(told.text.strip(), publication.revision.commit, site)
    return make_html(show_hidden(text))


def make_html(text: str) -> str:
    """Markdown as the site reads it, in HTML."""
    return _markdown().reset().convert(text)


@cache
def _markdown() -> Markdown:
    return Markdown(extensions=["sane_lists", "tables"])
