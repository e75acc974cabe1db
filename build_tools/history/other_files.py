"""Finds which files beside a source differ between two commits, or between a commit and the project's folder."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from build_tools.history.repository import Repository
from build_tools.history.working_tree import find_differences


def find_changed_files(repository: Repository, before: str, after: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the files at these paths of the project that differ, by their paths from it.

    `after` is empty for the project as it stands, files that were never committed among it.
    """
    places = [f"{repository.prefix}{path}" for path in paths]
    sides = [before, after or repository.head]
    found = set(repository.records("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", *sides, "--", *places))
    changed = {path.removeprefix(repository.prefix) for path in found}
    if not after and not repository.is_bare:
        project = Path(repository.top, repository.prefix)
        changed |= {one.path for one in find_differences(repository, [project / path for path in paths])}
    yield from sorted(changed)
