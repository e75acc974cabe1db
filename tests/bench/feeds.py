"""Measures what a long history costs in feeds."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from build_tools.project.project import Project
from build_tools.runtime.cache import SealedCache
from build_tools.site.feeds.atom_rss_json import write_feeds
from build_tools.site.feeds.entries import FeedBuilder
from build_tools.site.pages.versions import VersionPages
from build_tools.site.version_parts import PartsOfVersions
from tests.bench.histories import write_versions
from tests.bench.runner import Figure
from tests.bench.sites import build_first

SITE = "https://privacy.traceloom.example/"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_COUNTS = (100, 300)


def measure_feeds(folder: Path) -> Iterator[Figure]:
    """All feeds of 100 and of 300 publications: their share of the build, and how they grow, in time and size."""
    sizes: list[tuple[float, float]] = []
    for count in _COUNTS:
        project = write_versions(folder / str(count), count, SITE)
        whole = build_first(project).seconds
        files = [path for path in (project / "site").rglob("*") if path.is_file()]
        feeds = [path for path in files if "feeds" in path.relative_to(project / "site").parts]
        sizes.append((_megabytes(feeds), _megabytes(files)))
        written = _time_feeds(project)
        yield Figure(f"share of a build of {count}", 100 * written / whole, "%", 10, remark=f"{written:.2f} s")
    for number, what in enumerate(("feeds", "site")):
        growth = sizes[1][number] / sizes[0][number]
        yield Figure(f"size of the {what}, 300 beside 100", growth, "times", 3.1, remark=f"{sizes[1][number]:.1f} MB")


def _time_feeds(project: Path) -> float:
    """The seconds for all feeds once the redlines of the pages are there, which both use."""
    read = Project.of_folder(project, NOW)
    words = read.change_labels
    pages = VersionPages(read.archive, words, read.layouts, {}, read.today)
    parts = PartsOfVersions(read.archive, words.language, read.reading.redline_labels, SealedCache(None, "", None))
    list(map(parts.of, read.archive.in_order))
    maker = FeedBuilder(read.news, pages, words, parts, SITE)
    return _seconds(partial(dict, write_feeds(maker.feeds("TraceLoom"))))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _megabytes(files: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 1e6
