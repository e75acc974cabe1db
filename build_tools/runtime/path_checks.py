"""Checks the paths that a person names: links below the project are refused, links elsewhere are followed."""

import os
from contextlib import suppress
from pathlib import Path

from build_tools.runtime.files import LARGEST, Folder
from build_tools.runtime.paths import Entry, RefusedPathError, refuse_large, refuse_link, refuse_other

_SOURCES = ("policy_src", "templates", "site_overrides", ".cache/policy")
"""The folders of a project that no output may replace."""
_ELSEWHERE = "Name a new folder outside of it."


def locate(place: Path, project_folder: Path | None = None, *, is_file: bool = False) -> Folder:
    """The folder or file at a path. Only links outside of the project are followed, not in the name of a file."""
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
    """Refuse a folder whose content must not be replaced, such as one in the source, a repository or `others`."""
    real, home = place.path.resolve(), None
    with suppress(RuntimeError):  # the user has none
        home = Path.home().resolve()
    if real == home:
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


def check_no_link(project_folder: Path, path: str) -> None:
    """Refuse a path below the project folder that is a link or leads through one. It may be missing."""
    entry = Folder(project_folder).look(path)
    if entry and entry.is_link:
        raise refuse_link(project_folder / path)


def check_folder(folder: Folder) -> None:
    """Refuse links and large files in a folder, but not hidden links to nowhere, with which Emacs marks open files."""
    if folder.base:
        check_no_link(folder.root, folder.base)
    for entry in folder.walk():
        place = folder.path / entry.path
        if not entry.is_link or place.exists() or not place.name.startswith("."):
            _check(entry, place)


def check_file(folder: Folder, path: str) -> None:
    """Refuse a path that is neither missing nor a regular file of at most `LARGEST` bytes."""
    if entry := folder.look(path):
        _check(entry, folder.path / path)


def _check(entry: Entry, place: Path) -> None:
    if entry.is_link:
        raise refuse_link(place)
    if not entry.is_file:
        raise refuse_other(place)
    if entry.size > LARGEST:
        raise refuse_large(place, LARGEST)
