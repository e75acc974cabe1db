"""Measures how long each way into the program takes for hostile input of 64 kB, 190 kB (just below a bound) and 1 MB.

    python -m tests.bench.bounds [WORDS...]

Prints a row for each case: its way in, its shape, the processor's seconds, the exit status and the last line that was
said. Each WORD chooses the cases whose name holds it. A case is killed after 8 seconds of the processor's time.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.bench.runner import Figure
from tests.support.projects import ENVIRONMENT, copy_project
from tests.support.resource_limits import CHANNELS, Case

_LIMIT = 5.0
_KILLED = 8
_SIZES = (64_000, 190_000, 990_000)
_EACH = 17  # a prime, so that the sample has all shapes and all ways in


def main() -> None:
    """Print the table, and exit with 1 if a case takes too long or ends in a traceback."""
    words = sys.argv[1:]
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        base = copy_project(Path(folder) / "base")
        for case in _cases():
            if words and not any(word in case.name for word in words):
                continue
            seconds, status, said = measure(case, base, Path(folder))
            is_bad = seconds > _LIMIT or "Traceback" in said or status not in {0, 1, 2}
            slow += is_bad
            last = said.strip().rpartition("\n")[2][:110]
            print(f"{'!' if is_bad else ' '} {seconds:6.1f} s  {status:4}  {case.name:55} {last}", flush=True)
    sys.exit(bool(slow))


def measure_bounds(folder: Path) -> Iterator[Figure]:
    """A sample of the cases of 190 kB, one in 17: the slowest; any that ends in a traceback fails the measurement."""
    base = copy_project(folder / "base")
    slowest, where = 0.0, ""
    cases = list(_cases((190_000,)))[::_EACH]
    for case in cases:
        seconds, status, said = measure(case, base, folder)
        if "Traceback" in said or status not in {0, 1, 2}:
            raise RuntimeError(f"{case.name} ended with status {status}")
        slowest, where = max((slowest, where), (seconds, case.name))
    remark = f"{where}; {len(cases)} cases, by processor time"
    yield Figure("slowest hostile input", slowest, "s", _LIMIT, remark=remark, scales=True)


def _cases(sizes: Sequence[int] = _SIZES) -> Iterator[Case]:
    for channel, (prepare, bodies) in CHANNELS.items():
        for shape, body in bodies.items():
            for size in sizes:
                yield Case(f"{channel} {shape} {size // 1000}k", prepare, partial(body, size))


def measure(case: Case, base: Path, folder: Path) -> tuple[float, int, str]:
    """The processor's seconds, the exit status and the output of a case."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        command, project = case.prepare(base, Path(place), case.body())
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=project,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            preexec_fn=_bound,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done.returncode, done.stdout


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_KILLED, _KILLED))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


if __name__ == "__main__":
    main()
