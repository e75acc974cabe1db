"""Does large amounts of work in one process for each processor, and small amounts in this process."""

import atexit
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import cache
from itertools import chain, islice
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_MANY = 100
_AHEAD = 3
"""How many chunks wait for each process, so that none is idle."""


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
    first = list(islice(rest, limit))
    if len(first) < limit and not _begin.cache_info().currsize:
        yield from map(function, first)
        return
    things = chain(first, rest)
    waiting: deque[tuple[list[_In], Future[list[_Out]] | None]] = deque()
    try:
        while row := list(islice(things, chunk)):
            waiting.append((row, _submit(function, row)))
            if len(waiting) > _AHEAD * (os.cpu_count() or 1):
                yield from _finish(function, *waiting.popleft())
        while waiting:
            yield from _finish(function, *waiting.popleft())
    finally:
        for _, future in waiting:
            if future:
                future.cancel()


def _submit(function: Callable[[_In], _Out], row: list[_In]) -> "Future[list[_Out]] | None":
    try:
        return _begin().submit(_do, function, row)
    except BrokenExecutor:
        return None


def _finish(function: Callable[[_In], _Out], row: list[_In], future: "Future[list[_Out]] | None") -> Iterable[_Out]:
    try:
        return future.result() if future else map(function, row)
    except BrokenExecutor:  # processes were stopped from outside
        return map(function, row)


def _do(function: Callable[[_In], _Out], row: list[_In]) -> list[_Out]:
    return list(map(function, row))


@cache
def _begin() -> Executor:
    """Processes that end with this one. All work shares them because they start slowly."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and seldom needed
    from multiprocessing import get_context  # noqa: PLC0415 - slow to import, and seldom needed

    # a spawned process shares no thread and no open file with this one
    processes = ProcessPoolExecutor(
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # an interrupt stops this process, which stops the others
    )
    atexit.register(processes.shutdown)  # garbage collection would report an error
    return processes
