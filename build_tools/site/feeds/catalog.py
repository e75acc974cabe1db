"""Lists the feeds, with their addresses and formats, and describes them for the block on the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from build_tools.model.policy import Policy
from build_tools.model.publication import Publication
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.rule import Level
from build_tools.model.version import Archive
from build_tools.model.wording import ChangelogLabels
from build_tools.site.pages.change_labels import concerns

FOLDER = "feeds"
CALENDAR = f"{FOLDER}/effective-dates.ics"
_BLOCK = (BLOCKS, "feeds")
"""The block that lists the feeds on a page."""
_FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed, and the page with the same publications."""

    name: str
    """Its path below the folder of feeds, without ending: `changelog`."""
    title: str
    choice: str
    """Its name in the list."""

    @property
    def page(self) -> str:
        """The page with the same publications, from the folder of all pages, without ending: `changelog/material`."""
        return self.name if self.name == "changelog" else f"changelog/{self.name}"

    def has(self, publication: Publication) -> bool:
        """Whether a publication is in it."""
        match self.name:
            case "changelog":
                return True
            case "material":
                return publication.level is Level.MATERIAL
            case document:
                return concerns(publication, document)


def list_feeds(archive: Archive, labels: ChangelogLabels) -> Iterator[ListedFeed]:
    """Yield the feed of all changes, that of material changes, and one for each document."""
    yield ListedFeed("changelog", labels.title, labels.everything)
    yield ListedFeed("material", labels.materials, labels.materials)
    for id_, versions in archive.histories.items():
        title = versions.latest.document.title
        yield ListedFeed(id_, labels.of_document.fill(document=title), title)


def formats_of(site: str) -> dict[str, str]:
    """The names of the formats in which a site, by its address or the way to it, has its feeds, by their endings.

    A link of RSS 2.0 begins with a scheme (`<link>`), so a site without a safe address has no RSS. Atom (RFC 4287, 2)
    and JSON Feed have links that are relative to the feed.
    """
    return {ending: name for ending, name in _FORMATS.items() if ending != "rss" or "://" in site}


def describe_feeds(policy: Policy, archive: Archive) -> dict[str, Any]:
    """The feeds and the guides to them, for the block on a page. `policy` has the facts filled in in all prose."""
    labels, site = policy.wording.subscribe, policy.publication.safe_address
    newest = f"{site}{FOLDER}/changelog.atom"
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


def find_feeds_page(policy: Policy) -> str:
    """The id of the hand-written page that lists the feeds; empty without one."""
    for page in policy.pages:
        if any(reference.path == _BLOCK for reference in find_references(page.text)):
            return page.id
    return ""


def _describe(feed: ListedFeed, site: str) -> dict[str, Any]:
    return {
        "name": feed.choice,
        "page": f"{feed.page}.md",
        "address": f"{site}{FOLDER}/{feed.name}.atom",
        "others": [
            {"format": name, "address": f"{site}{FOLDER}/{feed.name}.{ending}"}
            for ending, name in formats_of(site).items()
            if ending != "atom"
        ],
    }
