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

_OTHER_FORMATS = {"RSS": "rss", "JSON Feed": "json"}
"""The names of the formats besides Atom, with their endings."""


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


def find_site(policy: Policy, archive: Archive) -> str:
    """The address of a site that has feeds, with a slash at its end; empty where it has none.

    They are read elsewhere: nothing that is published without a safe address can be followed.
    """
    return policy.publication.safe_address if archive.issues else ""


def tell_following(policy: Policy, archive: Archive) -> dict[str, Any]:
    """What the block of feeds tells on a page. `policy` has its facts in place in all prose."""
    labels, site = policy.wording.subscribe, find_site(policy, archive)
    newest = _address(site, "changelog", "atom")
    return {
        "labels": labels,
        "feeds": [_tell_feed(feed, site) for feed in list_feeds(archive, policy.wording.changelog) if site],
        "calendar": site + CALENDAR,
        "guides": [
            {
                "name": guide.name,
                "text": guide.text,
                "command": guide.command.fill(address=newest) if guide.command else "",
            }
            for guide in labels.guides
        ],
    }


def _tell_feed(feed: ListedFeed, site: str) -> dict[str, Any]:
    return {
        "name": feed.choice,
        "page": f"{feed.page}.md",
        "address": _address(site, feed.name, "atom"),
        "others": [
            {"format": name, "address": _address(site, feed.name, ending)} for name, ending in _OTHER_FORMATS.items()
        ],
    }


def _address(site: str, feed: str, ending: str) -> str:
    return f"{site}{FOLDER}/{feed}.{ending}"
