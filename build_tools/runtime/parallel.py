"""How is much work done in as many processes as the machine has processors, and little in this one?"""

import atexit
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
"""From how many things on it pays to begin other processes."""
_AHEAD = 3
"""How many chunks are handed over for each process, before the first is back: enough that none waits."""


def do_all(function: Callable[[_In], _Out], things: Sequence[_In], *, chunk: int, many: int = _MANY) -> list[_Out]:
    """What a function, which other processes can import, makes of each thing; `chunk` in a row go to one process.

    Fewer than `many` are done in this one, unless others have begun.
    """
    if len(things) < many and not _begin.cache_info().currsize:
        return list(map(function, things))
    try:
        return list(_begin().map(function, things, chunksize=chunk))
    except BrokenExecutor:  # whoever runs us does not let us begin processes, or stops them
        _begin.cache_clear()
        return list(map(function, things))


def do_each(function: Callable[[_In], _Out], things: Iterable[_In], *, chunk: int) -> Iterator[_Out]:
    """The same for things that are not to be held all at once: yield what comes of each, in order."""
    rest = iter(things)
    first = list(islice(rest, _MANY))
    if len(first) < _MANY and not _begin.cache_info().currsize:
        yield from map(function, first)
        return
    waiting: deque[tuple[list[_In], Future[list[_Out]] | None]] = deque()
    try:
        for row in _in_rows(chain(first, rest), chunk):
            waiting.append((row, _hand_over(function, row)))
            if len(waiting) > _AHEAD * _count():
                yield from _take_back(function, *waiting.popleft())
        while waiting:
            yield from _take_back(function, *waiting.popleft())
    finally:
        for _, future in waiting:
            if future:
                future.cancel()


def _in_rows(things: Iterator[_In], length: int) -> Iterator[list[_In]]:
    while row := list(islice(things, length)):
        yield row


def _hand_over(function: Callable[[_In], _Out], row: list[_In]) -> "Future[list[_Out]] | None":
    """What will come of things in another process; none where there can be no other."""
    try:
        return _begin().submit(_do, function, row)
    except BrokenExecutor:
        return None


def _take_back(function: Callable[[_In], _Out], row: list[_In], future: "Future[list[_Out]] | None") -> Iterable[_Out]:
    try:
        return future.result() if future else map(function, row)
    except BrokenExecutor:  # the same
        return map(function, row)


def _do(function: Callable[[_In], _Out], row: list[_In]) -> list[_Out]:
    return list(map(function, row))


def _count() -> int:
    """How many processors there are."""
    from multiprocessing import cpu_count  # noqa: PLC0415 - slow to import, and seldom needed

    return cpu_count()


@cache
def _begin() -> Executor:
    """Processes that end with this one. To begin them takes long, so that all work shares them."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and seldom needed
    from multiprocessing import get_context  # noqa: PLC0415 - the same

    # a process that is begun anew shares no thread and no open file with this one
    processes = ProcessPoolExecutor(
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # who stops the command stops this process, and it ends the others
    )
    atexit.register(processes.shutdown)  # left to garbage collection, it complains
    return processes
