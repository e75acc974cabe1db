"""Reads the commits of the published branch, what each changed in the source, and what a commit holds (`git log`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from build_tools.history.errors import out_of_calendar
from build_tools.history.repository import Repository
from build_tools.model.program_wheel import is_other_vendor_file
from build_tools.model.tree import PLACES
from build_tools.model.version import Revision

FOLDER, LINK, SUBMODULE = "040000", "120000", "160000"

_FORMAT = "%H%x00%P%x00%an%x00%at%x00%ct%x00%s"
_RAW = (
    *("--first-parent", "--diff-merges=first-parent", "--root", "--raw", "-r", "-z", "--no-abbrev"),
    *("--no-color", "--no-show-signature", "--no-notes", "--no-relative", "--no-ext-diff"),
    *("--ignore-submodules=none", "--encoding=UTF-8", "-O/dev/null"),
)
"""Options of `git log`. They leave nothing to the user's own settings."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """What a commit holds at a path."""

    mode: str
    """`100644` a file, `120000` a link, `040000` a folder, `160000` a submodule."""
    name: str
    """The object name of its content, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the published branch, and its changes to the source compared with its first parent."""

    revision: Revision
    parent: str
    """Its first parent; empty for a root commit."""
    changes: Mapping[str, TreeEntry | None]
    """The new entry of each path that it changed, from the repository's top; none for a deleted path."""


def read_log(repository: Repository, prefix: str, commits: str) -> Iterator[Commit]:
    """Yield the commits of a range (`1a2b..HEAD`) that changed the source at `prefix`, the oldest first."""
    options = ("--reverse", "-t", "--no-renames")
    for head, raw in read_raw_log(repository, _FORMAT, *options, commits, "--", *paths_of(prefix)):
        changes: dict[str, TreeEntry | None] = {}
        for (_, mode, _, name, status), (path,) in raw:
            if is_other_vendor_file(path.removeprefix(prefix)):
                continue
            if status != "D":
                changes[path] = TreeEntry(mode, name)
            else:
                changes.setdefault(path, None)  # a file of the same name may replace a folder
        yield _parse_commit(head, changes)


def read_raw_log(
    repository: Repository, form: str, *arguments: str
) -> Iterator[tuple[list[str], list[tuple[list[str], list[str]]]]]:
    """Yield the fields of each commit, as `form` lists them, and its changes (`git log --raw`).

    A change is the two modes, the two object names and the status, with its path, or two paths of a rename.
    """
    pieces = repository.records("log", *_RAW, f"--format={form}", *arguments)
    piece = next(pieces, "")
    while piece:
        head = [piece, *(next(pieces) for _ in range(form.count("%x00")))]
        changes = []
        piece = next(pieces, "").removeprefix("\n")
        while piece.startswith(":"):
            change = piece[1:].split(" ")
            changes.append((change, [next(pieces) for _ in range(2 if change[4].startswith("R") else 1)]))
            piece = next(pieces, "")
        yield head, changes


def read_commit(repository: Repository, commit: str) -> Commit:
    """A commit without its changes."""
    options = ("--max-count=1", "--no-patch", "--no-show-signature", "--encoding=UTF-8", f"--format={_FORMAT}%x00")
    return _parse_commit(list(repository.records("log", *options, commit)), {})


def read_tree(repository: Repository, prefix: str, commit: str) -> dict[str, TreeEntry]:
    """What a commit holds of the source at `prefix`, by its path from the repository's top."""
    tops = paths_of(prefix)
    entries = list_tree(repository, commit, "-r", "-t", paths=tops)
    return {
        path: entry
        for path, entry in entries
        if path.startswith(tops)  # and not the folders above
        and not is_other_vendor_file(path.removeprefix(prefix))
    }


def list_tree(
    repository: Repository, commit: str, *options: str, paths: tuple[str, ...] = ()
) -> Iterator[tuple[str, TreeEntry]]:
    """Yield the entries of a commit at some paths, or all, by their paths from the repository's top (`git ls-tree`)."""
    where = ("--", *paths) if paths else ()
    for line in repository.records("ls-tree", *options, "-z", "--full-tree", commit, *where):
        entry, path = line.split("\t", 1)
        mode, _, name = entry.split(" ")
        yield path, TreeEntry(mode, name)


def paths_of(prefix: str) -> tuple[str, ...]:
    """Where a source is, from the repository's top."""
    return tuple(prefix + folder for folder in PLACES)


def _parse_commit(head: list[str], changes: dict[str, TreeEntry | None]) -> Commit:
    commit, parents, author, decided, published, subject = head
    try:
        made, reached = (datetime.fromtimestamp(int(moment), UTC) for moment in (decided, published))
    except (ValueError, OverflowError, OSError):
        raise out_of_calendar(commit) from None
    author, subject = _make_printable(author), _make_printable(subject)
    return Commit(Revision(commit, author, made, reached, subject), parents.split(" ")[0], changes)


def _make_printable(words: str) -> str:
    """Words of a commit without control characters, which a terminal would obey."""
    return " ".join("".join(character if character.isprintable() else " " for character in words).split())
