"""What does the source in a working folder hold?"""

import os
from collections.abc import Iterator
from pathlib import Path

from build_tools.model.problem import Location, Problem
from build_tools.model.tree import Tree

FOLDERS = ("policy_src", "templates")
"""The folders that make a source."""

_TEXTS = {".yml", ".yaml", ".md"}
_OWN_FILES = "policy_src/"
_LARGEST = 1_000_000


def read_folder(project: Path) -> Tree:
    """Read the source below a project's folder. Links and large files are refused; hidden files do not count."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in _walk(project):
        name = path.relative_to(project).as_posix()
        if not name.isprintable():
            shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
            problems.append(_refuse(shown, "file-name", "the file's name cannot be read", "Give it another name."))
        elif path.is_symlink():
            problems.append(
                _refuse(name, "link", "this is a link, which may lead out of the source", "Put the file itself here.")
            )
        elif path.suffix not in _TEXTS and not name.startswith(_OWN_FILES):
            continue
        elif not path.is_file():
            problems.append(_refuse(name, "unreadable-file", "this is no ordinary file", "Remove it."))
        elif (size := path.stat().st_size) > _LARGEST:
            what = f"the file has {size / 1e6:.1f} MB, more than the {_LARGEST / 1e6:.0f} MB that a file may have"
            problems.append(_refuse(name, "large-file", what, "Remove what does not belong in it."))
        else:
            try:
                files[name] = path.read_bytes()
            except OSError as error:
                what = f"the file cannot be read: {error.strerror}"
                problems.append(_refuse(name, "unreadable-file", what, "Check who may read it."))
    return Tree(dict(sorted(files.items())), tuple(problems))


def _walk(project: Path) -> Iterator[Path]:
    for name in FOLDERS:
        if (project / name).is_symlink():
            yield project / name
            continue
        for folder, folders, files in os.walk(project / name):
            folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
            here = Path(folder)
            yield from (here / entry for entry in folders if (here / entry).is_symlink())
            yield from (here / entry for entry in sorted(files) if not entry.startswith("."))


def _refuse(name: str, check: str, what: str, remedy: str) -> Problem:
    return Problem(Location(name), what, remedy, check)
