"""Lists the edits of Markdown texts in any git repository, commit by commit.

A renamed text is followed back to its earlier names. A text that was removed and came back is the same text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from posixpath import normpath

from build_tools.history.blobs import read_contents, read_sizes
from build_tools.history.commit_log import read_raw_log
from build_tools.history.errors import HistoryError, NoRepositoryError
from build_tools.history.repository import Repository
from build_tools.model.edit import Edit, EditHistory, EditKind
from build_tools.model.tree import LARGEST
from build_tools.runtime.paths import make_printable

_RENAMES = ("--find-renames=50%", "-l1000", "--no-rename-empty")
_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
_PAIRS = 50
"""How many pairs of texts are read at once."""


def read_edits(folder: Path, paths: Sequence[str]) -> EditHistory:
    """The edits on the current branch of the texts at `paths`, relative to `folder`.

    A path is a file, a folder (all its Markdown), or a pattern (`*/Privacy Policy.md`).
    """
    with _open(folder) as repository:
        if not repository.head:
            raise HistoryError(f"nothing has been committed in {folder} yet", "Name a repository with a history.")
        chosen = _ChosenPaths(repository.prefix, paths)
        edits = _follow(_read_edits(repository), chosen)
        chosen.check()
        return EditHistory(repository.head, _mark_large(repository, edits), repository.is_shallow)


def read_texts(folder: Path, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the contents of each pair of object names, a few at a time."""
    with _open(folder) as repository:
        for first in range(0, len(pairs), _PAIRS):
            some = pairs[first : first + _PAIRS]
            names = tuple(dict.fromkeys(name for pair in some for name in pair))
            contents = {name: data for name, (_, data) in read_contents(repository, names)}
            yield from ((contents[was], contents[now]) for was, now in some)


def _open(folder: Path) -> Repository:
    try:
        if not folder.is_dir():
            raise HistoryError(f"there is no folder {folder}", "Name a clone of the repository, or its folder in one.")
        return Repository(folder, whole=False)
    except OSError as error:
        what = f"{folder} cannot be read: {error.strerror}"
        raise HistoryError(what, "Check its name and its permissions.") from None
    except NoRepositoryError:
        raise HistoryError(f"{folder} is not in a git repository", "Name a clone of the repository.") from None


class _ChosenPaths:
    def __init__(self, prefix: str, paths: Sequence[str]) -> None:
        self._wanted = {path: normpath(prefix + path) if path else "" for path in paths}
        self._found: set[str] = set()

    def __contains__(self, path: str) -> bool:
        found = [asked for asked, wanted in self._wanted.items() if _is_meant(path, wanted)]
        self._found.update(found)
        return bool(found)

    def check(self) -> None:
        """Raises HistoryError if a path was not found."""
        for path in self._wanted:
            if path not in self._found:
                what = f"{path!r} matches no file and no folder with Markdown in this history"
                raise HistoryError(what, "Write it as git ls-files does; git log --name-only also lists deleted files.")


def _is_meant(path: str, wanted: str) -> bool:
    is_in_folder = wanted == "." or path.startswith(f"{wanted}/")
    is_markdown = PurePosixPath(path).suffix.lower() in _MARKDOWN
    return path == wanted or (is_in_folder and is_markdown) or fnmatchcase(path, wanted)


def _follow(read: Iterator[tuple[str, str, Edit]], chosen: _ChosenPaths) -> list[Edit]:
    """The edits of the chosen texts, the newest first."""
    edits: list[Edit] = []
    earlier: set[str] = set()
    added: dict[str, int] = {}
    """The edit that added a text, until it is known whether the text had existed before."""
    for was_path, path, edit in read:
        if was_path != path:
            added.pop(was_path, None)
        if not {path, was_path} & earlier and path not in chosen and was_path not in chosen:
            continue
        if was_path != path:
            earlier = earlier - {path} | {was_path}
        if edit.fate is EditKind.ADDED:
            added[path] = len(edits)
        elif edit.fate is EditKind.REMOVED and path in added:
            number = added.pop(path)
            edits[number] = replace(edits[number], fate=EditKind.RETURNED, was=edit.was)
        edits.append(edit)
    return edits


def _mark_large(repository: Repository, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    pairs = [edit.texts or () for edit in edits]
    sizes = read_sizes(repository, sorted({name for pair in pairs for name in pair}))
    largest = [max((sizes[name] for name in pair), default=0) for pair in pairs]
    why = "the text has {:.1f} MB, more than the limit of {:.0f} MB"
    return tuple(
        replace(edit, unread=why.format(size / 1e6, LARGEST / 1e6)) if size > LARGEST else edit
        for edit, size in zip(edits, largest, strict=True)
    )


def _read_edits(repository: Repository) -> Iterator[tuple[str, str, Edit]]:
    """Yield the path before, the path after and the edit, the newest first; modes and links do not count."""
    for (commit, day), raw in read_raw_log(repository, "%H%x00%cs", *_RENAMES, repository.head, "--"):
        for (was_mode, mode, was, now, _), paths in raw:
            before, after = (name if of.startswith("100") else "" for of, name in ((was_mode, was), (mode, now)))
            if before == after and paths[0] == paths[-1]:
                continue
            kind = EditKind.CHANGED if paths[0] == paths[-1] else EditKind.RENAMED
            kind = EditKind.ADDED if not before else EditKind.REMOVED if not after else kind
            was_path, path = make_printable(paths[0]), make_printable(paths[-1])
            yield paths[0], paths[-1], Edit(commit, _read_day(day), path, kind, before, after, was_path)


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
