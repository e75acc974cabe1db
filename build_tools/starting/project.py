"""Makes the files of a project around a source: the program as a wheel, its lock, commands and workflows."""

import re
from collections.abc import Mapping
from pathlib import Path

from build_tools.history.git_init import init_repository, is_in_repository
from build_tools.runtime.atomic_files import create_folder
from build_tools.runtime.program_files import LOCK
from build_tools.starting.program_wheel import ProgramWheel

_SKELETON = {name: name for name in ("README.md", "Makefile", "mkdocs.yml")} | {"gitignore": ".gitignore"}
"""The files that are only for projects: their names in the program and in the project."""
_WORKFLOWS = (
    *(f".github/workflows/{name}.yml" for name in ("nightly", "publish", "pull-request", "site")),
    ".gitlab-ci.yml",
)
_EDITOR = (".vscode/extensions.json", ".vscode/settings.json")
_ZONE = re.compile(rb"(?m)^( *timezone: )\S+")
_MANUAL = re.compile(rb"docs/([\w-]+)\.md")
_ONLY_HERE = b"\n# Measures the program's speed"
"""What follows this line of .gitlab-ci.yml is for this program and not for projects."""
_PINNED = b"\n# The program itself: a file of this project, for which no index is asked.\n"
_SUBJECT = "Begin with what is known of our policy"


def make_files(wheel: ProgramWheel, source: Mapping[str, bytes], name: str, time_zone: str) -> dict[str, bytes]:
    """The files of a project with its source; `name` is the company's, and its days begin in `time_zone` (IANA).

    Raises: ProgramError: the wheel lacks one.
    """
    return {**source, **make_scaffold(wheel, name, time_zone), **make_program(wheel)}


def make_program(wheel: ProgramWheel) -> dict[str, bytes]:
    """The program of a project: the wheel, and the lock with its hash. Raises: ProgramError."""
    pinned = f"./{wheel.path} --hash=sha256:{wheel.digest}\n".encode()
    return {wheel.path: wheel.content, LOCK: wheel.bundled(LOCK).rstrip() + b"\n" + _PINNED + pinned}


def make_scaffold(wheel: ProgramWheel, name: str, time_zone: str) -> dict[str, bytes]:
    """The files that a company may change, and that an upgrade replaces unless it did. Raises: ProgramError."""
    skeleton = {path: wheel.skeleton(entry).replace(b"@NAME@", name.encode()) for entry, path in _SKELETON.items()}
    workflows = {path: _for_project(wheel.bundled(path), time_zone) for path in _WORKFLOWS}
    return {**skeleton, **workflows, **{path: wheel.bundled(path) for path in _EDITOR}}


def write_project(target: Path, content: Mapping[str, bytes], name: str, mailbox: str, *, git: bool = True) -> bool:
    """Write a project to a new or empty folder, or nothing. Returns whether it has a new history, with a first commit.

    Raises: ForeignFilesError: the folder is not empty. HistoryError: git refuses. OSError: it cannot be written.
    """
    begins = git and not is_in_repository(target)

    def finish(folder: Path) -> None:
        if begins:
            init_repository(folder, _SUBJECT, name, mailbox)

    create_folder(target, content, finish)
    return begins


def _for_project(workflow: bytes, time_zone: str) -> bytes:
    workflow = workflow.partition(_ONLY_HERE)[0]
    return _MANUAL.sub(rb"policy manual \1", _ZONE.sub(rb"\g<1>" + time_zone.encode(), workflow))
