"""What did each commit of the published branch do to the source?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from build_tools.history.errors import out_of_calendar
from build_tools.history.repository import Repository
from build_tools.model.tree import FOLDERS
from build_tools.model.version import Revision

FOLDER = "040000"
"""The mode of a folder."""

_FORMAT = "%H%x00%P%x00%an%x00%at%x00%ct%x00%s"
_OPTIONS = (
    *("--first-parent", "--diff-merges=first-parent", "--root", "--raw", "-t", "-r", "-z", "--no-abbrev"),
    *("--no-renames", "--no-color", "--no-show-signature", "--no-notes", "--no-relative", "--no-ext-diff"),
    *("--ignore-submodules=none", "--encoding=UTF-8", "-O/dev/null", f"--format={_FORMAT}"),
)
"""Nothing is left to the settings of whoever runs git."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """What git keeps at a path."""

    mode: str
    """`100644` a file, `120000` a link, `040000` a folder, `160000` another repository."""
    name: str
    """The name of its content, in hexadecimal: the same content has the same name."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the published branch, and what it did to the source compared with its first parent."""

    revision: Revision
    parent: str
    """Its first parent; empty for the first commit of all."""
    changes: Mapping[str, TreeEntry | None] = field(default_factory=dict)
    """The new content of each path that it touched, from the repository's top; none where it was deleted."""


def read_log(repository: Repository, prefix: str, commits: str) -> Iterator[Commit]:
    """Yield the commits that touched the source at `prefix`, the oldest first.

    `commits` are the ones to look at, as git writes it: `HEAD`, or `1a2b..HEAD`.

    Raises: HistoryError: git cannot read them.
    """
    arguments = ("--reverse", *_OPTIONS, commits, "--", *paths_of(prefix))
    pieces = repository.records("log", *arguments)
    piece = next(pieces, "")
    while piece:
        head = [piece, *(next(pieces) for _ in range(5))]
        changes: dict[str, TreeEntry | None] = {}
        piece = next(pieces, "").removeprefix("\n")
        while piece.startswith(":"):
            _, mode, _, name, status = piece.split(" ")
            path = next(pieces)
            if status != "D":
                changes[path] = TreeEntry(mode, name)
            else:
                changes.setdefault(path, None)  # a folder gives way to a file of its name
            piece = next(pieces, "")
        yield _read_commit(head, changes)


def read_commit(repository: Repository, commit: str) -> Commit:
    """One commit, without what it did."""
    options = ("--max-count=1", "--no-patch", "--no-show-signature", "--encoding=UTF-8", f"--format={_FORMAT}%x00")
    return _read_commit(list(repository.records("log", *options, commit)), {})


def read_tree(repository: Repository, prefix: str, commit: str) -> dict[str, TreeEntry]:
    """All that a commit holds of the source at `prefix`, by its path from the repository's top."""
    found: dict[str, TreeEntry] = {}
    for line in repository.records("ls-tree", "-r", "-t", "-z", "--full-tree", commit, "--", *paths_of(prefix)):
        what, path = line.split("\t", 1)
        mode, _, name = what.split(" ")
        if path.startswith(paths_of(prefix)):  # and not the folders above
            found[path] = TreeEntry(mode, name)
    return found


def paths_of(prefix: str) -> tuple[str, ...]:
    """The folders of a source, from the repository's top."""
    return tuple(prefix + folder for folder in FOLDERS)


def _read_commit(head: list[str], changes: dict[str, TreeEntry | None]) -> Commit:
    commit, parents, author, decided, published, subject = head
    try:
        made, reached = (datetime.fromtimestamp(int(moment), UTC) for moment in (decided, published))
    except (ValueError, OverflowError, OSError):
        raise out_of_calendar(commit) from None
    return Commit(Revision(commit, _plain(author), made, reached, _plain(subject)), parents.split(" ")[0], changes)


def _plain(words: str) -> str:
    """Words of a commit as they may be printed: a terminal would obey what hides in them."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
