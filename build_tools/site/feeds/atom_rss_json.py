"""Writes the files of a feed: Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1.

The file that customers subscribe to has the newest entries. Older ones are in archives: a full archive never changes
(RFC 5005, section 4).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache, partial
from html import escape
from itertools import chain
from typing import Any
from xml.etree import ElementTree as ET

from build_tools.model.feed import Category, Entry, Feed
from build_tools.model.page import Alternate, FilesOnDemand
from build_tools.site.feeds.catalog import FOLDER, formats_of

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_CREATOR = "http://purl.org/dc/elements/1.1/"
_ATOM_TYPE, _RSS_TYPE = "application/atom+xml", "application/rss+xml"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that XML 1.0, section 2.2, does not allow."""
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
_CONTENT_PLACE = "\ufffe"
"""Stands for the content of an entry in XML that is being written; XML does not allow this character in a text."""
_JSON_PLACE = "\udfff"
"""The same in JSON; UTF-8 does not allow it."""
_SHARED = 1024
"""How many contents are kept as XML and as JSON: each of them is in several feeds."""
PART = 50
"""How many entries a file has at most."""


@dataclass(frozen=True, slots=True)
class FeedPart:
    """One file of a feed, in any format."""

    feed: Feed
    name: str
    """Its path below the folder of feeds, without ending: `changelog`, `archive/changelog-1`."""
    entries: Sequence[Entry]
    """The newest first."""
    older: str = ""
    """The name of the part with the entries before, if any."""
    is_archive: bool = False

    @property
    def updated(self) -> datetime:
        """When its newest entry was published."""
        return self.entries[0].published if self.entries else self.feed.begun

    def address(self, name: str, ending: str) -> str:
        """The address of a part in a format."""
        return f"{self.feed.site}{FOLDER}/{name}.{ending}"


def split_feed(feed: Feed) -> Iterator[FeedPart]:
    """Yield the part that customers subscribe to, then the archives, the newest first."""
    count = max(0, -(-(len(feed.entries) - PART) // PART))  # each of them is full, since as many are newer
    archived = feed.archived or feed
    names = ["", *(f"archive/{feed.name}-{number}" for number in range(1, count + 1))]
    yield FeedPart(feed, feed.name, feed.entries[-PART:][::-1], names[count])
    for number in range(count, 0, -1):
        entries = archived.entries[(number - 1) * PART : number * PART]
        yield FeedPart(archived, names[number], entries[::-1], names[number - 1], is_archive=True)


def write_atom(part: FeedPart) -> bytes:
    """A part of a feed as Atom 1.0 (RFC 4287), paged by RFC 5005."""
    feed = part.feed
    root = ET.Element("feed", {"xmlns": _ATOM, "xmlns:fh": _HISTORY, "xml:lang": feed.language})
    _add_texts(root, id=feed.id, title=feed.title, subtitle=feed.summary, updated=_instant(part.updated))
    _add(_add(root, "author"), "name", feed.author)
    _link(root, "link", part, "atom", _ATOM_TYPE)
    page = feed.page if feed.is_absolute else f"{feed.site}changelog/"  # Newsboat resolves the links of entries by it
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for entry in part.entries:
        node = _add(root, "entry")
        _add_texts(node, id=entry.id, title=entry.title)
        _add(node, "link", rel="alternate", type="text/html", href=entry.address)
        _add_texts(node, published=_instant(entry.published), updated=_instant(entry.published))
        for category in entry.categories:
            scheme = {"scheme": _scheme(part, category)} if feed.is_absolute else {}  # no name can be relative
            _add(node, "category", term=category.term, label=category.label, **scheme)
        _add(node, "summary", entry.summary)
        _add_content(node, "content", entry, type="html")
    return _as_bytes(root, part)


def write_rss(part: FeedPart) -> bytes:
    """A part of a feed as RSS 2.0, with the whole content next to the summary, paged by RFC 5005."""
    feed = part.feed
    names = {"xmlns:atom": _ATOM, "xmlns:fh": _HISTORY, "xmlns:content": _CONTENT, "xmlns:dc": _CREATOR}
    root = ET.Element("rss", {"version": "2.0", **names})
    channel = _add(root, "channel")
    _add_texts(channel, title=feed.title, link=feed.page, description=feed.summary, language=feed.language)
    _add(channel, "lastBuildDate", format_datetime(part.updated))
    _link(channel, "atom:link", part, "rss", _RSS_TYPE)
    for entry in part.entries:
        item = _add(channel, "item")
        _add_texts(item, title=entry.title, link=entry.address)
        _add(item, "guid", entry.id, isPermaLink="false")
        _add(item, "pubDate", format_datetime(entry.published))
        _add(item, "dc:creator", feed.author)
        for category in entry.categories:
            _add(item, "category", category.label, domain=_scheme(part, category))
        _add(item, "description", entry.summary)
        _add_content(item, "content:encoded", entry)
    return _as_bytes(root, part)


def write_json(part: FeedPart) -> bytes:
    """A part of a feed as JSON Feed 1.1."""
    feed = part.feed
    written: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": part.address(part.name, "json"),
        "description": feed.summary,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        **({"next_url": part.address(part.older, "json")} if part.older else {}),
        "items": [_as_item(entry) for entry in part.entries],
    }
    first, *others = json.dumps(written, ensure_ascii=False, indent=1).split(f'"{_JSON_PLACE}"')
    contents = (_as_json(entry.content) for entry in part.entries)
    return "".join((first, *chain.from_iterable(zip(contents, others, strict=True)), "\n")).encode()


@lru_cache(maxsize=_SHARED)
def _as_json(content: str) -> str:
    return json.dumps(content, ensure_ascii=False)


def _as_item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": _JSON_PLACE,
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.published),
        "tags": [category.label for category in entry.categories],
        "_policy": {
            kind: [category.term for category in entry.categories if category.kind == kind]
            for kind in ("level", "document")
        },
    }


def _link(parent: ET.Element, name: str, part: FeedPart, ending: str, media: str) -> None:
    """Add the address of this part, and of the one before it (RFC 5005, section 4; the elements of Atom in RSS too)."""
    _add(parent, name, rel="self", type=media, href=part.address(part.name, ending))
    if part.is_archive:
        _add(parent, "fh:archive")
        _add(parent, name, rel="current", type=media, href=part.address(part.feed.name, ending))
    if part.older:
        _add(parent, name, rel="prev-archive", type=media, href=part.address(part.older, ending))


def _scheme(part: FeedPart, category: Category) -> str:
    return f"{part.feed.site}changelog/#{category.kind}"


@lru_cache(maxsize=_SHARED)
def _instant(moment: datetime) -> str:
    """A time in the form of RFC 3339."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: ET.Element, name: str, text: str = "", /, **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    node.text = _clean(text) or None
    return node


def _add_texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        _add(parent, name, text)


def _add_content(parent: ET.Element, name: str, entry: Entry, **attributes: str) -> None:
    _add(parent, name, **attributes).text = _CONTENT_PLACE if entry.content else None


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


@lru_cache(maxsize=_SHARED)
def _as_xml(content: str) -> bytes:
    return escape(_clean(content), quote=False).encode()


def _as_bytes(root: ET.Element, part: FeedPart) -> bytes:
    """The XML with the contents of the entries in their places."""
    ET.indent(root, " ")
    written: str = ET.tostring(root, encoding="unicode")  # much faster than bytes, which it writes one by one
    first, *others = f"{_DECLARATION}{written}".encode().split(_CONTENT_PLACE.encode())
    contents = (_as_xml(entry.content) for entry in part.entries if entry.content)
    return b"".join((first, *chain.from_iterable(zip(contents, others, strict=True)), b"\n"))


_WRITERS: Mapping[str, Callable[[FeedPart], bytes]] = {"atom": write_atom, "rss": write_rss, "json": write_json}


def write_feeds(feeds: Iterable[Feed]) -> FilesOnDemand:
    """The files of some feeds by their paths."""
    return FilesOnDemand(
        {
            f"{FOLDER}/{part.name}.{ending}": partial(_WRITERS[ending], part)
            for feed in feeds
            for part in split_feed(feed)
            for ending in formats_of(feed.site)
        }
    )


def offer(feed: Feed) -> Alternate:
    """The link from a page to a feed: the Atom file, which every feed reader can read."""
    return Alternate(f"{FOLDER}/{feed.name}.atom", _ATOM_TYPE, feed.title)
