"""Which files does a feed consist of?

The feed that one subscribes to has its newest entries. Older ones are paged: an archive once full never changes
(RFC 5005, section 4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from build_tools.model.feed import Entry, Feed
from build_tools.site.feeds.catalog import FOLDER

PART = 50
"""How many entries a file has at most."""


@dataclass(frozen=True, slots=True)
class FeedPart:
    """One file of a feed, whatever its format."""

    feed: Feed
    name: str
    """Its address below the folder of feeds, without ending: `changelog`, `archive/changelog-1`."""
    entries: Sequence[Entry]
    """The newest first."""
    older: str = ""
    """The name of the part that holds the entries before; empty where there are none."""
    is_archive: bool = False

    @property
    def updated(self) -> datetime:
        """When its newest entry was published."""
        return self.entries[0].published if self.entries else self.feed.begun

    def address(self, name: str, ending: str) -> str:
        """The address of a part in a format."""
        return f"{self.feed.site}{FOLDER}/{name}.{ending}"


def split_feed(feed: Feed) -> Iterator[FeedPart]:
    """Yield the part that one subscribes to, then the archives, the newest first."""
    count = max(0, -(-(len(feed.entries) - PART) // PART))  # each of them is full, since as many are newer
    archived = feed.archived or feed
    names = ["", *(f"archive/{feed.name}-{number}" for number in range(1, count + 1))]
    yield FeedPart(feed, feed.name, feed.entries[-PART:][::-1], names[count])
    for number in range(count, 0, -1):
        entries = archived.entries[(number - 1) * PART : number * PART]
        yield FeedPart(archived, names[number], entries[::-1], names[number - 1], is_archive=True)
