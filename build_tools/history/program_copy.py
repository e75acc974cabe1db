"""Tells which files of a project are as they came with a copy of the program in its folder `build_tools/`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from build_tools.history.commit_log import list_tree
from build_tools.history.repository import Repository
from build_tools.history.working_tree import find_differences

PROGRAM = "build_tools"
BEGIN = f"{PROGRAM}/__main__.py"
"""The file by which a folder is known to hold a copy of the program."""


def find_unedited_files(project: Path, places: Sequence[str]) -> Iterator[str]:
    """Yield the files at some paths that are as in a commit that added the program, and committed so.

    A later commit that changes the program may be an edit of the company's own, so it does not count.

    Paths are from the project's folder. Raises: HistoryError: there is no history.
    """
    with Repository(project, whole=False) as repository:
        prefix = repository.prefix
        paths = tuple(prefix + place for place in places)
        brought = repository.ask("log", "--format=%H", "--diff-filter=A", "--", prefix + BEGIN).split()
        known = {found for commit in brought for found in list_tree(repository, commit, "-r", paths=paths)}
        changed = {path for path, _ in find_differences(repository, [project.resolve() / place for place in places])}
        for path, entry in list_tree(repository, repository.head, "-r", paths=paths):
            name = path.removeprefix(prefix)
            if (path, entry) in known and name not in changed:
                yield name
