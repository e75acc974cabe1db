"""Does work in several processes, as a program that tests stop from outside: `python -m tests.runtime.parallel_run`."""

import os
import signal
import sys
import time
from multiprocessing import parent_process
from pathlib import Path

from build_tools.runtime.parallel import do_each

THINGS = range(120)


def note_process(number: int) -> int:
    """Write the number of another process into the folder of the run, and give the square."""
    if parent_process():
        Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(0.02)
    return number * number


def kill_process_once(number: int) -> int:
    """Kill another process at its first number, once in a run; give the square."""
    mark = Path(sys.argv[1], "killed")
    time.sleep(0.02)
    if parent_process() and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def stay_long(number: int) -> int:
    """Take a minute in another process, and tell that it has begun; give the square."""
    if parent_process():
        note_process(number)
        time.sleep(60)
    return number * number


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell without job control makes its jobs ignore it
    if sys.argv[2] == "killed worker":
        _say(str(list(do_each(kill_process_once, THINGS, chunk=2))))
    else:
        for _ in do_each(stay_long if sys.argv[2] == "long work" else note_process, THINGS, chunk=2):
            _say("working")
        _say("done")
