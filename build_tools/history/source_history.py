"""Which states has a source been in on the published branch?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from build_tools.history.commit_log import FOLDER, Commit, TreeEntry, paths_of, read_commit, read_log, read_tree
from build_tools.history.errors import HistoryError, LostRevisionError
from build_tools.history.repository import Repository
from build_tools.model.tree import FOLDERS
from build_tools.model.version import Revision


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source at one revision, not yet read."""

    revision: Revision
    key: str
    """Names all of its content: the same content has the same key, in whatever repository."""
    files: Mapping[str, TreeEntry]
    """Its files by their path from the project's folder."""


def walk(repository: Repository, start: str = "") -> Iterator[SourceState]:
    """Yield the states of the project's source, the oldest first. A source that was moved is followed.

    `start` is the commit from which history counts, or the one that was merged; empty for all of it.

    Raises: HistoryError: git cannot tell, or nobody can say which of several sources this one was before.
    """
    if repository.head:
        yield from _walk(repository, repository.prefix, repository.head, _entry_of(repository, start) if start else "")


def _walk(repository: Repository, prefix: str, end: str, start: str) -> Iterator[SourceState]:
    """The states up to the commit `end`, of a source that stood at `prefix` then."""
    here = prefix + FOLDERS[0]
    entries: Mapping[str, TreeEntry] = {}
    absent: list[SourceState] = []
    """States without the source, until it is known whether it was elsewhere meanwhile."""
    if start and (entries := read_tree(repository, prefix, start)):
        yield _state(read_commit(repository, start), entries, prefix)
    for commit in read_log(repository, prefix, f"{start}..{end}" if start else end):
        if here not in entries and (origin := _find_origin(repository, prefix, commit)) is not None:
            yield from _walk(repository, origin, commit.parent, start)
            absent = []
        changed = {**entries, **commit.changes}
        if here in entries and not changed[here]:
            start = commit.revision.commit  # should it come back from elsewhere, its time there begins here
        entries = {path: content for path, content in changed.items() if content}
        absent.append(_state(commit, entries, prefix))
        if here in entries:
            yield from absent
            absent = []
    yield from absent


def _state(commit: Commit, entries: Mapping[str, TreeEntry], prefix: str) -> SourceState:
    tops = (entries.get(path) for path in paths_of(prefix))
    files = {path.removeprefix(prefix): content for path, content in entries.items() if content.mode != FOLDER}
    return SourceState(commit.revision, "-".join(top.name if top else "" for top in tops), files)


def _entry_of(repository: Repository, start: str) -> str:
    """The commit with which `start` reached the published branch: itself, or the merge that brought it.

    Raises: LostRevisionError: it did not.
    """
    commit = repository.find(start)
    if not repository.is_ancestor(commit, repository.head):
        raise LostRevisionError("adopted", start, "in the history of the published branch")
    return repository.entry_of(commit)


def _find_origin(repository: Repository, prefix: str, commit: Commit) -> str | None:
    """Where a source that appears with a commit stood before; none where it is new.

    It stood where a folder of the same name is gone since, with some of the same files; of several, in that with all.

    Raises: HistoryError: nobody can say in which, or it may be a copy of another policy.
    """
    here = prefix + FOLDERS[0]
    if not commit.parent or not commit.changes.get(here):
        return None
    before, after = _folders(repository, commit.parent), _folders(repository, commit.revision.commit)
    named = [path for path in before if f"/{path}".endswith(f"/{FOLDERS[0]}") and path != here]
    same = [path for path in named if before[path] == after.get(here)]
    files = {content.name for content in read_tree(repository, prefix, commit.revision.commit).values()}
    alike = [path for path in named if path not in after and files & _contents(repository, path, commit.parent)]
    gone = [path for path in same if path not in after] or alike
    if len(gone) > 1 or (same and not gone):
        places = " or ".join(sorted(gone or same))
        what = f"with commit {commit.revision} the source came from {places}, or is new: nobody can say"
        raise HistoryError(what, f"Write adopted.revision: {commit.revision.commit[:12]} in policy_src/policy.yml.")
    return gone[0].removesuffix(FOLDERS[0]) if gone else None


def _contents(repository: Repository, folder: str, commit: str) -> set[str]:
    """The names of what the files of a source hold."""
    entries = read_tree(repository, folder.removesuffix(FOLDERS[0]), commit)
    return {content.name for content in entries.values() if content.mode != FOLDER}


def _folders(repository: Repository, commit: str) -> dict[str, str]:
    """The name of the content of each folder in a commit."""
    lines = repository.records("ls-tree", "-r", "-d", "-z", "--full-tree", commit)
    return {path: what.split(" ")[2] for what, path in (line.split("\t", 1) for line in lines)}
