"""Reads every state of a source; prints the seconds, the processor's seconds and the most MB that it took."""

import resource
import sys
import time
from itertools import islice
from pathlib import Path

from build_tools.history.blobs import read_trees
from build_tools.history.repository import Repository
from build_tools.history.source_history import walk


def processor_time() -> float:
    """The seconds of this process and of git, once it has ended."""
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(part.ru_utime + part.ru_stime for part in used)


start, used = time.perf_counter(), processor_time()
with Repository(Path(sys.argv[1])) as repository:
    states = walk(repository)
    while batch := list(islice(states, 250)):
        for _ in read_trees(repository, [state.files for state in batch]):
            pass
seconds, processor = time.perf_counter() - start, processor_time() - used
print(seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
