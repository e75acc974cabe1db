"""Measures how long reading a history takes, beside plain git."""

import statistics
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.histories import write_monolith, write_versions
from tests.bench.runner import Figure
from tests.bench.timing import Run, compare, time_command

_READ = (sys.executable, "-m", "tests.bench.read_history")
_GROWTH = 1.1  # memory may vary by a few pages


def measure_walk(folder: Path) -> Iterator[Figure]:
    """All states of a source over 1,000 commits, and over 42,632 commits of which 200 touch it."""
    thousand = write_versions(folder / "thousand", 1000)
    log = f"git -C {thousand} log --first-parent --raw --no-abbrev HEAD -- policy_src templates"
    plain = f"{log} | awk '/^:/ && $4 !~ /^0+$/ {{print $4}}' | git -C {thousand} cat-file --batch >/dev/null"
    pairs = compare(partial(_read, thousand), partial(time_command, ["sh", "-c", plain]), seconds=20)
    yield pairs.ratio("1,000 versions beside git", 3)
    half = write_versions(folder / "half", 500)
    large, small = (statistics.median(_read(side).megabytes for _ in range(3)) for side in (thousand, half))
    yield Figure("memory, 1,000 beside 500", large / small, "times", _GROWTH, remark=f"{large:.0f} MB")
    monolith = write_monolith(folder / "monolith", 42_632, 200)
    log = f"git -C {monolith} log --first-parent HEAD -- policy_src templates >/dev/null"
    pairs = compare(partial(_read, monolith), partial(time_command, ["sh", "-c", log]), seconds=20)
    yield pairs.ratio("42,632 commits beside git log", 3)


def _read(project: Path) -> Run:
    """The run without the start of Python."""
    done = time_command([*_READ, project])
    seconds, processor, megabytes = map(float, done.output.split())
    return Run(seconds, processor, megabytes)
