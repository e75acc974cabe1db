"""Writes the demo as a project with its own git repository."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from hashlib import sha256
from pathlib import Path

from build_tools.history.written_history import WrittenCommit, write_history
from build_tools.runtime.atomic_files import create_folder
from build_tools.runtime.files import Folder
from build_tools.runtime.path_checks import locate
from build_tools.runtime.program_files import LAYOUTS, SETTINGS, THEME, program_path
from build_tools.starting.demo.story import make_commits

MARK = ".policy-demo"
"""The file that marks a folder as a demo, with the fingerprint of its history."""
_SOURCE = "policy_src"
_AUTHOR, _MAILBOX = "Demo", "demo@traceloom.example"
_IGNORED = f"/site/\n/.cache/\n/{MARK}\n.*.new/\n"
_BANNER = "Demo with an invented history: the real policy of TraceLoom has not changed like this."


class Made(Enum):
    """What a call of `make_demo` found and did."""

    NEW = "new"
    SAME = "same"
    """The folder had this demo already, perhaps with edits."""
    EARLIER = "earlier"
    """The folder had the demo of another day, or of another version of this program."""


def make_demo(folder: Path, today: date) -> Made:
    """Make a missing or empty folder the demo of a day. A folder that is a demo already stays as it is.

    Raises: ForeignFilesError: the folder has other files. HistoryError: git refuses. OSError: it cannot be written.
    """
    commits = tuple(make_commits(dict(_base_files()), today))
    mark, place = _fingerprint(commits), locate(folder)
    if place.holds(MARK):
        return Made.SAME if place.read(MARK) == mark else Made.EARLIER
    create_folder(folder, {MARK: mark}, lambda made: write_history(made, commits, _AUTHOR, _MAILBOX))
    return Made.NEW


def _base_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files with which the history begins: TraceLoom's source, and the program's layouts and theme."""
    for name in (_SOURCE, LAYOUTS, THEME):
        place = program_path(name)
        for entry in Folder(place.parent, place.name).walk(hidden=False):
            yield f"{name}/{entry.path}", Folder(place.parent, place.name).read(entry.path)
    settings = program_path(SETTINGS).read_text(encoding="utf-8")
    yield SETTINGS, _with_banner(settings).encode()
    yield ".gitignore", _IGNORED.encode()


def _with_banner(settings: str) -> str:
    """The settings of MkDocs with a banner at the top of each page."""
    banner = f'extra:\n  banner: "{_BANNER}"\n'
    return settings.replace("extra:\n", banner, 1) if "\nextra:\n" in settings else f"{settings}\n{banner}"


def _fingerprint(commits: tuple[WrittenCommit, ...]) -> bytes:
    digest = sha256()
    for commit in commits:
        digest.update(f"{commit.moment} {commit.subject}\n".encode())
        for path, content in commit.files.items():
            digest.update(f"{path} {sha256(content).hexdigest()}\n".encode())
    return f"{digest.hexdigest()}\n".encode()
