"""Does a piece of work beside this process, in a copy of it (`fork`), which has all that is in memory at that moment.

Nothing has to be packed for it, and it begins in a few milliseconds. It gives nothing back but the files that it writes.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from build_tools.runtime.parallel import count_processors, has_one_thread


@dataclass(slots=True)
class WorkBeside:
    """A piece of work in another process."""

    process: int | None

    def finish(self) -> bool:
        """Wait for its end, and return whether all of it was done."""
        if self.process is None:
            return False
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

    What the work raises is lost: whoever needs the error does the work again.
    """
    if count_processors() == 1 or not has_one_thread():
        return None
    try:
        process = os.fork()
    except OSError:
        return None
    return WorkBeside(process) if process else _do(work)


def _do(work: Callable[[], object]) -> WorkBeside:
    """Do the work in the copy, and end it. Nothing that this process has prepared for its end may happen twice."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        work()
        status = 0
    finally:
        os._exit(status)
