"""Tests that work in several processes gives what one process gives, and that no process is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path
from typing import Any, NoReturn

import pytest

from build_tools.runtime import parallel
from build_tools.runtime.parallel import do_all, do_each
from tests.runtime.parallel_run import THINGS
from tests.support.projects import ROOT

SQUARES = [number * number for number in THINGS]


def square(number: int) -> int:
    return number * number


def process_of(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


@pytest.fixture
def unstarted() -> Iterator[None]:
    """No processes have begun."""
    parallel._begin.cache_clear()
    yield
    parallel._begin.cache_clear()


@pytest.mark.usefixtures("unstarted")
def test_results_come_in_order_from_this_and_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "count_processors", lambda: 2)

    processes = do_all(process_of, THINGS, chunk=7)

    assert do_all(square, THINGS, chunk=7) == SQUARES
    assert len(set(processes)) == 2
    assert os.getpid() in processes
    assert do_all(square, [], chunk=7) == []


class Busy:
    """A function with a memory, which is not whole while it works."""

    def __init__(self) -> None:
        self.is_whole = True

    def __call__(self, number: int) -> int:
        assert self.is_whole, "it was sent to another process while it worked"
        self.is_whole = False
        time.sleep(0.01)
        self.is_whole = True
        return number * number


@pytest.mark.usefixtures("unstarted")
def test_other_processes_get_what_this_one_does_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "count_processors", lambda: 3)

    assert do_all(Busy(), THINGS, chunk=2) == SQUARES


def outrun(thing: tuple[Path, int, int]) -> int:
    """Wait in the first process, twice, for more than another process had at first."""
    folder, number, first = thing
    calls = len(list(folder.glob("first-*")))
    deadline = time.monotonic() + 30
    if os.getpid() == first and calls < 2:
        while len(list(folder.glob("other-*"))) < 2 * parallel._SENT + calls and time.monotonic() < deadline:
            time.sleep(0.01)
    (folder / f"{'first' if os.getpid() == first else 'other'}-{number}").touch()
    return round(deadline - time.monotonic())


@pytest.mark.usefixtures("unstarted")
def test_another_process_gets_more_while_this_one_is_busy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parallel, "count_processors", lambda: 2)

    assert min(do_all(outrun, [(tmp_path, number, os.getpid()) for number in THINGS], chunk=2)) > 0


@pytest.mark.usefixtures("unstarted")
@pytest.mark.parametrize("error", [NotImplementedError, ImportError, OSError(38, "Function not implemented")])
def test_without_locks_between_processes_one_does_all(monkeypatch: pytest.MonkeyPatch, error: Any) -> None:
    def refuse(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(parallel, "count_processors", lambda: 2)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)

    assert do_all(square, THINGS, chunk=7) == SQUARES


@pytest.mark.usefixtures("unstarted")
def test_on_one_processor_no_other_process_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "count_processors", lambda: 1)

    assert set(do_all(process_of, THINGS, chunk=7)) == {os.getpid()}
    assert not parallel._begin.cache_info().currsize


@pytest.mark.parametrize("error", [BlockingIOError(11, "Resource temporarily unavailable"), BrokenExecutor()])
def test_where_the_system_starts_no_more_processes_one_does_all(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    class Refusing(Executor):
        def submit(self, *_: object, **__: object) -> NoReturn:
            raise error

    monkeypatch.setattr(parallel, "count_processors", lambda: 2)
    monkeypatch.setattr(parallel, "_begin", Refusing)

    assert list(do_each(square, iter(THINGS), chunk=7)) == SQUARES


_COPIED = """
import os, sys, threading
from build_tools.runtime import parallel
os.sched_getaffinity = lambda _: {{0, 1}}
held = {held}
print(parallel._can_be_copied())
parallel.begin_early(abs, -1)
print(parallel._begin.cache_info().currsize)
print(parallel.do_all(abs, range(-200, 0), chunk=7) == list(range(200, 0, -1)))
print(parallel._begin()._mp_context.get_start_method())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems copy no process")
@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("None", ["True", "1", "True", "fork"]),
        ("open('/dev/null')", ["False", "0", "True", "spawn"]),
        ("[t := threading.Thread(target=sys.stdin.read, daemon=True), t.start()]", ["False", "0", "True", "spawn"]),
    ],
    ids=["nothing", "a file", "a thread"],
)
def test_a_process_is_copied_only_if_it_shares_nothing_but_memory(held: str, said: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _COPIED.format(held=held)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stdout.read().split() == said
        run.kill()


def _start(folder: Path, way: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.runtime.parallel_run", str(folder), way]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


needs_processors = pytest.mark.skipif(parallel.count_processors() == 1, reason="one processor has no other processes")


@needs_processors
def test_the_work_of_a_killed_process_is_done_again(tmp_path: Path) -> None:
    with _start(tmp_path, "killed worker") as run:
        out, errors = run.communicate(timeout=60)

    assert (out, errors, run.returncode) == (f"{SQUARES}\n", "", 0)
    assert (tmp_path / "killed").exists()


@needs_processors
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_end_with_the_one_that_began_them(tmp_path: Path, number: signal.Signals) -> None:
    with _start(tmp_path, "stopped from outside") as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "working\n"
        run.send_signal(number)
        out, _ = run.communicate(timeout=60)

    others = [int(path.name) for path in tmp_path.iterdir()]
    assert others
    assert run.pid not in others
    assert "done" not in out
    assert run.returncode == -number
    end = time.monotonic() + 30
    while any(map(_is_alive, others)):
        assert time.monotonic() < end, "processes are left behind"
        time.sleep(0.05)


@needs_processors
def test_an_interrupt_from_the_keyboard_waits_for_no_work(tmp_path: Path) -> None:
    with _start(tmp_path, "long work") as run:
        end = time.monotonic() + 30
        while not list(tmp_path.iterdir()):
            assert time.monotonic() < end, "no other process has begun"
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGINT)
        try:
            out, errors = run.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            raise

    assert "done" not in out
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert run.returncode == -signal.SIGINT


def _is_alive(process: int) -> bool:
    """Whether a process runs. One that has ended may wait for its parent to notice (a zombie)."""
    if Path("/proc/self/stat").exists():
        try:
            return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][:1] != "Z"
        except OSError:  # it has ended
            return False
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return found.stdout.strip()[:1] not in {"", "Z"}
