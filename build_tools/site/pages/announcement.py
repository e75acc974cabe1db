"""Writes legal's words on a publication as they are read outside of the site: in feeds and notices."""

from build_tools.model.announcement import Announcement
from build_tools.model.publication import Publication
from build_tools.site.pages.versions import VersionPages
from build_tools.text.allowed_html import Allowed, sanitize
from build_tools.text.escaping import show_invisible
from build_tools.text.markdown import make_html


def announcement_html(told: Announcement, publication: Publication, old_pages: VersionPages, site: str) -> str:
    """Legal's words in HTML, their links to the site's pages as they are served.

    `site` is the address of the site, with a slash at its end.
    """
    text = old_pages.serve_links(told.text.strip(), publication.revision.commit, site)
    return sanitize(make_html(show_invisible(text)), Allowed.PROSE)
