"""How is a feed written: Atom 1.0 (RFC 4287), RSS 2.0, JSON Feed 1.1?"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from build_tools.model.feed import Category, Entry, Feed
from build_tools.model.page import Alternate
from build_tools.site.feeds.atom_rss_json import FeedPart, split_feed
from build_tools.site.feeds.catalog import FOLDER, formats_of

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_CREATOR = "http://purl.org/dc/elements/1.1/"
_ATOM_TYPE, _RSS_TYPE = "application/atom+xml", "application/rss+xml"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0, section 2.2, allows in no document."""


def write_atom(part: FeedPart) -> bytes:
    """A part of a feed as Atom 1.0 (RFC 4287), paged by RFC 5005."""
    feed = part.feed
    root = ET.Element("feed", {"xmlns": _ATOM, "xmlns:fh": _HISTORY, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.summary)
    _add(root, "updated", _instant(part.updated))
    _add(_add(root, "author"), "name", feed.author)
    _link(root, "link", part, "atom", _ATOM_TYPE)
    page = feed.page if feed.is_absolute else f"{feed.site}changelog/"  # Newsboat resolves the links of entries by it
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for entry in part.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "link", rel="alternate", type="text/html", href=entry.address)
        _add(node, "published", _instant(entry.published))
        _add(node, "updated", _instant(entry.published))
        for one in entry.categories:
            named = {"scheme": _name_scheme(part, one)} if feed.is_absolute else {}  # no name can be relative
            _add(node, "category", term=one.term, label=one.label, **named)
        _add(node, "summary", entry.summary)
        _add(node, "content", entry.content, type="html")
    return _as_bytes(root)


def write_rss(part: FeedPart) -> bytes:
    """A part of a feed as RSS 2.0, with the whole content beside the summary, paged by RFC 5005."""
    feed = part.feed
    names = {"xmlns:atom": _ATOM, "xmlns:fh": _HISTORY, "xmlns:content": _CONTENT, "xmlns:dc": _CREATOR}
    root = ET.Element("rss", {"version": "2.0", **names})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.page)
    _add(channel, "description", feed.summary)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", format_datetime(part.updated))
    _link(channel, "atom:link", part, "rss", _RSS_TYPE)
    for entry in part.entries:
        item = _add(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.address)
        _add(item, "guid", entry.id, isPermaLink="false")
        _add(item, "pubDate", format_datetime(entry.published))
        _add(item, "dc:creator", feed.author)
        for one in entry.categories:
            _add(item, "category", one.label, domain=_name_scheme(part, one))
        _add(item, "description", entry.summary)
        _add(item, "content:encoded", entry.content)
    return _as_bytes(root)


def write_json(part: FeedPart) -> bytes:
    """A part of a feed as JSON Feed 1.1."""
    feed = part.feed
    told: dict[str, Any] = {
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
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _as_item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.published),
        "tags": [one.label for one in entry.categories],
        "_policy": {kind: [one.term for one in entry.categories if one.kind == kind] for kind in ("level", "document")},
    }


def _link(parent: ET.Element, name: str, part: FeedPart, ending: str, media: str) -> None:
    """Say where this part is, and what is before it (RFC 5005, section 4; the elements of Atom in RSS too)."""
    _add(parent, name, rel="self", type=media, href=part.address(part.name, ending))
    if part.is_archive:
        _add(parent, "fh:archive")
        _add(parent, name, rel="current", type=media, href=part.address(part.feed.name, ending))
    if part.older:
        _add(parent, name, rel="prev-archive", type=media, href=part.address(part.older, ending))


def _name_scheme(part: FeedPart, category: Category) -> str:
    """What the terms of a category belong to."""
    return f"{part.feed.site}changelog/#{category.kind}"


def _instant(moment: datetime) -> str:
    """A moment as RFC 3339 has it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: ET.Element, name: str, text: str = "", /, **attributes: str) -> ET.Element:
    """Add an element to another one."""
    node = ET.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    node.text = _clean(text) or None
    return node


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _as_bytes(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


_WRITERS: Mapping[str, Callable[[FeedPart], bytes]] = MappingProxyType(
    {"atom": write_atom, "rss": write_rss, "json": write_json}
)
"""What writes each format, by its ending."""


def write_feeds(feeds: Iterable[Feed]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of every file of some feeds."""
    for feed in feeds:
        for part in split_feed(feed):
            for ending in formats_of(feed.site):
                yield f"{FOLDER}/{part.name}.{ending}", _WRITERS[ending](part)


def offer(feed: Feed) -> Alternate:
    """How a page says that there is a feed: as Atom, which every reader knows."""
    return Alternate(f"{FOLDER}/{feed.name}.atom", _ATOM_TYPE, feed.title)
