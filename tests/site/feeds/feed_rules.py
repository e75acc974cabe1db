"""Lists the rules of its specification that a feed breaks, with their clauses.

A feed that names itself by a whole address has whole links, and one that names itself by a relative reference
(RFC 3986, 4.2) has references relative to itself. RSS has none.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TAG = re.compile(
    r"tag:([A-Za-z0-9._-]+@)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,\d{4}(-\d\d(-\d\d)?)?:"
    r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*"
)

_ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "url": {"$ref": "#/$defs/link"},
        "title": {"type": "string"},
        "summary": {"type": "string"},
        "content_html": {"type": "string", "minLength": 1},
        "date_published": {"type": "string", "pattern": f"^{_INSTANT.pattern}$"},
        "date_modified": {"type": "string", "pattern": f"^{_INSTANT.pattern}$"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "patternProperties": {"^_[^.]+$": {"type": "object"}},
    "additionalProperties": False,
}
JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"$ref": "#/$defs/link"},
        "feed_url": {"$ref": "#/$defs/link"},
        "next_url": {"$ref": "#/$defs/link"},
        "description": {"type": "string"},
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"},
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "items": {"type": "array", "items": _ITEM},
    },
    "additionalProperties": False,
}
"""JSON Feed 1.1 as a schema: "Top-level", "Items", "Extensions". How a link is spelt, `link`, is to be added."""
_WHOLE, _RELATIVE = r"^https?://[^/]+/", r"^(\.\./)+([A-Za-z0-9._-]+(/|$))+$"
"""How a link is spelt, in feeds of either kind."""


def _link_pattern(address: str) -> str:
    """How the links are spelt of a feed that names itself by this address."""
    return _WHOLE if urlsplit(address).netloc else _RELATIVE


def break_atom(content: bytes, address: str) -> Iterator[str]:  # noqa: C901 - a condition a rule
    """Yield the rules of Atom 1.0 that a document, served at an address, breaks."""
    root = ET.fromstring(content)  # noqa: S314 - our own
    if root.tag != f"{ATOM}feed":
        yield "RFC 4287, 2: the document is no feed"
    yield from _common(root, address)
    links = root.findall(f"{ATOM}link")
    if [link.get("href") for link in links if link.get("rel") == "self"] != [address]:
        yield "RFC 4287, 4.1.1: a feed should name its own address"
    for entry in root.findall(f"{ATOM}entry"):
        yield from _common(entry, address)
        if root.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
            yield "RFC 4287, 4.1.2: nobody is the author"
        content_node = entry.find(f"{ATOM}content")
        if content_node is None and not entry.findall(f"{ATOM}link[@rel='alternate']"):
            yield "RFC 4287, 4.1.2: an entry without content needs an alternate link"
        if content_node is not None and (content_node.get("type") != "html" or len(content_node)):
            yield "RFC 4287, 4.1.3.3: HTML is written as text"
        if any(not one.get("term") for one in entry.findall(f"{ATOM}category")):
            yield "RFC 4287, 4.2.2.1: a category needs a term"
        if [one for one in entry.findall(f"{ATOM}category[@scheme]") if not urlsplit(one.get("scheme", "")).netloc]:
            yield "RFC 4287, 4.2.2.2: a scheme is an IRI"
    seen = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in root.findall(f"{ATOM}entry")]
    if len(set(seen)) != len(seen):
        yield "RFC 4287, 4.1.1: two entries have one id and one time"
    yield from break_paging(root, root)


def _common(node: ET.Element, address: str) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        found = node.findall(f"{ATOM}{name}")
        if len(found) != 1 or not found[0].text:
            yield f"RFC 4287, 4.1: {node.tag} must have exactly one {name}"
    if not _TAG.fullmatch(node.findtext(f"{ATOM}id", "")):
        yield "RFC 4151, 2.1: the id is no tag URI"
    for name in ("updated", "published"):
        yield from (
            f"RFC 4287, 3.3: {moment.text} is no date"
            for moment in node.findall(f"{ATOM}{name}")
            if not _is_instant(moment.text)
        )
    for link in node.findall(f"{ATOM}link"):
        if not re.match(_link_pattern(address), link.get("href", "")):
            yield "RFC 4287, 4.2.7.1: a link needs an address"
    alternates = [(link.get("type"), link.get("hreflang")) for link in node.findall(f"{ATOM}link[@rel='alternate']")]
    if len(set(alternates)) != len(alternates):
        yield "RFC 4287, 4.1.1: two alternate links of one type"


def _is_instant(text: str | None) -> bool:
    if not text or not _INSTANT.fullmatch(text):
        return False
    datetime.fromisoformat(text)
    return True


def break_paging(root: ET.Element, within: ET.Element) -> Iterator[str]:
    """Yield the rules of RFC 5005, section 4, that it breaks; `within` holds the links."""
    rels = [link.get("rel") for link in within.findall(f"{ATOM}link")]
    if len(rels) != len(set(rels)):
        yield "RFC 5005, 4: a relation stands more than once"
    if within.find(f"{HISTORY}archive") is not None and "current" not in rels:
        yield "RFC 5005, 4: an archive should link to the feed that one subscribes to"
    if root.findall(f".//{HISTORY}complete"):
        yield "RFC 5005, 2: a feed that is paged is not complete"


def break_rss(content: bytes, address: str) -> Iterator[str]:  # noqa: C901 - a condition a rule
    """Yield the rules of RSS 2.0 (and of the RSS Advisory Board's profile of it) that a document breaks."""
    root = ET.fromstring(content)  # noqa: S314 - our own
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        yield "RSS 2.0: at the top is <rss> of version 2.0 with one <channel>"
        return
    (channel,) = channels
    for name in ("title", "link", "description"):
        if not channel.findtext(name):
            yield f"RSS 2.0, required channel elements: {name} is missing"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", channel.findtext("language", "")):
        yield "RSS 2.0, optional channel elements: language"
    if channel.findall(f"{ATOM}link[@rel='self'][@href='{address}']") == []:
        yield "RSS profile, atom:link: the feed should name its own address"
    if [node for node in channel.iter() if node.tag in {"lastBuildDate", "pubDate"} and not _is_mail_date(node.text)]:
        yield "RSS 2.0: a date is as RFC 822 has it, with four digits of the year"
    guids = []
    for item in channel.findall("item"):
        if not item.findtext("title") and not item.findtext("description"):
            yield "RSS 2.0, elements of <item>: a title or a description must be there"
        guid = item.find("guid")
        guids.append(item.findtext("guid"))
        if guid is None or (guid.get("isPermaLink") != "false" and not (guid.text or "").startswith("http")):
            yield "RSS 2.0, guid: what is no address says so"
        if any(not urlsplit(link.text or "").netloc for link in item.findall("link")):
            yield "RSS 2.0: a link begins with a scheme"
        if not item.findtext(f"{CONTENT}encoded"):
            yield "RSS content module: content:encoded is empty"
    if len(set(guids)) != len(guids):
        yield "RSS 2.0, guid: it identifies an item uniquely"
    yield from break_paging(root, channel)


def _is_mail_date(text: str | None) -> bool:
    try:
        parsedate_to_datetime(text or "")
    except ValueError:
        return False
    return re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", text or "") is not None


def break_json(content: bytes, address: str) -> Iterator[str]:
    """Yield the rules of JSON Feed 1.1 that a document breaks."""
    told = json.loads(content)
    links = {"link": {"type": "string", "pattern": _link_pattern(address)}}
    for error in Draft202012Validator(JSON_FEED | {"$defs": links}).iter_errors(told):
        yield f"JSON Feed 1.1: {error.json_path} {error.message}"
    if told.get("feed_url") != address:
        yield "JSON Feed 1.1, Top-level: feed_url is the address of the feed"
    ids = [item["id"] for item in told["items"]]
    if len(set(ids)) != len(ids):
        yield "JSON Feed 1.1, Items: an id is unique to its item"


CHECKS = {"atom": break_atom, "rss": break_rss, "json": break_json}
