"""Collects every text that a project has published, and keeps the rendered revisions in the cache."""

from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from build_tools.history.blobs import read_trees
from build_tools.history.commit_dates import Dating
from build_tools.history.commit_log import read_tree
from build_tools.history.errors import HistoryError, LostRevisionError
from build_tools.history.lost_versions import find_cause
from build_tools.history.repository import Repository
from build_tools.history.source_history import SourceState, walk
from build_tools.history.versions import find_versions
from build_tools.model.document import RenderedRevision
from build_tools.model.problem import Problem, Problems
from build_tools.model.publication import CustomerFinding
from build_tools.model.tree import FOLDERS, Tree
from build_tools.model.version import Archive, Revision
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_each

_BATCH = 250
"""How many revisions are read together: few calls of git, and little memory."""
_ROW = 8
"""How many consecutive revisions one process reads: they share most texts, which are converted once."""
_MANY = 12
"""How many rows are worth another process."""


@dataclass(frozen=True, slots=True)
class Row:
    """Consecutive revisions of a source, the oldest first."""

    trees: tuple[Tree, ...]
    is_first_known: bool = False
    """Whether the first one is there only for the changes since then."""
    is_judged: bool = True
    """Whether the changes are wanted."""


@dataclass(frozen=True, slots=True)
class Read:
    """A revision that was read."""

    rendered: RenderedRevision | Problems
    """Its texts, or the problems because of which it was never published."""
    since: int | None = None
    """The place in the row of the revision with which it was compared; none if it was not."""
    changes: tuple[CustomerFinding, ...] = ()
    """What it changed since then."""


ReadRow = Callable[[Row], Sequence[Read]]
"""Reads the revisions of a row that are not known. A function of a module, so that other processes can run it."""
KeepChanges = Callable[[str, str, tuple[CustomerFinding, ...]], None]
"""Keeps the changes from one commit to another."""


def read_archive(
    repository: Repository, dating: Dating, read: ReadRow, cache: SealedCache, keep: KeepChanges | None = None
) -> Archive:
    """All versions of all documents. Raises HistoryError if a date in the history cannot be true.

    `keep` gets the changes of revisions that are read anew, which costs less than to read them again for that.
    """
    for correction in dating.corrected:
        if (commit := repository.find(correction.revision)) not in repository.branch:
            cause = find_cause(repository, commit)
            more = f"If this commit was published: {cause}" if cause else ""
            raise LostRevisionError("corrected_days", correction.revision, "on the published branch", more)
    start = dating.adopted.revision if dating.adopted else None
    states = walk(repository, start or "")
    archive = find_versions(_Reader(repository, read, cache, keep).read_all(states), dating, repository.head)
    cache.sweep()
    return archive


def date_until(repository: Repository, dating: Dating, commit: str) -> Dating:
    """The dating for the history of a commit: what the source declares for others does not count there."""
    if not commit:
        return dating
    corrected = tuple(day for day in dating.corrected if repository.find(day.revision) in repository.branch)
    start = dating.adopted.revision if dating.adopted else None
    is_later = start is not None and not repository.is_ancestor(repository.find(start), commit)
    return replace(dating, adopted=None if is_later else dating.adopted, corrected=corrected)


def read_head(folder: Path) -> Tree | None:
    """The source in the newest commit of a bare repository; none for any other folder."""
    if not (folder / "HEAD").is_file():
        return None
    with Repository(folder) as repository:
        return read_revision(repository, repository.head) if repository.is_bare and repository.head else None


def read_revision(repository: Repository, commit: str) -> Tree:
    """The source in a commit, in the folder where it is today. Raises HistoryError if it was elsewhere then."""
    entries = read_tree(repository, repository.prefix, commit)
    if repository.prefix + FOLDERS[0] not in entries:
        what = f"commit {commit[:12]} holds no {repository.prefix}{FOLDERS[0]}/"
        raise HistoryError(what, "Name a later commit, or a folder that holds the source as it was then.")
    files = {path.removeprefix(repository.prefix): content for path, content in entries.items()}
    (tree,) = read_trees(repository, [files])
    return tree


def read_published_sources(repository: Repository, start: str, commits: AbstractSet[str]) -> Iterator[tuple[str, Tree]]:
    """Yield the names and sources of some published commits, the oldest first. `start` is that of `walk`."""
    states = (state for state in walk(repository, start) if state.revision.commit in commits)
    while batch := list(islice(states, _BATCH)):
        trees = read_trees(repository, [state.files for state in batch])
        yield from zip((state.revision.commit for state in batch), trees, strict=True)


def write_rendered(value: RenderedRevision | Problems) -> bytes:
    """A rendered revision, or its problems, as JSON for the cache."""
    return _cached().dump_json(value.problems if isinstance(value, Problems) else value, exclude_unset=True)


def read_rendered(content: bytes) -> RenderedRevision | Problems:
    """The reverse of `write_rendered`."""
    value = _cached().validate_json(content)
    return Problems(value) if isinstance(value, tuple) else value


@dataclass(slots=True)
class _Reader:
    repository: Repository
    read: ReadRow
    cache: SealedCache
    keep: KeepChanges | None
    last: SourceState | None = None
    """The last state of the batch before."""

    def read_all(self, states: Iterator[SourceState]) -> Iterator[tuple[Revision, RenderedRevision | Problems]]:
        shared: dict[Any, Any] = {}
        while batch := list(islice(states, _BATCH)):
            kept = self.cache.get_all(state.key for state in batch)
            known = {key: read_rendered(content) for key, content in kept.items()}
            for key, rendered in list(self._read_unknown(batch, known)):
                known[key] = rendered
                self.cache.put(key, write_rendered(rendered))
            for state in batch:
                yield state.revision, _share(known[state.key], shared)
            self.last = batch[-1]

    def _read_unknown(
        self, batch: Sequence[SourceState], known: Collection[str]
    ) -> Iterator[tuple[str, RenderedRevision | Problems]]:
        """Yield what is not known, by its key."""
        rows = list(_rows(batch, self.last, known, is_judged=self.keep is not None))
        trees = iter(read_trees(self.repository, [state.files for row in rows for state in row.states]))
        sources = (Row(tuple(islice(trees, len(row.states))), row.is_first_known, bool(self.keep)) for row in rows)
        for row, read in zip(rows, do_each(self.read, sources, chunk=1, many=_MANY), strict=True):
            for state, one in zip(row.states[row.is_first_known :], read, strict=True):
                yield state.key, one.rendered
                if self.keep and one.since is not None:
                    self.keep(row.states[one.since].revision.commit, state.revision.commit, one.changes)


@dataclass(frozen=True, slots=True)
class _Row:
    """Consecutive states; the first one may be known."""

    states: list[SourceState]
    is_first_known: bool


def _rows(
    batch: Sequence[SourceState], last: SourceState | None, known: Collection[str], *, is_judged: bool
) -> Iterator[_Row]:
    """Yield the states that are not known, in rows behind the state before them, if their changes are wanted."""
    row = [last] if last and is_judged else []
    old = len(row)
    for state in batch:
        is_known = state.key in known
        if len(row) > old and (is_known or len(row) - old == _ROW):
            yield _Row(row, bool(old))
            row, old = (row[-1:], 1) if is_judged else ([], 0)
        if is_known:
            row, old = ([state], 1) if is_judged else ([], 0)
        else:
            row.append(state)
    if len(row) > old:
        yield _Row(row, bool(old))


def _share(rendered: RenderedRevision | Problems, shared: dict[Any, Any]) -> RenderedRevision | Problems:
    """The same revision, whose lines and parts are those of earlier ones where they are equal: most of them are."""
    if isinstance(rendered, Problems):
        return rendered
    documents = (
        replace(
            document,
            lines=tuple(shared.setdefault(line, line) for line in document.lines),
            parts={
                shared.setdefault(anchor, anchor): shared.setdefault(part, part)
                for anchor, part in document.parts.items()
            },
        )
        for document in rendered.documents
    )
    return replace(rendered, documents=tuple(documents))


@cache
def _cached() -> TypeAdapter[RenderedRevision | tuple[Problem, ...]]:
    """Writes and reads what is kept of a revision."""
    return TypeAdapter(RenderedRevision | tuple[Problem, ...])
