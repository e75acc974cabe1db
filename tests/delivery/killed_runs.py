"""Publishes many times, each time in a separate process that is killed at a step.

Started as a program: it reads a line for each run, a JSON object with `project`, `target`, `step` (what counts as one)
and `number` (before which one the run is killed; 0 for none), and answers with the run's exit status, or `killed`. What
the history says is worked out once; what is forked from there does all that `policy publish` does.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, Self

import build_tools.delivery.bucket  # noqa: F401 - each run has it then
from build_tools.delivery.built_site import BuiltSite, read_site
from build_tools.delivery.lease import LOCK
from build_tools.delivery.publish import check_site, publish
from build_tools.delivery.target import open_target
from build_tools.project.project import Project
from tests.delivery.built_projects import NAMES, TODAY
from tests.support.projects import ENVIRONMENT, ROOT

_CHANGES = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"}


class Killer:
    """Begins runs, and ends them."""

    def __init__(self, service: str) -> None:
        words = [sys.executable, "-m", "tests.delivery.killed_runs", service]
        self._process = Popen(words, cwd=ROOT, env={**ENVIRONMENT, **NAMES}, stdin=PIPE, stdout=PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, project: Path, target: str | Path, step: str, number: int) -> str:
        """Publish until the run is killed before a step: its exit status, or `killed`."""
        assert self._process.stdin
        assert self._process.stdout
        told = {"project": str(project), "target": str(target), "step": step, "number": number}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


def _is_put(event: str, arguments: tuple[Any, ...]) -> bool:
    return event == "http.client.send" and bytes(arguments[1]).startswith(b"PUT ")


def _is_file(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an object is about to be written that is not the lock."""
    return _is_put(event, arguments) and LOCK.encode() not in bytes(arguments[1]).partition(b"\r\n")[0]


def _is_change(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether something is about to change at the target: below a folder named so, or by a name in an open folder."""
    opened = event == "open" and bool(arguments[2] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR))
    places = [str(argument) for argument in arguments[:2] if isinstance(argument, str | Path)]
    return (event in _CHANGES or opened) and any("/target" in place or "/" not in place for place in places)


_STEPS: dict[str, Callable[[str, tuple[Any, ...]], bool]] = {"put": _is_put, "file": _is_file, "change": _is_change}


@cache
def _read(project: str) -> tuple[Project, BuiltSite]:
    """The history of a project, and its site, checked."""
    flow, site = Project.of_folder(Path(project), datetime.now(UTC), TODAY), read_site(Path(project, "site"))  # noqa: TID251
    check_site(flow, site)
    return flow, site


def _run(told: dict[str, Any]) -> int:
    """One run, in this process."""
    left = told["number"]

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if left and _STEPS[told["step"]](event, arguments):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    publish(*_read(told["project"]), open_target(told["target"], endpoint=sys.argv[1], patience=0.1), is_dry=False)
    return 0


def _serve() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        _read(told["project"])
        child = os.fork()
        if not child:
            try:
                os._exit(_run(told))
            except BaseException:  # noqa: BLE001 - its parent's rest is none of its business
                traceback.print_exc()
                os._exit(3)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    _serve()
