"""Reads files from disk: the source in a working folder, and texts that are no part of a source."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import FOLDERS, LARGEST, Gathering, Tree
from build_tools.runtime.files import Folder
from build_tools.runtime.path_errors import RefusedPathError
from build_tools.source.size_limits import find_excess

_LONGEST = 300_000
"""How many characters a text outside a source may have: more than the longest policies."""


def read_folder(folder: Path) -> Tree:
    """Read the source in a project's folder. Links and large files are refused; hidden files are ignored."""
    gathering, files, problems = Gathering(), Folder(folder), list[Problem]()
    for name in FOLDERS:
        try:
            _gather(files, name, gathering)
        except RefusedPathError as error:
            problems.append(Problem(Location(name), error.what, error.remedy, "file-name"))
        except OSError as error:
            what = f"the folder cannot be read: {error.strerror}"
            problems.append(Problem(Location(name), what, "Check its permissions.", "unreadable-file"))
    tree = gathering.tree
    return Tree(tree.files, (*tree.problems, *problems, *_find_clashes(tree.files)))


def read_text_file(path: Path) -> str:
    """The text of a file: UTF-8, with a line feed at the end of every line.

    Raises: Problems: it cannot be read, is not a text, or is too large.
    """
    try:
        if (size := path.stat().st_size) > LARGEST:
            what = f"the file has {size / 1e6:.1f} MB; the limit is {LARGEST / 1e6:.0f} MB"
            raise _refuse(path, what, "Divide it, or name another text.")
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(
            path, f"the file cannot be read: {error.strerror}", "Check its name and its permissions."
        ) from None
    return read_text(data, path)


def read_text(data: bytes, path: Path) -> str:
    """The text in the content of a file, read in the same way.

    Raises: Problems: it is not a text, or cannot be read in bounded time.
    """
    if b"\0" in data:
        raise _refuse(path, "the file is not a text", "Name a text in Markdown.")
    text = Tree({str(path): data}).read(str(path))
    if excess := find_excess(text, most=_LONGEST):
        start, what, remedy = excess
        raise Problems([Problem(Location.at(str(path), text, start), what, remedy, "too-large")])
    return text


def _refuse(path: Path, what: str, remedy: str) -> Problems:
    return Problems([Problem(Location(str(path)), what, remedy, "unreadable-file")])


def _gather(folder: Folder, name: str, gathering: Gathering) -> None:
    top = folder.look(name)
    if top is not None and top.is_link:
        gathering.add(name, None, partial(folder.read, name), is_link=True)
        return
    for entry in folder.walk(name, hidden=False) if top and top.is_folder else ():
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
