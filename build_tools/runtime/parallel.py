"""Does large amounts of work in one process for each processor, and small amounts in this process."""

import atexit
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_MANY = 100
_AHEAD = 3
"""How many chunks wait for each process, so that none is idle."""
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
    """Yield the results in order, as `do_all` does, without holding all things in memory."""
    rest = iter(things)
    limit = _MANY if many is None else many
    processors = _count_processors()
    first = list(islice(rest, limit))
    if processors == 1 or (len(first) < limit and not _begin.cache_info().currsize):
        yield from map(function, chain(first, rest))
        return
    things = chain(first, rest)
    waiting: deque[tuple[list[_In], Future[list[_Out]] | None]] = deque()
    try:
        while row := list(islice(things, chunk)):
            waiting.append((row, _submit(function, row)))
            if len(waiting) > _AHEAD * processors:
                yield from _finish(function, *waiting.popleft())
        while waiting:
            yield from _finish(function, *waiting.popleft())
    finally:
        for _, future in waiting:
            if future:
                future.cancel()


def _submit(function: Callable[[_In], _Out], row: list[_In]) -> "Future[list[_Out]] | None":
    try:
        processes = _begin()
        return processes.submit(_do, function, row) if processes else None
    except (BrokenExecutor, OSError):  # processes were stopped from outside, or the system starts no more
        return None


def _finish(function: Callable[[_In], _Out], row: list[_In], future: "Future[list[_Out]] | None") -> Iterable[_Out]:
    try:
        return future.result() if future else map(function, row)
    except BrokenExecutor:  # processes were stopped from outside
        return map(function, row)


def _do(function: Callable[[_In], _Out], row: list[_In]) -> list[_Out]:
    return list(map(function, row))


def _count_processors() -> int:
    """The number of processors that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


@cache
def _begin() -> Executor | None:
    """Processes that end with this one; none if the system has no locks between processes.

    All work shares them because they start slowly.
    """
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and seldom needed
    from multiprocessing import get_context  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        # a spawned process shares no thread and no open file with this one
        processes = ProcessPoolExecutor(_count_processors(), get_context("spawn"), _begin_process)
    except (ImportError, NotImplementedError, OSError):  # there is no /dev/shm
        return None
    atexit.register(processes.shutdown)  # garbage collection would report an error
    return processes


def _begin_process() -> None:
    """Prepare a process for work: an interrupt stops its parent, and it ends if its parent is gone."""
    from multiprocessing import parent_process  # noqa: PLC0415 - the same
    from threading import Thread  # noqa: PLC0415 - the same

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: "BaseProcess") -> None:
    parent.join()
    os._exit(1)  # the queue of work never ends by itself if the parent was killed
