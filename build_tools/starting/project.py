"""Collects and writes the files of a complete project: the program, the layouts, the theme and a source."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from build_tools.history.git_init import init_repository, is_in_repository
from build_tools.runtime.atomic_files import create_folder
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.source.json_schemas import make_schemas

_FOLDERS = ("build_tools", "templates", "site_overrides", ".github", ".vscode")
_MANUALS = (
    "docs/ci.md",
    "docs/commands.md",
    "docs/editing.md",
    "docs/editor.png",
    "docs/publishing.md",
    "docs/second-reader.md",
    "docs/source.md",
)
_FILES = (
    "mkdocs.yml",
    "pyproject.toml",
    "requirements.lock",
    "requirements-setup.lock",
    "CHANGELOG.md",
    "LICENSE",
    ".gitlab-ci.yml",
    *_MANUALS,
)
_NEEDED = ("build_tools", "templates", "site_overrides", "mkdocs.yml", "pyproject.toml", "requirements.lock")
_OWN_WORKFLOWS = (".github/workflows/tests", ".github/workflows/bench")
_SKELETON = {name: name for name in ("README.md", "Makefile")} | {"gitignore": ".gitignore"}
"""The files of the company itself: their names here and in the project."""
_NIGHTLY = ".github/workflows/nightly.yml"
_ZONE = re.compile(rb"(?m)^( *timezone: )\S+")
_SUBJECT = "Begin with what is known of our policy"


class ProgramError(UserError):
    """The program was installed without the files of a project."""


def read_program(root: Path) -> dict[str, bytes]:
    """The files of every project: this program, its layouts and its theme, by their paths.

    Raises: ProgramError: files are missing. RefusedPathError: a file is a link, or not an ordinary file.
    """
    if missing := [name for name in _NEEDED if not (root / name).exists()]:
        raise ProgramError(
            f"a project needs the program's own files, and {missing[0]} is not in {root}. "
            "Run it from a clone of its repository."
        )
    return dict(sorted(_walk(root)))


def make_files(
    program: Mapping[str, bytes], source: Mapping[str, bytes], name: str, time_zone: str
) -> dict[str, bytes]:
    """The files of a project with its source; `name` is the company's, and its days begin in `time_zone` (IANA)."""
    skeleton = files("build_tools.starting") / "skeleton"
    own = {path: (skeleton / entry).read_bytes().replace(b"@NAME@", name.encode()) for entry, path in _SKELETON.items()}
    schemas = {f"policy_src/.schema/{path}": text.encode() for path, text in make_schemas().items()}
    files_ = {**program, **own, **schemas, **source}
    if _NIGHTLY in program:
        files_[_NIGHTLY] = _ZONE.sub(rb"\g<1>" + time_zone.encode(), program[_NIGHTLY])
    return files_


def layouts_of(program: Mapping[str, bytes]) -> dict[str, bytes]:
    """The layouts among the files of the program."""
    return {path: data for path, data in program.items() if path.startswith("templates/")}


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


def _walk(root: Path) -> Iterator[tuple[str, bytes]]:
    folder = Folder(root)
    for name in _FILES:
        if folder.look(name):
            yield name, folder.read(name)
    for name in _FOLDERS:
        for entry in folder.walk(name):
            rest = entry.path.removeprefix(name).split("/")
            is_hidden = any(step.startswith(".") or step in {"__pycache__", "node_modules"} for step in rest)
            if not is_hidden and not entry.path.endswith((".pyc", "~")) and not entry.path.startswith(_OWN_WORKFLOWS):
                yield entry.path, folder.read(entry.path)
