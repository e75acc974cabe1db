"""Runs `policy notice` many times, each in a process that is forked from one that has read the history already.

A run is the real command in a real process. Only the source and its history are not read anew, and the newest
publication stands under many names. The starter answers each order in JSON, one a line. A run may be killed after a
while, with or without the git commands that it has begun.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, NoReturn, Self, cast

from build_tools.cli import main, notice
from build_tools.history.notice_records import NoticeRecords
from build_tools.notices.send_due import make_notice, send_once
from build_tools.project.project import Project
from tests.support.announced_story import announce
from tests.support.projects import ENVIRONMENT, ROOT
from tests.support.story import Change, SampleProject, Story, git, keep

DAY = "2025-03-03"
TO = "customers@lists.example.com"
NOW = datetime(2025, 12, 15, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    """What is to be run: `policy notice NAME`, with these options."""

    name: str
    options: tuple[str, ...] = ("--send",)
    server: str = ""
    """The address of the mail server."""
    patience: float = 30
    kill_after: float = -1
    """After how many seconds the run is killed; never if it is below 0."""
    spares_git: bool = True
    """Whether the git commands of a run that is killed go on."""
    clock: float = 0
    """By how many seconds the clock of the run is wrong."""


@dataclass(frozen=True)
class Ended:
    """How a run has ended."""

    status: int
    said: str
    seconds: float


class Starter:
    """A process that runs notices in a clone, one at a time. Use it in a `with`."""

    def __init__(self, clone: Path, names: int) -> None:
        """`names` is how many publications there are."""
        words = [sys.executable, "-m", "tests.notices.notice_runs", str(clone), str(names)]
        self._process = Popen(words, cwd=ROOT, env=ENVIRONMENT, stdin=PIPE, stdout=PIPE)

    def __enter__(self) -> Self:
        self._answer()  # it is ready
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def begin(self, order: Order) -> Callable[[], Ended]:
        """Begin a run. What is returned waits for its end."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        self._process.stdin.flush()
        return lambda: Ended(**json.loads(self._answer()))

    def run(self, order: Order) -> Ended:
        """Run it to its end."""
        return self.begin(order)()

    def _answer(self) -> bytes:
        line = cast(IO[bytes], self._process.stdout).readline()
        assert line, "the starter has ended"
        return line


def name_of(number: int) -> str:
    """The name of a publication, by its number from 1."""
    return DAY if number == 1 else f"{DAY}.{number}"


def write_project(folder: Path) -> tuple[SampleProject, Path]:
    """A project with a material change, and the bare repository that it is shared through."""
    story = Story()
    address = ("  language: en\n", "  address: https://privacy.traceloom.example\n  language: en\n")
    gaps = story.files()["policy_src/known_gaps.yml"].content.partition(b"  - gap: site-without-address")[0]
    files: dict[str, Change] = {"policy_src/policy.yml": address, "policy_src/known_gaps.yml": gaps}
    story.publish("2025-02-01T12:00:00-07:00", files)
    story.publish(f"{DAY}T12:00:00-07:00", {**keep("P180D"), **announce("longer", title="We keep logs for longer")})
    project, origin = story.write(folder / "project"), folder / "origin"
    git(folder, "clone", "--quiet", "--bare", str(project.folder), str(origin))
    project.git("remote", "add", "origin", str(origin))
    return project, origin


def serve(clone: Path, names: int) -> None:
    """Run what standard input orders, until it ends."""
    flow = _read(clone, names)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = Order(**json.loads(line))
        sys.stdout.write(json.dumps(asdict(_run(flow, clone, order))) + "\n")
        sys.stdout.flush()


def _read(clone: Path, names: int) -> Project:
    """The history of a clone, whose newest publication stands under many names, with all that a notice needs."""
    flow = Project.of_folder(clone, NOW)
    newest = flow.publications[-1]
    copies = tuple(replace(newest, name=name_of(number)) for number in range(1, names + 1))
    flow.__dict__["publications"] = (*flow.publications[:-1], *copies)
    make_notice(flow, newest, TO, NOW)
    return flow


def _run(flow: Project, clone: Path, order: Order) -> Ended:
    """Run the command in a process of its own."""
    begun = time.monotonic()
    read_end, write_end = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read_end)
        os.setsid()
        os.dup2(write_end, 2)
        _become(flow, clone, order)
    os.close(write_end)
    if order.kill_after >= 0:
        time.sleep(order.kill_after)
        (os.kill if order.spares_git else os.killpg)(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.set_blocking(read_end, False)  # a git command that goes on may hold the other end
    with os.fdopen(read_end, "rb") as said:
        words = (said.read() or b"").decode()
    return Ended(os.waitstatus_to_exitcode(status), words, time.monotonic() - begun)


def _become(flow: Project, clone: Path, order: Order) -> NoReturn:
    """Be the command."""
    try:
        moved = replace(flow, now=NOW + timedelta(seconds=order.clock))
        moved.__dict__.update({key: value for key, value in flow.__dict__.items() if key != "now"})
        for owner, name, value in (
            (Project, "of_folder", lambda *_arguments, **_options: moved),
            (notice, "NoticeRecords", partial(NoticeRecords, patience=order.patience)),
            (notice, "send_once", partial(send_once, patience=order.patience)),
        ):
            setattr(owner, name, value)
        os.environ.update(POLICY_SMTP=order.server, POLICY_NOTICE_TO=TO)  # noqa: TID251
        main(["--project", str(clone), "notice", order.name, *order.options], standalone_mode=True)
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException as error:  # noqa: BLE001 - reported as what no run may say
        sys.stderr.write(f"Traceback: {error!r}")
        status = 70
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
