"""Shares expensive results, such as a built site, between test processes."""

import atexit
import fcntl
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.support.projects import ENVIRONMENT


@cache
def shared_folder() -> Path:
    """A folder of this run of tests, the same in all its processes; the last of them to end removes it."""
    run = ENVIRONMENT.get("PYTEST_XDIST_TESTRUNUID")
    if not run:
        folder = Path(tempfile.mkdtemp(prefix="policy-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder
    folder = Path(tempfile.gettempdir(), f"policy-tests-{run}")
    folder.mkdir(mode=0o700, exist_ok=True)
    mark = folder / f"{_process()}.runs"
    mark.touch()
    atexit.register(_leave, folder, mark)
    return folder


def turn() -> int:
    """The number of this process among those that test, from 0."""
    return int((re.search(r"\d+$", _process()) or ["0"])[0])


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Make a folder, if it is not there, and let no other process do the same meanwhile."""
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _process() -> str:
    return ENVIRONMENT.get("PYTEST_XDIST_WORKER", "")


def _leave(folder: Path, mark: Path) -> None:
    mark.unlink(missing_ok=True)
    if not list(folder.glob("*.runs")):
        shutil.rmtree(folder, ignore_errors=True)
