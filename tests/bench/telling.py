"""Measures the time and space for 1,000 publications with all their feeds."""

import time
from collections.abc import Callable, Iterable
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

SITE = "https://privacy.traceloom.example/"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure_feeds(folder: Path, build: Callable[[Path], float], tell: Callable[..., None]) -> None:
    """All feeds beside the whole build, and how both grow."""
    sizes: dict[int, tuple[float, float]] = {}
    for count in (334, 1000):
        project = write_versions(folder / str(count), count, SITE)
        whole = build(project)
        files = [path for path in (project / "site").rglob("*") if path.is_file()]
        feeds = [path for path in files if "feeds" in path.relative_to(project / "site").parts]
        sizes[count] = _megabytes(feeds), _megabytes(files)
        redlines, written = _time_feeds(project)
        tell(f"{count:,} publications, build", f"{whole:.1f} s", f"{sizes[count][1]:.0f} MB")
        tell("their feeds", f"{written:.1f} s", f"{written / whole:.1%} of the build; at most 10 %")
        tell("their redlines", f"{redlines:.1f} s", "those of the pages, worked out once for both")
    for number, what in enumerate(("the feeds", "the site")):
        growth = sizes[1000][number] / sizes[334][number]
        tell(f"{what}, 334 to 1,000", f"{growth:.2f} times", f"{sizes[1000][number]:.0f} MB; at most 3.1")


def _time_feeds(project: Path) -> tuple[float, float]:
    """How long the redlines of all publications take, and then all that is of the feeds alone; in seconds."""
    flow = Project.of_folder(project, NOW)
    words = flow.change_labels
    pages = VersionPages(flow.archive, words, flow.layouts, {}, flow.today)
    parts = PartsOfVersions(flow.archive, words.language, SealedCache(None, "", None))
    drawn = _seconds(partial(list, map(parts.of, flow.archive.in_order)))
    maker = FeedBuilder(flow.news, pages, words, parts, SITE)
    return drawn, _seconds(lambda: dict(write_feeds(maker.feeds("TraceLoom"))))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _megabytes(files: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 1e6
