"""Compares a working folder with a commit, file by file.

Contents are compared, and git's index is not asked: files that git ignores or was told to skip (`skip-worktree`,
`assume-unchanged`, a file monitor, a filter) could otherwise be published without a commit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath

from build_tools.history.blobs import read_contents
from build_tools.history.commit_log import LINK, SUBMODULE, TreeEntry, list_tree
from build_tools.history.repository import Repository
from build_tools.model.program_wheel import is_other_vendor_file
from build_tools.model.tree import SCHEMAS, is_pointer

_LENGTH_OF_SHA1 = 40


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """The state of a working folder."""

    branch: str
    """The branch that is checked out; empty for a detached HEAD."""
    head: str
    changed: tuple[str, ...]
    """The files that differ from this commit or are not in it, by their paths from the project's folder."""


def read_working_tree(project: Path, folder: str) -> WorkingTree:
    """The state of the files below `folder` of a project's folder."""
    with Repository(project, whole=False) as repository:
        branch = repository.ask("branch", "--show-current").strip()
        changed = tuple(path for path, _ in find_differences(repository, [project.resolve() / folder]))
        return WorkingTree(branch, repository.head, changed)


def find_differences(repository: Repository, places: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield the path, from the project's folder, of each file that differs from the newest commit, and a clause how.

    Line ends are ignored, since git writes those of the machine (`core.autocrlf`). A hidden file that was never
    committed (`.DS_Store`) is ignored too, as are the JSON Schemas that the set-up writes, and files in `vendor/` other
    than the program: no site shows them. A pointer of Git LFS is always a difference.
    """
    inside = sorted({place for place in places if place.is_relative_to(repository.top)})
    for place in sorted({*places} - {*inside}):
        yield str(place), "it lies outside the repository, so that no commit holds it"
    paths = tuple(place.relative_to(repository.top).as_posix() for place in inside)
    entries = list_tree(repository, repository.head, "-r", paths=paths) if repository.head and paths else ()
    committed = {path: entry for path, entry in entries if entry.mode != SUBMODULE}
    found = dict(_walk(repository.top, inside))
    unlike: dict[str, bytes] = {}
    """The contents whose object name is not that of the commit."""
    differing: dict[str, str] = {}
    for path in sorted({*committed, *found}):
        entry, here = committed.get(path), found.get(path)
        if entry is None or here is None:
            if entry or not _is_never_shown(path.removeprefix(repository.prefix)):
                differing[path] = "it is in the commit, and not in the folder" if entry else "it is not committed"
            continue
        content = _read(here)
        if content is None or here.is_symlink() != (entry.mode == LINK):
            differing[path] = "it is of another kind than in the commit"
        elif is_pointer(content):
            differing[path] = "it is a pointer of Git LFS, and not the file"
        elif _object_name(content, like=entry.name) != entry.name:
            unlike[path] = content
    differing |= _compare(repository, committed, unlike)
    shown = {path.removeprefix(repository.prefix): differing[path] for path in sorted(differing)}
    yield from ((path, what) for path, what in shown.items() if not is_other_vendor_file(path))


def find_changed_files(repository: Repository, before: str, after: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the project's files at some paths that differ between two commits; an empty `after` is the folder."""
    places = [f"{repository.prefix}{path}" for path in paths]
    sides = [before, after or repository.head]
    found = set(repository.records("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", *sides, "--", *places))
    changed = {path.removeprefix(repository.prefix) for path in found}
    if not after and not repository.is_bare:
        project = Path(repository.top, repository.prefix)
        changed |= {path for path, _ in find_differences(repository, [project / path for path in paths])}
    yield from sorted(path for path in changed if not is_other_vendor_file(path))


def _compare(
    repository: Repository, committed: Mapping[str, TreeEntry], unlike: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    names = sorted({committed[path].name for path in unlike})
    contents = dict(read_contents(repository, names)) if names else {}
    for path, here in unlike.items():
        _, there = contents[committed[path].name]
        if is_pointer(there):
            yield path, "the commit holds a pointer of Git LFS in its place"
        elif here.replace(b"\r\n", b"\n") != there.replace(b"\r\n", b"\n"):
            yield path, "it differs from the commit"


def _is_never_shown(path: str) -> bool:
    """Whether no site shows a file, so that it may be there without a commit."""
    return PurePosixPath(path).name.startswith(".") or path.startswith(f"{SCHEMAS}/")


def _walk(top: Path, places: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the files and links in some places, with their paths from the top. Links are not followed."""
    for place in places:
        if place.is_dir() and not place.is_symlink():
            try:
                below = sorted(place.iterdir())
            except OSError:
                below = []  # the committed files in it count as missing
            yield from _walk(top, below)
        elif place.is_symlink() or place.exists():
            yield place.relative_to(top).as_posix(), place


def _read(place: Path) -> bytes | None:
    """The content of a file or a link, as git stores it; none for anything else, and for what cannot be read."""
    try:
        if place.is_symlink():
            return str(place.readlink()).encode(errors="surrogateescape")
        return place.read_bytes() if place.is_file() else None
    except OSError:
        return None


def _object_name(content: bytes, *, like: str) -> str:
    blob = b"blob %d\0" % len(content) + content
    return (sha1(blob, usedforsecurity=False) if len(like) == _LENGTH_OF_SHA1 else sha256(blob)).hexdigest()
