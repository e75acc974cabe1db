"""Does large amounts of work on all processors: in other processes and in this one. Small amounts stay in this one."""

import atexit
import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_MANY = 100
_AHEAD = 16
"""How many chunks for each processor are at work or wait."""
_SENT = 3
"""How many chunks each other process has: one at work, and enough for the time of a large thing in this one."""
_STANDARD = 2
"""The last of the standard streams."""
_MOST = 61
"""The most processes that Windows can wait for."""


def do_all(
    function: Callable[[_In], _Out], things: Sequence[_In], *, chunk: int, many: int | None = None
) -> list[_Out]:
    """The results of an importable function. Fewer than `many` things (by default 100) need no other process."""
    return list(do_each(function, things, chunk=chunk, many=many))


def do_each(
    function: Callable[[_In], _Out], things: Iterable[_In], *, chunk: int, many: int | None = None
) -> Iterator[_Out]:
    """Return the results in order, as `do_all` does, without holding all things in memory.

    The other processes begin at once, and go on while the results are read.
    """
    rest = iter(things)
    limit = _MANY if many is None else many
    processors = count_processors()
    first = list(islice(rest, limit))
    things = chain(first, rest)
    if processors == 1 or (len(first) < limit and not are_begun()):
        return map(function, things)
    waiting: deque[_Row[_In, _Out]] = deque()
    rows = (_Row(function, row) for row in iter(lambda: list(islice(things, chunk)), []))

    def send() -> None:
        waiting.extend(islice(rows, _AHEAD * processors - len(waiting)))
        _send(waiting, _SENT * (processors - 1))

    send()
    return _finish(waiting, send)


def _finish(waiting: "deque[_Row[_In, _Out]]", send: Callable[[], None]) -> Iterator[_Out]:
    """Yield the results of rows, and make some of them in this process while it would wait for the next one."""
    while waiting:
        mine = None if waiting[0].is_done else next((row for row in waiting if not row.is_begun), None)
        if mine:
            mine.make(send)
        else:
            yield from waiting.popleft().finish()
        send()


def are_begun() -> bool:
    """Whether the other processes are there already."""
    return bool(_begin.cache_info().currsize)


def begin_early(function: Callable[[_In], object], thing: _In) -> None:
    """Begin the other processes before they are needed, as copies of this one, which has imported the program.

    Each of them calls `function(thing)`, a typical piece of work, so that it imports what is missing. The result is
    dropped. Nothing is begun on a single processor, or where a copy would share more than memory with this process.
    """
    with suppress(BrokenExecutor, OSError):
        if count_processors() > 1 and _can_be_copied() and (processes := _begin()):
            for _ in range(count_processors() - 1):
                processes.submit(function, thing)


@dataclass(slots=True)
class _Row(Generic[_In, _Out]):
    """Consecutive things, and their results once they are there."""

    function: Callable[[_In], _Out]
    things: list[_In]
    future: "Future[list[_Out]] | None" = None
    """The results that another process will give."""
    results: list[_Out] | None = None
    """The results that this process has made."""

    @property
    def is_begun(self) -> bool:
        """Whether any process has it."""
        return self.future is not None or self.results is not None

    @property
    def is_done(self) -> bool:
        """Whether its results are there."""
        return self.future.done() if self.future else self.results is not None

    def make(self, send: Callable[[], None] | None = None) -> None:
        """Make the results in this process; `send` sends work to the others, which may be done with theirs."""
        self.results, self.future = [], None
        for thing in self.things:
            self.results.append(self.function(thing))
            if send:
                send()

    def finish(self) -> list[_Out]:
        """The results, when they are there."""
        try:
            return self.future.result() if self.future else self.results or []
        except BrokenExecutor:  # processes were stopped from outside
            self.make()
            return self.finish()


def _send(waiting: "Iterable[_Row[_In, _Out]]", most: int) -> None:
    """Send the first rows that nobody has to the other processes, until these have enough."""
    sent = sum(row.future is not None and not row.is_done for row in waiting)
    for row in islice((row for row in waiting if not row.is_begun), max(0, most - sent)):
        row.future = _submit(row.function, row.things)


def _submit(function: Callable[[_In], _Out], row: list[_In]) -> "Future[list[_Out]] | None":
    try:
        processes = _begin()
        # packed here and now: the pool would do it later in a thread, while this process works with the same objects
        return processes.submit(_do, pickle.dumps((function, row))) if processes else None
    except (BrokenExecutor, OSError):  # processes were stopped from outside, or the system starts no more
        return None


def _do(packed: bytes) -> list[Any]:
    function, row = pickle.loads(packed)  # noqa: S301 - from the process that began this one
    return list(map(function, row))


def count_processors() -> int:
    """The number of processors that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


def _can_be_copied() -> bool:
    """Whether this process has one thread, and no file or pipe open that it has not got from its parent (on Linux)."""
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
            with suppress(OSError):  # the folder itself, which is closed by now
                if number > _STANDARD and fcntl.fcntl(number, fcntl.F_GETFD) & fcntl.FD_CLOEXEC:
                    return False
    except (ImportError, OSError):
        return False
    return has_one_thread()


def has_one_thread() -> bool:
    """Whether this process is known to have one thread (on Linux)."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


@cache
def _begin() -> Executor | None:
    """A process for each processor but the one of this process; none if the system has no locks between processes.

    All work shares them because they start slowly. They end with this process.
    """
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and seldom needed
    from multiprocessing import get_context  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        context = get_context("fork" if _can_be_copied() else "spawn")
        processes = ProcessPoolExecutor(count_processors() - 1, context, _begin_process, (gc.get_threshold(),))
    except (ImportError, NotImplementedError, OSError):  # there is no /dev/shm
        return None
    atexit.register(processes.shutdown)  # garbage collection would report an error
    return processes


def _begin_process(threshold: tuple[int, int, int]) -> None:
    """Prepare a process for work: an interrupt ends it at once, without a traceback, and so does the end of its parent.

    If it ignored an interrupt (Ctrl-C), its parent would wait for its work. It looks for garbage as often as that does.
    """
    from multiprocessing import parent_process  # noqa: PLC0415 - the same
    from threading import Thread  # noqa: PLC0415 - the same

    gc.set_threshold(*threshold)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if parent := parent_process():
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)  # the queue of work never ends by itself if the parent was killed
