"""Changes TraceLoom's source in memory for tests."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.source.folder import read_folder
from build_tools.source.reader import read_source

ROOT = Path(__file__).parents[2]

Edit = tuple[str, str] | bytes | None
"""Words to replace once and what by; or the new content; or nothing, to delete the file."""


@cache
def own_tree() -> Tree:
    """TraceLoom's own source."""
    return read_folder(ROOT)


def edited(changes: Mapping[str, Edit]) -> Tree:
    """TraceLoom's source with some files changed."""
    files = dict(own_tree().files)
    for path, change in changes.items():
        if change is None:
            del files[path]
        elif isinstance(change, bytes):
            files[path] = change
        else:
            old, new = change
            text = files[path].decode()
            assert text.count(old) == 1, f"{old!r} does not stand once in {path}"
            files[path] = text.replace(old, new).encode()
    return Tree(dict(sorted(files.items())))


def told(changes: Mapping[str, Edit]) -> list[str]:
    """What is wrong with the edited source: `check: what` of each problem."""
    try:
        read_source(edited(changes))
    except Problems as error:
        return [f"{problem.check}: {problem.what}" for problem in error.problems]
    return []
