"""Measures builds, checks, histories and judgement, and holds their limits.

    python -m tests.bench.bench [NAME...] [--write PAGE]

Without a name, everything is measured. `docs/performance.md` says how each figure is made.
"""

import sys

from tests.bench.bounds import measure_bounds
from tests.bench.feeds import measure_feeds
from tests.bench.files import measure_files
from tests.bench.history import measure_walk
from tests.bench.prose import measure_redline, measure_replay
from tests.bench.runner import Measure, main
from tests.bench.sites import (
    measure_build,
    measure_check,
    measure_downloads,
    measure_mike,
    measure_one_more,
    measure_publications,
    measure_rebuild,
    measure_thousand,
)

MEASUREMENTS: dict[str, Measure] = {
    "build": measure_build,
    "check": measure_check,
    "files": measure_files,
    "publications": measure_publications,
    "downloads": measure_downloads,
    "rebuild": measure_rebuild,
    "one-more": measure_one_more,
    "mike": measure_mike,
    "thousand": measure_thousand,
    "feeds": measure_feeds,
    "walk": measure_walk,
    "replay": measure_replay,
    "redline": measure_redline,
    "bounds": measure_bounds,
}

if __name__ == "__main__":
    sys.exit(main(MEASUREMENTS, sys.argv[1:]))
