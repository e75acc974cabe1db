"""Reads the source in a working folder."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from build_tools.model.problem import Location, Problem
from build_tools.model.tree import FOLDERS, LARGEST, Gathering, Tree
from build_tools.runtime.files import Folder
from build_tools.runtime.paths import RefusedPathError


def read_folder(folder: Path) -> Tree:
    """Read the source in a project's folder. Links and large files are refused; hidden files are ignored."""
    gathering, problems = Gathering(), list[Problem]()
    for name in FOLDERS:
        try:
            _gather(Folder(folder), name, gathering)
        except RefusedPathError as error:
            problems.append(Problem(Location(name), error.what, error.remedy, "file-name"))
        except OSError as error:
            what = f"the folder cannot be read: {error.strerror}"
            problems.append(Problem(Location(name), what, "Check its permissions.", "unreadable-file"))
    tree = gathering.tree
    return Tree(tree.files, (*tree.problems, *problems, *_find_clashes(tree.files)))


def _gather(folder: Folder, name: str, gathering: Gathering) -> None:
    top = folder.look(name)
    for entry in [top] if top and top.is_link else folder.walk(name, hidden=False) if top and top.is_folder else ():
        read = partial(folder.read, entry.path, LARGEST)
        gathering.add(entry.path, entry.size if entry.is_file else None, read, is_link=entry.is_link)


def _find_clashes(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield files whose names differ only in capitals or in the encoding of accents: some disks cannot hold both."""
    found = defaultdict[str, list[str]](list)
    for path in paths:
        found[unicodedata.normalize("NFC", path).casefold()].append(path)
    for first, *others in found.values():
        for other in others:
            what = f"this and {first} are one file on a disk that does not distinguish capitals from small letters"
            yield Problem(Location(other), what, "Give it another name.", "file-name")
