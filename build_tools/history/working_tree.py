"""Compares a working folder with a commit, file by file.

The contents are compared and git's index is not asked: what git ignores, and what it was told not to look at
(`skip-worktree`, `assume-unchanged`, a file monitor, a filter), would be published without ever having been committed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath

from build_tools.history.blobs import read_contents
from build_tools.history.repository import Repository
from build_tools.model.tree import is_pointer

_LINK, _SUBMODULE = "120000", "160000"
_LENGTH_OF_SHA1 = 40


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """Where one works, and what is not committed there."""

    branch: str
    """The branch that is checked out; empty where none is."""
    head: str
    """Its newest commit; empty where there is none yet."""
    changed: tuple[str, ...]
    """The files that differ from it, or that it does not have, by their paths from the project's folder."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as in a commit."""

    path: str
    """Where it is, from the project's folder."""
    what: str
    """What is the matter with it, as a clause: `it differs from the commit`."""

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a commit holds at a path."""

    mode: str
    name: str


def read_working_tree(project: Path, folder: str) -> WorkingTree:
    """What stands in a project's folder, of which the files below `folder` are looked at.

    Raises: HistoryError: it lies in no repository, or git is missing.
    """
    with Repository(project, whole=False) as repository:
        branch = repository.ask("branch", "--show-current").strip()
        changed = tuple(one.path for one in find_differences(repository, [project.resolve() / folder]))
        return WorkingTree(branch, repository.head, changed)


def find_differences(repository: Repository, places: Sequence[Path]) -> Iterator[Difference]:
    """Yield the files at some places, files and folders, that are not as in the newest commit, in order of their paths.

    Line ends do not count, which git writes as the machine has them (`core.autocrlf`). A hidden file that was never
    committed (`.DS_Store`) does not count either: no site shows it. A pointer of Git LFS counts always.

    Raises: HistoryError: git cannot read the commit.
    """
    inside = sorted({place for place in places if place.is_relative_to(repository.top)})
    for place in sorted({*places} - {*inside}):
        yield Difference(str(place), "it lies outside of the repository, so that no commit holds it")
    committed = _read_commit(repository, inside)
    found = dict(_walk(repository.top, inside))
    unlike: dict[str, bytes] = {}
    """The contents of those whose name is not that of the commit."""
    differing: dict[str, str] = {}
    for path in sorted({*committed, *found}):
        entry, here = committed.get(path), found.get(path)
        if entry is None or here is None:
            if entry or not PurePosixPath(path).name.startswith("."):
                differing[path] = "it is in the commit, and not in the folder" if entry else "it is not committed"
            continue
        content = _read(here)
        if what := _find_kind(here, content, entry):
            differing[path] = what
        elif content is not None and _name(content, like=entry.name) != entry.name:
            unlike[path] = content
    differing |= _compare(repository, committed, unlike)
    yield from (Difference(path.removeprefix(repository.prefix), differing[path]) for path in sorted(differing))


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


def _find_kind(here: Path, content: bytes | None, entry: _Entry) -> str:
    """Why a file cannot be what a commit holds, whatever its content; empty where it can."""
    if content is None or here.is_symlink() != (entry.mode == _LINK):
        return "it is of another kind than in the commit"
    return "it is a pointer of Git LFS, and not the file" if is_pointer(content) else ""


def _read_commit(repository: Repository, places: Sequence[Path]) -> dict[str, _Entry]:
    """What the newest commit holds at some places below the top, by the paths from there."""
    found: dict[str, _Entry] = {}
    paths = [place.relative_to(repository.top).as_posix() for place in places]
    if not repository.head or not paths:
        return found
    for line in repository.records("ls-tree", "-r", "-z", "--full-tree", repository.head, "--", *paths):
        what, path = line.split("\t", 1)
        mode, _, name = what.split(" ")
        if mode != _SUBMODULE:
            found[path] = _Entry(mode, name)
    return found


def _compare(
    repository: Repository, committed: Mapping[str, _Entry], unlike: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """Yield what is the matter with each file that differs in more than its line ends."""
    names = sorted({committed[path].name for path in unlike})
    contents = dict(read_contents(repository, names)) if names else {}
    for path, here in unlike.items():
        _, there = contents[committed[path].name]
        if is_pointer(there):
            yield path, "the commit holds a pointer of Git LFS in its place"
        elif _unify(here) != _unify(there):
            yield path, "it differs from the commit"


def _walk(top: Path, places: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield all that stands at some places and is no folder, with its path from the top. Links are not followed."""
    for place in places:
        if place.is_dir() and not place.is_symlink():
            try:
                below = sorted(place.iterdir())
            except OSError:
                below = []  # what the commit holds there counts as missing
            yield from _walk(top, below)
        elif place.is_symlink() or place.exists():
            yield place.relative_to(top).as_posix(), place


def _read(place: Path) -> bytes | None:
    """The content of a file or a link, as git keeps it; none where it is neither, or cannot be read."""
    try:
        if place.is_symlink():
            return str(place.readlink()).encode(errors="surrogateescape")
        return place.read_bytes() if place.is_file() else None
    except OSError:
        return None


def _name(content: bytes, *, like: str) -> str:
    """The name that git gives to a content, by the same hash as another name."""
    told = b"blob %d\0" % len(content) + content
    digest = sha1(told, usedforsecurity=False) if len(like) == _LENGTH_OF_SHA1 else sha256(told)
    return digest.hexdigest()


def _unify(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
