"""Does a piece of work beside this process, in a copy of it (`fork`), which has all that is in memory at that moment.

Nothing has to be packed for it, and it begins in a few milliseconds.
"""

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import BinaryIO, NoReturn, TypeVar

from build_tools.runtime.parallel import count_processors, has_one_thread

_Made = TypeVar("_Made")


@dataclass(slots=True)
class WorkBeside:
    """A piece of work in another process."""

    process: int | None

    def finish(self) -> bool:
        """Wait for its end, and return whether all of it was done."""
        if self.process is None:
            return False
        status = 1
        with suppress(ChildProcessError):  # the parent of this process may ignore SIGCHLD
            _, status = os.waitpid(self.process, 0)
        self.process = None
        return status == 0

    def stop(self) -> None:
        """End it, unless it has ended."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
            self.finish()


def begin_beside(work: Callable[[], object]) -> WorkBeside | None:
    """Begin a piece of work; none on a single processor, or where this process cannot be copied safely.

    An error of the work is lost. A caller that needs it does the work again.
    """
    if count_processors() == 1 or not has_one_thread():
        return None
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # else it could interrupt the copy in our code
    try:
        process = os.fork()
        if not process:
            _do(work, blocked)
    except OSError:
        return None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return WorkBeside(process)


def make_beside(make: Callable[[], Iterable[_Made]]) -> Iterator[_Made]:
    """The things that `make` gives, in order, made from now on beside this process if that is possible.

    `make` is called in this process too if the work fails, and must give the same again.
    """
    handle, writer = os.pipe()
    reader = os.fdopen(handle, "rb")
    work = begin_beside(partial(_send, make, reader, writer))
    os.close(writer)
    if work is None:
        reader.close()
        return iter(make())
    return _receive(work, reader, make)


def _send(make: Callable[[], Iterable[object]], reader: BinaryIO, writer: int) -> None:
    reader.close()  # else the copy would wait for ever if the process that reads ends before
    things = list(make())  # a pipe holds little, and nobody reads it before all are made
    with os.fdopen(writer, "wb") as pipe:
        for thing in things:
            pickle.dump(thing, pipe, pickle.HIGHEST_PROTOCOL)


def _receive(work: WorkBeside, reader: BinaryIO, make: Callable[[], Iterable[_Made]]) -> Iterator[_Made]:
    count = 0
    try:
        with reader as pipe, suppress(EOFError, pickle.UnpicklingError):
            while True:
                thing: _Made = pickle.load(pipe)  # noqa: S301 - from the copy of this process
                count += 1
                yield thing
        if not work.finish():
            yield from islice(make(), count, None)
    finally:
        work.stop()


def _do(work: Callable[[], object], blocked: Iterable[int]) -> NoReturn:
    """Do the work in the copy, and end it. Nothing that this process has prepared for its end may happen twice."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        work()
        status = 0
    finally:
        os._exit(status)
