"""Reads the source in a working folder."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from build_tools.model.problem import Location, Problem
from build_tools.model.program_wheel import LARGEST_WHEEL, VENDOR, is_program_wheel
from build_tools.model.tree import LARGEST, PLACES, Gathering, Tree
from build_tools.runtime.files import Folder
from build_tools.runtime.paths import Entry, RefusedPathError


def read_folder(folder: Path) -> Tree:
    """Read the source in a project's folder. Links and large files are refused; hidden files are ignored."""
    gathering, problems = Gathering(), list[Problem]()
    for name in PLACES:
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
    if not top:
        return
    largest = LARGEST_WHEEL if name == VENDOR else LARGEST
    for entry in [top] if top.is_link else _list(folder, name) if top.is_folder else ():
        read = partial(folder.read, entry.path, largest)
        gathering.add(entry.path, entry.size if entry.is_file else None, read, is_link=entry.is_link)


def _list(folder: Folder, name: str) -> Iterator[Entry]:
    if name != VENDOR:
        return folder.walk(name, hidden=False)
    paths = (f"{VENDOR}/{name}" for name in folder.names(VENDOR))  # it may hold much else
    return filter(None, (folder.look(path) for path in paths if is_program_wheel(path)))


def _find_clashes(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield files whose names differ only in capitals or in the encoding of accents: some disks cannot hold both."""
    found = defaultdict[str, list[str]](list)
    for path in paths:
        found[unicodedata.normalize("NFC", path).casefold()].append(path)
    for first, *others in found.values():
        for other in others:
            what = f"this and {first} are one file on a disk that does not distinguish capitals from small letters"
            yield Problem(Location(other), what, "Give it another name.", "file-name")
