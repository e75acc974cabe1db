"""Which states has a source been in on the published branch?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from build_tools.history.faults import HistoryError
from build_tools.history.log import FOLDER, Commit, Content, paths_of, read_commit, read_log, read_tree
from build_tools.history.repository import Repository
from build_tools.model.tree import FOLDERS
from build_tools.model.version import Revision


@dataclass(frozen=True, slots=True)
class State:
    """A source at one revision, not yet read."""

    revision: Revision
    key: str
    """Names all of its content: the same content has the same key, in whatever repository."""
    files: Mapping[str, Content]
    """Its files by their path from the project's folder."""


def walk(repository: Repository, start: str = "") -> Iterator[State]:
    """Yield the states of the project's source, the oldest first. A source that was moved is followed.

    `start` is the commit from which history counts, or the one that was merged; empty for all of it.

    Raises: HistoryError: git cannot tell, or nobody can say which of several sources this one was before.
    """
    if repository.head:
        yield from _walk(repository, repository.prefix, repository.head, _entry_of(repository, start) if start else "")


def _walk(repository: Repository, prefix: str, end: str, start: str) -> Iterator[State]:
    """The states up to the commit `end`, of a source that stood at `prefix` then."""
    entries: dict[str, Content] = {}
    commits = end
    if start:
        commits = f"{start}..{end}"
        if entries := read_tree(repository, prefix, start):
            yield _state(read_commit(repository, start), entries, prefix)
    for number, commit in enumerate(read_log(repository, prefix, commits)):
        if number == 0 and not entries and commit.parent:
            origin = _find_origin(repository, prefix, commit)
            if origin is not None:
                yield from _walk(repository, origin, commit.parent, start)
        for path, content in commit.changes.items():
            if content:
                entries[path] = content
            else:
                entries.pop(path, None)
        yield _state(commit, entries, prefix)


def _state(commit: Commit, entries: Mapping[str, Content], prefix: str) -> State:
    tops = (entries.get(path) for path in paths_of(prefix))
    files = {path.removeprefix(prefix): content for path, content in entries.items() if content.mode != FOLDER}
    return State(commit.revision, "-".join(top.name if top else "" for top in tops), files)


def _entry_of(repository: Repository, start: str) -> str:
    """The commit with which `start` reached the published branch: itself, or the merge that brought it.

    Raises: HistoryError: it did not.
    """
    commit = repository.find(start)
    if not repository.is_ancestor(commit, repository.head):
        what = f"adopted.revision names commit {start}, which is not in the history of the published branch"
        raise HistoryError(what, "Write the name of a commit that git log --first-parent shows.")
    branch = repository.ask("rev-list", "--first-parent", repository.head).split()
    if commit in branch:
        return commit
    after = set(repository.ask("rev-list", "--ancestry-path", f"{commit}..{repository.head}").split())
    return next(entry for entry in reversed(branch) if entry in after)


def _find_origin(repository: Repository, prefix: str, commit: Commit) -> str | None:
    """Where a source that appears with a commit stood before; none where it is new.

    A folder of the same name that the commit took away elsewhere was the source; of several, that of the same content.
    """
    here = prefix + FOLDERS[0]
    before, after = _folders(repository, commit.parent), _folders(repository, commit.revision.commit)
    gone = [path for path in before if f"/{path}".endswith(f"/{FOLDERS[0]}") and path not in after]
    if len(gone) > 1:
        gone = [path for path in gone if before[path] == after.get(here)]
    if len(gone) > 1:
        places = " or ".join(sorted(gone))
        what = f"with commit {commit.revision} the source came from {places}: nobody can say which"
        raise HistoryError(what, f"Write adopted.revision: {commit.revision.commit[:12]} in policy_src/policy.yml.")
    return gone[0].removesuffix(FOLDERS[0]) if gone else None


def _folders(repository: Repository, commit: str) -> dict[str, str]:
    """The name of the content of each folder in a commit."""
    lines = repository.records("ls-tree", "-r", "-d", "-z", "--full-tree", commit)
    return {path: what.split(" ")[2] for what, path in (line.split("\t", 1) for line in lines)}
