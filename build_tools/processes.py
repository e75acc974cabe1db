"""How is much work done in as many processes as the machine has processors, and little in this one?"""

import atexit
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor
from functools import cache
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_MANY = 100
"""From how many things on it pays to begin other processes."""


def do_all(function: Callable[[_In], _Out], things: Sequence[_In], *, chunk: int) -> list[_Out]:
    """What a function, which other processes can import, makes of each thing; `chunk` in a row go to one process."""
    if len(things) < _MANY and not _begin.cache_info().currsize:
        return list(map(function, things))
    try:
        return list(_begin().map(function, things, chunksize=chunk))
    except BrokenExecutor:  # whoever runs us does not let us begin processes, or stops them
        _begin.cache_clear()
        return list(map(function, things))


@cache
def _begin() -> Executor:
    """Processes that end with this one. To begin them takes long, so that all work shares them."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and seldom needed
    from multiprocessing import get_context  # noqa: PLC0415 - the same

    # a process that is begun anew shares no thread and no open file with this one
    processes = ProcessPoolExecutor(mp_context=get_context("spawn"))
    atexit.register(processes.shutdown)  # left to garbage collection, it complains
    return processes
