"""Finds the program that a project has in it: a wheel in `vendor/`, or the copy that earlier releases made."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_tools.history.program_copy import PROGRAM, find_unedited_files
from build_tools.model.program_wheel import VENDOR, is_program_wheel
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.runtime.program_files import CHANGELOG, LOCK
from build_tools.starting.program_wheel import ProgramError, ProgramWheel, check_program_wheel
from build_tools.starting.project import make_scaffold

_UNPACKED = ".cache/programs"
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

    @property
    def folder(self) -> Path:
        """A folder from which it can run. Raises: OSError: it cannot be unpacked."""
        return unpack(self.project, self.wheel) if self.wheel else self.project

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
    wheels = [path for path in (f"{VENDOR}/{name}" for name in folder.names(VENDOR)) if is_program_wheel(path)]
    if len(wheels) > 1:
        raise NoProjectError(f"{VENDOR}/ holds {len(wheels)} wheels", f"Remove those that {LOCK} does not name.")
    if wheels:
        return ProgramInUse(project, check_program_wheel(Path(wheels[0]).name, folder.read(wheels[0]), wheels[0]))
    if not folder.holds(f"{PROGRAM}/__main__.py"):
        remedy = "Make a project with policy new, and copy its vendor/ and requirements.lock to this folder."
        raise NoProjectError(f"this project has no program: neither {VENDOR}/ nor {PROGRAM}/", remedy)
    return ProgramInUse(project, None)


def unpack(project: Path, wheel: ProgramWheel) -> Path:
    """The folder to which a wheel is unpacked, in the project's cache. Raises: ProgramError, OSError."""
    folder = Folder(project) / f"{_UNPACKED}/{wheel.digest[:16]}"
    for path, content in wheel.files.items():
        try:
            folder.write(path, content)
        except OSError as error:
            raise ProgramError(f"{wheel.name} cannot be unpacked to {folder}: {error.strerror}.") from None
    return folder.path
