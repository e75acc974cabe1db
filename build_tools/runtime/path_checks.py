"""Checks the paths that a person names: links below the project are refused, links elsewhere are followed."""

import os
from pathlib import Path

from build_tools.runtime.files import LARGEST, Folder
from build_tools.runtime.paths import Entry, RefusedPathError, refuse_large, refuse_link, refuse_other

_SOURCES = ("policy_src", "templates", "site_overrides", ".cache/policy")
"""The folders of a project that no output may replace."""
_ELSEWHERE = "Name a new folder outside of it."


def locate(place: Path, project_folder: Path | None = None, *, is_file: bool = False) -> Folder:
    """The folder or file at a path. Links below the project folder are not followed.

    Outside of the project, links are followed, except in the name of a file.

    Raises: RefusedPathError: it is the root of a disk.
    """
    full = Path(os.path.abspath(place))  # noqa: PTH100 - resolve() would follow links that must not be followed
    within = project_folder.resolve() if project_folder else None
    for around in reversed(full.parents):
        if within and around.resolve().is_relative_to(within):
            return Folder(around, full.relative_to(around).as_posix())
    real = full.parent.resolve() / full.name if is_file else place.resolve()
    if not real.name:
        raise RefusedPathError(place, "this is the root of the disk", "Name a new folder.")
    return Folder(real.parent, real.name)


def check_output_folder(place: Folder, project_folder: Path | None = None, *others: Path) -> None:
    """Check that the content of a folder may be replaced. It must not be in one of `others`, or hold one.

    Raises: RefusedPathError: it is the user's home, in a git repository, or in the source, or holds the source.
    """
    real = place.path.resolve()
    if real == _home():
        raise RefusedPathError(place, "this is your home folder", "Name a new folder in it.")
    if ".git" in {step.casefold() for step in real.parts}:
        raise RefusedPathError(place, "this is inside a .git folder", _ELSEWHERE)
    root = project_folder.resolve() if project_folder else None
    sources = (root, *(root / name for name in _SOURCES)) if root else ()
    for other in (*sources, *(path.resolve() for path in others)):
        if other.is_relative_to(real):
            raise RefusedPathError(place, f"this holds {other}", _ELSEWHERE)
        if other != root and real.is_relative_to(other):
            raise RefusedPathError(place, f"this is inside {other}", _ELSEWHERE)


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # the user has none
        return None


def check_no_link(project_folder: Path, path: str) -> None:
    """Check that neither a path below the project folder nor a folder on the way is a link. It may be missing.

    Raises: RefusedPathError: a link is found.
    """
    entry = Folder(project_folder).look(path)
    if entry and entry.is_link:
        raise refuse_link(project_folder / path)


def check_folder(folder: Folder) -> None:
    """Check that a folder holds only folders and regular files of at most `LARGEST` bytes.

    Hidden links that lead nowhere are ignored: editors mark open files in this way (Emacs).

    Raises: RefusedPathError: it is a link, or holds something else. OSError: it cannot be read.
    """
    if folder.base:
        check_no_link(folder.root, folder.base)
    for entry in folder.walk():
        place = folder.path / entry.path
        if not entry.is_link or place.exists() or not place.name.startswith("."):
            _check(entry, place)


def check_file(folder: Folder, path: str) -> None:
    """Check that a path is a regular file of at most `LARGEST` bytes, or missing.

    Raises: RefusedPathError: it is something else, or leads through a link.
    """
    if entry := folder.look(path):
        _check(entry, folder.path / path)


def _check(entry: Entry, place: Path) -> None:
    if entry.is_link:
        raise refuse_link(place)
    if not entry.is_file:
        raise refuse_other(place)
    if entry.size > LARGEST:
        raise refuse_large(place, LARGEST)
