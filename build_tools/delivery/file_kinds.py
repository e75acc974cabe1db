"""Sorts the files of a site into kinds, and states the headers that a host sends with each file.

The media type follows the name (IANA's registry). Caches may keep a file for as long as the site promises not to change
it (RFC 9111; RFC 8246 for `immutable`).
"""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from build_tools.model.page import LEDGER
from build_tools.model.settings import DownloadForm

FOR_EVER = "public, max-age=31536000, immutable"
FOR_MINUTES = "public, max-age=300"

_UTF8 = "; charset=utf-8"
_TYPES = {
    ".html": f"text/html{_UTF8}",
    ".css": f"text/css{_UTF8}",
    ".js": f"text/javascript{_UTF8}",
    ".mjs": f"text/javascript{_UTF8}",
    ".map": "application/json",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".atom": f"application/atom+xml{_UTF8}",
    ".rss": f"application/rss+xml{_UTF8}",
    ".xml": f"application/xml{_UTF8}",
    ".ics": f"text/calendar{_UTF8}",
    ".csv": f"text/csv{_UTF8}",
    ".txt": f"text/plain{_UTF8}",
    ".md": f"text/markdown{_UTF8}",
    ".gz": "application/gzip",
    **{f".{form}": form.media_type for form in DownloadForm},
    ".svg": f"image/svg+xml{_UTF8}",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".webmanifest": "application/manifest+json",
    "": f"text/plain{_UTF8}",  # licences
}

_VERSION = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:\.[0-9]+)?)?"
_TEXTS = "data/texts/"
PERMANENT = rf"{_TEXTS}.+\.json|(?:.+/)?{_VERSION}/[^/]+\.(?:pdf|docx)"
"""The files of one version: its text for programs, and its downloads. A pattern that web servers understand too."""
NAMED_BY_CONTENT = r"assets/(?:javascripts|stylesheets)/(?:.+/)?[^/]+\.[0-9a-f]{8}\.min\.(?:js|css)(?:\.map)?"
"""The files that the theme names by the hash of their content. A pattern that web servers understand too."""
_FEED, _SCHEMA = re.compile(r"feeds/[^/]+\.json"), re.compile(r"data/schemas/[^/]+\.json")
_OLD_PAGE = re.compile(rf"(?:.+/)?{_VERSION}/index\.html")
_INDEXES = {"sitemap.xml", "sitemap.xml.gz", "search/search_index.json"}


class Kind(Enum):
    """The purpose of a file for readers of the site."""

    ASSET = "asset"
    """A style, a script, a font or a picture."""
    OLD_PAGE = "page of a version or a publication"
    PAGE = "page of today"
    ENTRY = "entrance"
    """The home page, and the page for missing pages."""
    DATA = "data"
    """For programs: feeds, tables, schemas, texts."""
    INDEX = "index"
    """Lists pages for programs, and no page links to it: the search index, the site map."""
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class FileHeaders:
    """`Content-Type` (RFC 9110, 8.3) and `Cache-Control` (RFC 9111, 5.2)."""

    media_type: str
    caching: str


def kind_of(path: str) -> Kind:
    """The kind of a file, by its path from the folder of the site."""
    if path == LEDGER:
        return Kind.LEDGER
    if path in _INDEXES:
        return Kind.INDEX
    if path in {"index.html", "404.html"}:
        return Kind.ENTRY
    if path.endswith(".html"):
        return Kind.OLD_PAGE if _OLD_PAGE.fullmatch(path) else Kind.PAGE
    return Kind.ASSET if path.startswith("assets/") else Kind.DATA


def is_permanent(path: str) -> bool:
    """Whether a file belongs to one version, so that no later publication may change it."""
    return bool(re.fullmatch(PERMANENT, path))


def is_text(path: str) -> bool:
    """Whether a file is the text of a version for programs, which depends on the history alone."""
    return path.startswith(_TEXTS) and is_permanent(path)


def file_headers(path: str) -> FileHeaders:
    """The headers that a host sends with a file."""
    if _FEED.fullmatch(path):
        media_type = "application/feed+json"
    elif _SCHEMA.fullmatch(path):
        media_type = "application/schema+json"
    else:
        media_type = _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
    is_lasting = is_permanent(path) or re.fullmatch(NAMED_BY_CONTENT, path)
    return FileHeaders(media_type, FOR_EVER if is_lasting else FOR_MINUTES)
