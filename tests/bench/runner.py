"""Runs measurements, compares their figures with limits, and writes a table, a file of results and the page about them.

The exit status is 0 if all limits hold, 1 if one is broken, and 2 if none is broken but a measurement failed. A
measurement that lacks something of the machine, such as the network, is skipped, and the table says why.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.support.projects import ROOT, run

RESULTS = ROOT / ".cache" / "bench" / "results.json"
MARKS = ("<!-- figures: written by the bench -->", "<!-- end of figures -->")
"""The lines of a page between which the table stands."""
_PACKAGES = ("mkdocs", "mkdocs-material", "rapidfuzz", "markdown", "pydantic")
_REFERENCE = 0.145
"""The seconds of the calibration on the machine for which the limits in seconds were set."""
_SLOWEST = 3.0
"""The most by which a slow machine loosens a limit in seconds."""


class SkippedError(Exception):
    """The machine lacks what a measurement needs; the message says what."""


class Verdict(StrEnum):
    """Whether a limit holds."""

    HOLDS = "holds"
    BROKEN = "BROKEN"
    NONE = "no limit"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its limit."""

    what: str
    value: float
    unit: str
    """`times` for a ratio; `s`, `ms`, `MB`, `a second`, `%`."""
    limit: float | None = None
    at_least: bool = False
    """Whether the value may not be smaller than the limit, rather than not larger."""
    spread: tuple[float, float] | None = None
    """The least and the largest of the values of which this is the median."""
    remark: str = ""
    scales: bool = False
    """Whether the limit is a time, or a rate, which a slower machine loosens."""

    @property
    def verdict(self) -> Verdict:
        """Whether the limit holds."""
        if self.limit is None:
            return Verdict.NONE
        holds = self.value >= self.limit if self.at_least else self.value <= self.limit
        return Verdict.HOLDS if holds else Verdict.BROKEN

    def on(self, slowness: float) -> "Figure":
        """The same with the limit for a machine that takes `slowness` times as long as the machine of the limits."""
        if not self.scales or self.limit is None:
            return self
        return replace(self, limit=self.limit / slowness if self.at_least else self.limit * slowness)


Measure = Callable[[Path], Iterable[Figure]]
"""Takes a measurement in an empty folder. Raises SkippedError."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a measurement: its figures, or why there are none."""

    name: str
    figures: tuple[Figure, ...]
    seconds: float
    skipped: str = ""
    failed: str = ""


def main(measurements: Mapping[str, Measure], arguments: Sequence[str], results: Path = RESULTS) -> int:
    """Take the named measurements, or all, print the table and keep the results; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(measurements)}")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the kept results into a page")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in measurements]:
        print(f"There is no measurement {', '.join(unknown)}. Choose from: {', '.join(measurements)}.")
        return 2
    chosen = () if options.write and not options.names else options.names or tuple(measurements)
    slowness = calibrate() if chosen else 1.0
    outcomes = [_take(name, measurements[name], slowness) for name in chosen]
    kept = _keep(outcomes, slowness, results)
    if outcomes:
        print(f"This machine takes {slowness:.2f} times as long as the one for which limits in seconds were set.")
        print("\n".join(table(outcomes)))
    if options.write:
        _write_page(options.write, [name for name in measurements if name in kept], kept)
    return status(outcomes)


def status(outcomes: Iterable[Outcome]) -> int:
    """1 if a limit is broken, else 2 if a measurement failed, else 0."""
    taken = list(outcomes)
    if any(figure.verdict is Verdict.BROKEN for outcome in taken for figure in outcome.figures):
        return 1
    return 2 if any(outcome.failed for outcome in taken) else 0


def calibrate() -> float:
    """How many times as long as on the machine of the limits a loop in Python takes: the median of five, 1 to 3."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        sorted(str(number * 7919 % 200_003) for number in range(200_000))
        times.append(time.perf_counter() - start)
    return min(_SLOWEST, max(1.0, statistics.median(times) / _REFERENCE))


def _take(name: str, measure: Measure, slowness: float) -> Outcome:
    print(f"{name} …", flush=True)
    start = time.monotonic()
    figures: list[Figure] = []
    skipped = failed = ""
    with tempfile.TemporaryDirectory(prefix="policy-bench-") as folder:
        try:
            figures.extend(figure.on(slowness) for figure in measure(Path(folder)))
        except SkippedError as reason:
            skipped = str(reason)
        except Exception as error:  # noqa: BLE001 - whatever one measurement meets, the others are taken
            traceback.print_exc()
            failed = f"{type(error).__name__}: {error}".splitlines()[0]
    return Outcome(name, tuple(figures), round(time.monotonic() - start, 1), skipped, failed)


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield the lines of the table for a terminal."""
    rows = [("measurement", "figure", "measured", "spread", "limit", "verdict")]
    remarks = [""]
    for outcome in outcomes:
        for figure in outcome.figures:
            rows.append((outcome.name, *_cells(figure)))
            remarks.append(figure.remark)
        if reason := outcome.skipped or outcome.failed:
            rows.append((outcome.name, "", "", "", "", "skipped" if outcome.skipped else "FAILED"))
            remarks.append(reason)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, remark in zip(rows, remarks, strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{'  '.join(cells)}  {remark}".rstrip()


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    limit = "" if figure.limit is None else f"{'≥' if figure.at_least else '≤'} {figure.limit:.3g}"
    spread = "–".join(map(_say, figure.spread)) if figure.spread else ""
    return figure.what, f"{_say(figure.value)} {figure.unit}", spread, limit, figure.verdict.value


def _say(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _keep(outcomes: Iterable[Outcome], slowness: float, results: Path) -> dict[str, Any]:
    """Put the outcomes among the kept results, in the place of earlier ones of the same name; all that is kept."""
    kept: dict[str, Any] = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    about = _describe_machine(slowness)
    for outcome in outcomes:
        figures = [{**asdict(figure), "verdict": figure.verdict.value} for figure in outcome.figures]
        kept[outcome.name] = {**about, **asdict(outcome), "figures": figures}
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return kept


def _describe_machine(slowness: float) -> dict[str, Any]:
    commit = run("git", "rev-parse", "HEAD").stdout.strip()
    changed = run("git", "status", "--porcelain", "--untracked-files=no").stdout.strip()
    git = subprocess.run(["git", "--version"], check=True, capture_output=True, text=True).stdout.split()[2]
    return {
        "date": datetime.now(UTC).date().isoformat(),  # noqa: TID251 - results are dated by the clock
        "commit": commit + " with changes" * bool(changed),
        "machine": f"{os.cpu_count()} × {_processor()}, {platform.system()} {platform.release()}",
        "slowness": round(slowness, 2),
        "load": os.getloadavg()[0],
        "versions": {"python": platform.python_version(), "git": git, **{name: version(name) for name in _PACKAGES}},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _write_page(page: Path, names: Iterable[str], kept: Mapping[str, Any]) -> None:
    """Replace the table of a page by one of the kept results."""
    before, found, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not found or not end:
        raise SystemExit(f"{page} lacks the lines {MARKS[0]} and {MARKS[1]}, between which the table stands")
    lines = "\n".join(_page_lines(names, kept))
    page.write_text(f"{before}{MARKS[0]}\n\n{lines}\n\n{MARKS[1]}{after}", encoding="utf-8")


def _page_lines(names: Iterable[str], kept: Mapping[str, Any]) -> Iterator[str]:
    yield "| measurement | figure | measured | spread | limit | verdict | on |"
    yield "|---|---|---|---|---|---|---|"
    machines: list[str] = []
    for name in names:
        result = kept[name]
        versions = ", ".join(f"{package} {number}" for package, number in result["versions"].items())
        machines.append(f"{result['machine']}; {versions}")
        on = f"{result['date']}, {result['commit'][:7]}"
        for fields in result["figures"]:
            figure = Figure(**{key: value for key, value in fields.items() if key != "verdict"})
            yield f"| `{name}` | {' | '.join(_cells(figure))} | {on} |"
        if reason := result["skipped"] or result["failed"]:
            yield f"| `{name}` | {reason} | | | | {'skipped' if result['skipped'] else 'failed'} | {on} |"
    yield ""
    yield "Machine: " + "\nMachine: ".join(dict.fromkeys(machines))
