"""Finds out what a place that a person has named is: below the project, where links count, or elsewhere."""

import os
from pathlib import Path

from build_tools.runtime.files import LARGEST, Folder
from build_tools.runtime.paths import Entry, RefusedPathError, refuse_link, refuse_other

_GIT = ".git"
_SOURCES = ("policy_src", "templates", "site_overrides", ".cache/policy")
"""The folders of a project that nothing else is written to."""
_ELSEWHERE = "Name a new folder outside of it."


def locate(place: Path, project: Path | None = None, *, is_file: bool = False) -> Folder:
    """A place as a folder, or as a file, of which the links below the project's folder are not followed.

    Outside of the project the way is the person's own: its links are followed, except that of a file's own name.

    Raises: RefusedPathError: it is the root of a disk.
    """
    full = Path(os.path.abspath(place))  # noqa: PTH100 - resolve() would follow links that must not be followed
    own = project.resolve() if project else None
    for around in reversed(full.parents):
        if own and around.resolve().is_relative_to(own):
            return Folder(around, full.relative_to(around).as_posix())
    real = full.parent.resolve() / full.name if is_file else place.resolve()
    if not real.name:
        raise RefusedPathError(place, "this is the root of the disk", "Name a new folder.")
    return Folder(real.parent, real.name)


def check_output_folder(place: Folder, project: Path | None = None, *others: Path) -> None:
    """See that a folder whose whole content is to be replaced is no place for something else.

    `others` are folders that it must not lie in, nor hold.

    Raises: RefusedPathError: it is the home of the user, or in a repository of git, or in the source or holds it.
    """
    real = place.path.resolve()
    if real == _home():
        raise RefusedPathError(place, "this is your home", "Name a new folder in it.")
    if _GIT in {step.casefold() for step in real.parts}:
        raise RefusedPathError(place, "this is within a repository of git", _ELSEWHERE)
    own = project.resolve() if project else None
    for other in (*((own, *(own / name for name in _SOURCES)) if own else ()), *(one.resolve() for one in others)):
        if other.is_relative_to(real):
            raise RefusedPathError(place, f"this holds {other}", _ELSEWHERE)
        if other != own and real.is_relative_to(other):
            raise RefusedPathError(place, f"this is within {other}", _ELSEWHERE)


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # the user has none
        return None


def check_no_link(project: Path, path: str) -> None:
    """See that no link is at a path below the project's folder, or on the way to it; it may be missing.

    Raises: RefusedPathError: there is one.
    """
    entry = Folder(project).look(path)
    if entry and entry.is_link:
        raise refuse_link(project / path)


def check_folder(folder: Folder) -> None:
    """See that a folder that another program copies holds folders and ordinary files alone, of a size to be expected.

    A hidden link that leads nowhere shows nothing to anybody: an editor notes so whose file is open (Emacs).

    Raises: RefusedPathError: it is a link, or holds something else. OSError: it cannot be read.
    """
    if folder.base:
        check_no_link(folder.root, folder.base)
    for entry in folder.walk():
        place = folder.path / entry.path
        if not entry.is_link or place.exists() or not place.name.startswith("."):
            _check(entry, place)


def check_file(folder: Folder, path: str) -> None:
    """See that an ordinary file of a size to be expected is at a path, or nothing.

    Raises: RefusedPathError: a link is there or on the way, or something else.
    """
    if entry := folder.look(path):
        _check(entry, folder.path / path)


def _check(entry: Entry, place: Path) -> None:
    if entry.is_link:
        raise refuse_link(place)
    if not entry.is_file:
        raise refuse_other(place)
    if entry.size > LARGEST:
        what = f"the file has more than the {LARGEST / 1e6:g} MB that it may have"
        raise RefusedPathError(place, what, "Remove it, or make it smaller.")
