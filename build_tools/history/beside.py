"""Finds which files beside a source differ between two commits, or between a commit and the project's folder."""

from collections.abc import Iterator, Sequence

from build_tools.history.repository import Repository


def find_changed_files(repository: Repository, before: str, after: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the files at these paths of the project that differ, by their paths from it.

    `after` is empty for the project as it stands, files that were never committed among it.
    """
    places = [f"{repository.prefix}{path}" for path in paths]
    until = after or (repository.head if repository.is_bare else "")
    sides = [before, until] if until else [before]
    found = set(repository.records("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", *sides, "--", *places))
    yield from (path.removeprefix(repository.prefix) for path in found)
    if not until:
        yield from set(repository.changed(*paths)) - {path.removeprefix(repository.prefix) for path in found}
