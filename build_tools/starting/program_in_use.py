"""Finds the program that a project has in it: a wheel in `vendor/`, or the copy that earlier releases made."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_tools.history.program_copy import BEGIN, PROGRAM, find_unedited_files
from build_tools.model.program_wheel import VENDOR, is_program_wheel
from build_tools.runtime.atomic_files import Staging
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.runtime.path_checks import locate
from build_tools.runtime.program_files import CHANGELOG, LOCK
from build_tools.starting.program_wheel import ProgramWheel, check_program_wheel
from build_tools.starting.project import make_scaffold

_CACHE, _UNPACKED = ".cache", "program"
_PACKAGE = re.compile(r"(?m)^([\w.-]+) ?(?:==|@)")
"""A package in a lock."""
_COPIED = (
    *(PROGRAM, "templates", "site_overrides", "docs", ".github/workflows", ".vscode", "policy_src/.schema"),
    *("pyproject.toml", LOCK, "requirements-setup.lock", "LICENSE", CHANGELOG, "Makefile", "README.md"),
    *("mkdocs.yml", ".gitignore", ".gitlab-ci.yml"),
)
"""What a project of an earlier release has of the program."""


class NoProjectError(UserError):
    """A folder is no project that can be upgraded."""


@dataclass(frozen=True)
class ProgramInUse:
    """The program of a project."""

    project: Path
    wheel: ProgramWheel | None
    """The wheel; none for a copy of the program in the project's folder."""

    @contextmanager
    def unpacked(self) -> Iterator[Path]:
        """A folder from which it can run, for as long as it is needed. Raises: OSError: it cannot be unpacked."""
        if self.wheel is None:
            yield self.project
            return
        with unpack(self.project, self.wheel) as folder:
            yield folder

    @property
    def changelog(self) -> str:
        """What it says of its changes; empty where it has no such file."""
        folder = Folder(self.project)
        if self.wheel:
            return self.wheel.bundled(CHANGELOG).decode()
        return folder.read(CHANGELOG).decode() if folder.look(CHANGELOG) else ""

    @cached_property
    def unedited_copies(self) -> frozenset[str]:
        """The files of a copied program that nobody changed since they came. Raises: HistoryError."""
        return frozenset() if self.wheel else frozenset(find_unedited_files(self.project, _COPIED))

    def find_added_packages(self, lock: bytes) -> list[str]:
        """The packages in the project's lock that are neither this program's nor in `lock`. Raises: HistoryError."""
        folder = Folder(self.project)
        if not folder.look(LOCK) or LOCK in self.unedited_copies:
            return []
        ours = self.wheel.bundled(LOCK) if self.wheel else b""
        return sorted({*_PACKAGE.findall(folder.read(LOCK).decode())} - {*_PACKAGE.findall((ours + lock).decode())})

    def find_unedited(self, name: str, time_zone: str) -> Iterator[str]:
        """Yield the files around the source that are as the program made them, by their paths. Raises: HistoryError."""
        if not self.wheel:
            yield from self.unedited_copies
            return
        folder = Folder(self.project)
        for path, content in make_scaffold(self.wheel, name, time_zone).items():
            if folder.look(path) and folder.read(path) == content:
                yield path


def find_program(project: Path) -> ProgramInUse:
    """The program of a project. Raises: NoProjectError: there is none. ProgramError: its wheel is not whole."""
    if not (project / "policy_src" / "policy.yml").is_file():
        raise NoProjectError(
            "there is no project here: policy_src/policy.yml is missing", "Name its folder: policy --project FOLDER …."
        )
    if (project / "docs" / "decisions").is_dir() and (project / PROGRAM).is_dir():
        raise NoProjectError("this is the program's own repository", "Update it with git pull.")
    folder = Folder(project)
    names = folder.names(VENDOR) if (project / VENDOR).is_dir() else []
    wheels = [path for path in (f"{VENDOR}/{name}" for name in names) if is_program_wheel(path)]
    if len(wheels) > 1:
        raise NoProjectError(f"{VENDOR}/ holds {len(wheels)} wheels", f"Remove those that {LOCK} does not name.")
    if wheels and folder.look(BEGIN):
        raise NoProjectError(
            f"this project has two programs, in {VENDOR}/ and in {PROGRAM}/, as after an upgrade that was interrupted",
            f"Take back what it did with git restore . && rm -r {VENDOR}, and upgrade again.",
        )
    if wheels:
        return ProgramInUse(project, check_program_wheel(Path(wheels[0]).name, folder.read(wheels[0]), wheels[0]))
    if not folder.holds(f"{PROGRAM}/__main__.py"):
        remedy = "Make a project with policy new, and copy its vendor/ and requirements.lock to this folder."
        raise NoProjectError(f"this project has no program: neither {VENDOR}/ nor {PROGRAM}/", remedy)
    return ProgramInUse(project, None)


@contextmanager
def unpack(project: Path, wheel: ProgramWheel) -> Iterator[Path]:
    """A new folder in the project's cache that holds a wheel, and nothing that anybody put there. Raises: OSError."""
    Folder(project).make(_CACHE)
    staging = Staging(locate(project / _CACHE / _UNPACKED, project), lambda _: True)
    try:
        for path, content in wheel.files.items():
            staging.next.create(path, content)
        yield staging.next.path
    finally:
        staging.drop()
