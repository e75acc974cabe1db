"""Which feeds are there, at which addresses, and how does one follow them?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from build_tools.model.policy import Policy
from build_tools.model.version import Archive
from build_tools.model.wording import ChangelogLabels

FOLDER = "feeds"
"""Where the feeds are published."""
CALENDAR = f"{FOLDER}/effective-dates.ics"
"""Where the calendar is published."""

_FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
"""The names of the formats by their endings."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as it is offered."""

    name: str
    """Its address below the folder of feeds, without ending: `changelog`."""
    title: str
    choice: str
    """What it is called among the others."""
    page: str
    """The page that lists the same publications, from the folder of all pages, without ending: `changelog/material`."""


def list_feeds(archive: Archive, labels: ChangelogLabels) -> Iterator[ListedFeed]:
    """Yield the feed of everything, that of material changes, and one a document."""
    yield ListedFeed("changelog", labels.title, labels.everything, "changelog")
    yield ListedFeed("material", labels.materials, labels.materials, "changelog/material")
    for id_, versions in archive.histories.items():
        title = versions.latest.document.title
        yield ListedFeed(id_, labels.of_document.fill(document=title), title, f"changelog/{id_}")


def formats_of(site: str) -> dict[str, str]:
    """The names of the formats in which a site has its feeds, by their endings.

    `site` is its address, or what leads to it from the feed. A link of RSS 2.0 begins with a scheme (`<link>`), so a
    site without a safe address has no RSS. Atom (RFC 4287, 2) and JSON Feed have links that are relative to the feed.
    """
    return {ending: name for ending, name in _FORMATS.items() if ending != "rss" or "://" in site}


def tell_following(policy: Policy, archive: Archive) -> dict[str, Any]:
    """What the block of feeds tells on a page. `policy` has its facts in place in all prose."""
    labels, site = policy.wording.subscribe, policy.publication.safe_address
    newest = _address(site, "changelog", "atom")
    return {
        "labels": labels,
        "feeds": [_tell_feed(feed, site) for feed in list_feeds(archive, policy.wording.changelog) if archive.records],
        "calendar": site + CALENDAR,
        "is_absolute": bool(site),
        "guides": [
            {
                "name": guide.name,
                "text": guide.text,
                "command": guide.command.fill(address=newest) if guide.command and site else "",
            }
            for guide in labels.guides
            if site or not guide.command
        ],
    }


def _tell_feed(feed: ListedFeed, site: str) -> dict[str, Any]:
    return {
        "name": feed.choice,
        "page": f"{feed.page}.md",
        "address": _address(site, feed.name, "atom"),
        "others": [
            {"format": name, "address": _address(site, feed.name, ending)}
            for ending, name in formats_of(site).items()
            if ending != "atom"
        ],
    }


def _address(site: str, feed: str, ending: str) -> str:
    return f"{site}{FOLDER}/{feed}.{ending}"
