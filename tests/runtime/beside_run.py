"""Does work beside a process that has one thread, which a worker of pytest has not; `test_beside` runs it."""

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from build_tools.runtime import beside, parallel


def _make(parent: int, *, is_whole: bool) -> Iterator[int | str]:
    yield from range(3)
    if os.getpid() == parent:
        yield "parent"
    elif not is_whole:
        raise ValueError
    else:
        yield "copy"


def main(folder: Path, way: str) -> None:
    """Begin the work of a way, and print how it ended."""
    parallel.count_processors.__globals__["os"].sched_getaffinity = lambda _: {0} if way == "one processor" else {0, 1}
    atexit.register(print, "end")
    sys.stdout.write("begin\n")  # not flushed: the copy has it too
    if way == "two threads":
        threading.Thread(target=time.sleep, args=(1,)).start()
    if way == "ignores ends":
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    if way == "is killed":
        _made = beside.make_beside(lambda: [bytes(1_000_000)])  # more than a pipe holds
        os._exit(9)
    if way.startswith("makes"):
        made = [str(found) for found in beside.make_beside(partial(_make, os.getpid(), is_whole=way == "makes"))]
        sys.stdout.write(f"{made}\n")
        return
    works = {"fails": lambda: 1 / 0, "is slow": lambda: time.sleep(60)}
    work = beside.begin_beside(works.get(way, lambda: (folder / "made").write_text("beside")))
    if work is None:
        sys.stdout.write("none\n")
    elif way == "is slow":
        work.stop()
        sys.stdout.write(f"stopped {work.finish()}\n")
    else:
        sys.stdout.write(f"{work.finish()}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
