"""Times commands, alone or in alternating pairs, so that a busy machine slows both of a pair alike."""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.runner import Figure
from tests.support.projects import ENVIRONMENT, ROOT

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took, with all processes that it started."""

    seconds: float
    """By the clock on the wall."""
    processor: float
    """Seconds of all processors."""
    megabytes: float
    """The most memory of its largest process."""
    output: str = ""


def time_command(command: Command, folder: Path = ROOT) -> Run:
    """Run a command to its end. Raises RuntimeError with its last lines if it fails."""
    with tempfile.TemporaryFile() as told:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=told, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        output = told.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {' '.join(output.splitlines()[-3:])}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output)


def processor_time() -> float:
    """The seconds of all processors so far, of this process and of those that it started and that ended."""
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(part.ru_utime + part.ru_stime for part in used)


Timed = Callable[[], Run]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Paired runs of two commands."""

    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]

    def ratio(self, what: str, limit: float, *, at_least: bool = False) -> Figure:
        """The figure for the median of the ratios by the clock; the remark has both medians and the processor time."""
        pairs = list(zip(self.ours, self.theirs, strict=True))
        ratios = [ours.seconds / theirs.seconds for ours, theirs in pairs]
        processor = statistics.median(ours.processor / theirs.processor for ours, theirs in pairs)
        first, second = (statistics.median(run.seconds for run in runs) for runs in (self.ours, self.theirs))
        remark = f"{first:.3g} s and {second:.3g} s, {len(pairs)} pairs; by processor time {processor:.2f}"
        return median_of(what, ratios, "times", limit, remark, at_least=at_least)


def compare(ours: Timed, theirs: Timed, *, seconds: float = 60, most: int = 9) -> Pairs:
    """Run two commands in turn, the order changing with each pair, for about `seconds`; two pairs at least."""
    pairs = [
        (ours(), theirs()) if number % 2 else (theirs(), ours())[::-1] for number in rounds(seconds=seconds, most=most)
    ]
    first, second = zip(*pairs, strict=True)
    return Pairs(first, second)


def rounds(*, seconds: float, most: int = 9, least: int = 2) -> Iterator[int]:
    """Yield the numbers of rounds until the next would take longer than `seconds` in all."""
    start = time.monotonic()
    for number in range(most):
        if number >= least and (time.monotonic() - start) * (number + 1) / number > seconds:
            return
        yield number


def median_of(
    what: str, values: Sequence[float], unit: str, limit: float, remark: str = "", *, at_least: bool = False
) -> Figure:
    """The figure for the median of some values; a slower machine loosens the limit of a time, but not of a ratio."""
    return Figure(
        what,
        statistics.median(values),
        unit,
        limit,
        at_least=at_least,
        spread=(min(values), max(values)),
        remark=remark,
        scales=unit in {"s", "ms"},
    )
