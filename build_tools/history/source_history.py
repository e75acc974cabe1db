"""Lists the states of a source on the published branch, and follows a source that was moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from build_tools.history.commit_log import FOLDER, Commit, TreeEntry, list_tree, read_commit, read_log, read_tree
from build_tools.history.errors import HistoryError, LostRevisionError
from build_tools.history.repository import Repository
from build_tools.model.program_wheel import is_program_wheel
from build_tools.model.tree import FOLDERS
from build_tools.model.version import Revision


@dataclass(frozen=True, slots=True)
class SourceState:
    """The source in a commit, before it is read."""

    revision: Revision
    key: str
    """The object names of its folders and of the program's wheel: the same content has the same key anywhere."""
    files: Mapping[str, TreeEntry]
    """By their path from the project's folder."""


def walk(repository: Repository, start: str = "") -> Iterator[SourceState]:
    """Yield the states of a source, the oldest first, also from where it was before. `start` begins the history."""
    if not repository.head:
        return
    entry = ""
    if start:
        commit = repository.find(start)
        if not repository.is_ancestor(commit, repository.head):
            raise LostRevisionError("adopted", start, "in the history of the published branch")
        entry = repository.entry_of(commit)
    yield from _walk(repository, repository.prefix, repository.head, entry)


def _walk(repository: Repository, prefix: str, end: str, start: str) -> Iterator[SourceState]:
    here = prefix + FOLDERS[0]
    entries: Mapping[str, TreeEntry] = {}
    absent: list[SourceState] = []
    """States without the source, held back until it is known whether it was elsewhere."""
    if start and (entries := read_tree(repository, prefix, start)):
        yield _state(read_commit(repository, start), entries, prefix)
    for commit in read_log(repository, prefix, f"{start}..{end}" if start else end):
        if here not in entries and (origin := _find_origin(repository, prefix, commit)) is not None:
            yield from _walk(repository, origin, commit.parent, start)
            absent = []
        changed = {**entries, **commit.changes}
        if here in entries and not changed[here]:
            start = commit.revision.commit  # if it comes back from elsewhere, its time there begins here
        entries = {path: entry for path, entry in changed.items() if entry}
        absent.append(_state(commit, entries, prefix))
        if here in entries:
            yield from absent
            absent = []
    yield from absent


def _state(commit: Commit, entries: Mapping[str, TreeEntry], prefix: str) -> SourceState:
    tops = (entries.get(prefix + folder) for folder in FOLDERS)
    files = {path.removeprefix(prefix): entry for path, entry in entries.items() if entry.mode != FOLDER}
    names = [*(top.name if top else "" for top in tops), *_wheel_names(files)]
    return SourceState(commit.revision, "-".join(names), files)


def _wheel_names(files: Mapping[str, TreeEntry]) -> list[str]:
    return [entry.name for path, entry in sorted(files.items()) if is_program_wheel(path)]


def _find_origin(repository: Repository, prefix: str, commit: Commit) -> str | None:
    """The prefix of a source before it appears here; none where it is new.

    It was moved if a folder of the same name is gone and had some of the same files; of several, the one with all.
    """
    here = prefix + FOLDERS[0]
    if not commit.parent or not commit.changes.get(here):
        return None
    before, after = (
        {path: entry.name for path, entry in list_tree(repository, name, "-r", "-d")}
        for name in (commit.parent, commit.revision.commit)
    )
    named = [path for path in before if f"/{path}".endswith(f"/{FOLDERS[0]}") and path != here]
    same = [path for path in named if before[path] == after.get(here)]
    files = {entry.name for entry in read_tree(repository, prefix, commit.revision.commit).values()}
    alike = [path for path in named if path not in after and files & _file_names(repository, path, commit.parent)]
    gone = [path for path in same if path not in after] or alike
    if len(gone) > 1 or (same and not gone):
        places = " or ".join(sorted(gone or same))
        what = f"with commit {commit.revision} the source came from {places}, or is new: git does not show which"
        raise HistoryError(what, f"Write adopted.revision: {commit.revision.commit[:12]} in policy_src/policy.yml.")
    return gone[0].removesuffix(FOLDERS[0]) if gone else None


def _file_names(repository: Repository, folder: str, commit: str) -> set[str]:
    entries = read_tree(repository, folder.removesuffix(FOLDERS[0]), commit)
    return {entry.name for entry in entries.values() if entry.mode != FOLDER}
