"""Reads the source in a working folder."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from build_tools.model.problem import Location, Problem
from build_tools.model.program_wheel import LARGEST_WHEEL, VENDOR, is_program_wheel
from build_tools.model.tree import LARGEST, PLACES, Gathering, Tree
from build_tools.runtime.files import Folder
from build_tools.runtime.paths import Entry, RefusedPathError
from build_tools.runtime.program_files import LOCK

_PIN = re.compile(rf"\./({VENDOR}/\S+\.whl) --hash=sha256:([0-9a-f]{{64}})\s*$")
"""The line of the lock that names the program's wheel."""


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
    if not tree.problems and not problems:
        problems += _find_altered_wheel(Folder(folder))
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


def _find_altered_wheel(folder: Folder) -> Iterator[Problem]:
    """Yield that the program's wheel is not the one whose hash the lock states, which pip would refuse to install."""
    if not folder.look(LOCK) or not folder.look(VENDOR):
        return
    for number, line in enumerate(folder.read(LOCK).decode(errors="replace").splitlines(), 1):
        pin = _PIN.match(line)
        if pin and folder.look(pin[1]) and sha256(folder.read(pin[1], LARGEST_WHEEL)).hexdigest() != pin[2]:
            remedy = f"Take back the wheel with git restore {pin[1]}. To use another one, run policy upgrade WHEEL."
            yield Problem(Location(LOCK, number, 1), f"the hash is not that of {pin[1]}", remedy, "wheel")


def _find_clashes(paths: Iterable[str]) -> Iterator[Problem]:
    """Yield files whose names differ only in capitals or in the encoding of accents: some disks cannot hold both."""
    found = defaultdict[str, list[str]](list)
    for path in paths:
        found[unicodedata.normalize("NFC", path).casefold()].append(path)
    for first, *others in found.values():
        for other in others:
            what = f"this and {first} are one file on a disk that does not distinguish capitals from small letters"
            yield Problem(Location(other), what, "Give it another name.", "file-name")
