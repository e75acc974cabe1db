"""Lists the feeds, with their addresses and formats, and describes them for the block on the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from build_tools.model.policy import Policy
from build_tools.model.version import Archive
from build_tools.model.wording import ChangelogLabels

FOLDER = "feeds"
"""The folder of the feeds."""
CALENDAR = f"{FOLDER}/effective-dates.ics"
"""The path of the calendar."""

_FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
"""The names of the formats by their endings."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed in the list of feeds."""

    name: str
    """Its path below the folder of feeds, without ending: `changelog`."""
    title: str
    choice: str
    """Its name in the list."""

    @property
    def page(self) -> str:
        """The page with the same publications, from the folder of all pages, without ending: `changelog/material`."""
        return self.name if self.name == "changelog" else f"changelog/{self.name}"


def list_feeds(archive: Archive, labels: ChangelogLabels) -> Iterator[ListedFeed]:
    """Yield the feed of all changes, that of material changes, and one for each document."""
    yield ListedFeed("changelog", labels.title, labels.everything)
    yield ListedFeed("material", labels.materials, labels.materials)
    for id_, versions in archive.histories.items():
        title = versions.latest.document.title
        yield ListedFeed(id_, labels.of_document.fill(document=title), title)


def formats_of(site: str) -> dict[str, str]:
    """The names of the formats in which a site has its feeds, by their endings.

    `site` is its address, or the way to it from the feed. A link of RSS 2.0 begins with a scheme (`<link>`), so a
    site without a safe address has no RSS. Atom (RFC 4287, 2) and JSON Feed have links that are relative to the feed.
    """
    return {ending: name for ending, name in _FORMATS.items() if ending != "rss" or "://" in site}


def describe_feeds(policy: Policy, archive: Archive) -> dict[str, Any]:
    """The feeds and the guides to them, for the block on a page. `policy` has the facts filled in in all prose."""
    labels, site = policy.wording.subscribe, policy.publication.safe_address
    newest = _address(site, "changelog", "atom")
    return {
        "labels": labels,
        "feeds": [_describe(feed, site) for feed in list_feeds(archive, policy.wording.changelog) if archive.records],
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


def _describe(feed: ListedFeed, site: str) -> dict[str, Any]:
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
