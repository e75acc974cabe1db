"""Which texts has a project ever published?"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from pathlib import Path

from build_tools.history.archive import read_edition, write_edition
from build_tools.history.blobs import read_trees
from build_tools.history.commit_dates import Dating
from build_tools.history.commit_log import read_tree
from build_tools.history.errors import HistoryError, LostRevisionError
from build_tools.history.lost_versions import find_cause
from build_tools.history.repository import Repository
from build_tools.history.source_history import SourceState, walk
from build_tools.history.versions import find_versions
from build_tools.model.document import RenderedRevision
from build_tools.model.problem import Problems
from build_tools.model.tree import FOLDERS, Tree
from build_tools.model.version import Archive, Revision
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_all

Publish = Callable[[Tree], RenderedRevision | Problems]
"""Reads and renders a source of the past; or tells why it was never published. A function of a module."""

_BATCH = 250
"""How many states are read together: enough to ask git seldom, few enough to hold in memory."""

_CHUNK = 10
"""How many sources in a row one process renders: neighbours share most of their texts, which are converted once."""


def read_archive(repository: Repository, dating: Dating, publish: Publish, cache: SealedCache) -> Archive:
    """All versions of all documents, in one walk.

    Raises: HistoryError: the history cannot be told, or a date in it cannot be true.
    """
    for correction in dating.corrected:
        if (commit := repository.find(correction.revision)) not in repository.branch:
            cause = find_cause(repository, commit)
            told = f"If it was published itself: {cause}" if cause else ""
            raise LostRevisionError("corrected_days", correction.revision, "one of the published branch", told)
    start = dating.adopted.revision if dating.adopted else None
    states = walk(repository, start or "")
    archive = find_versions(_editions(repository, states, publish, cache), dating, repository.head)
    cache.sweep()
    return archive


def read_head(project: Path) -> Tree | None:
    """The source in the newest commit of a bare repository; none for any other folder."""
    if not (project / "HEAD").is_file():
        return None
    with Repository(project) as repository:
        if not repository.is_bare or not repository.head:
            return None
        return read_revision(repository, repository.head)


def read_revision(repository: Repository, commit: str) -> Tree:
    """The source in a commit, where it stands today.

    Raises: HistoryError: it did not stand there then, or the clone lacks content.
    """
    entries = read_tree(repository, repository.prefix, commit)
    if repository.prefix + FOLDERS[0] not in entries:
        what = f"commit {commit[:12]} holds no {repository.prefix}{FOLDERS[0]}/"
        raise HistoryError(what, "Name a later one, or a folder that holds the source as it was then.")
    files = {path.removeprefix(repository.prefix): content for path, content in entries.items()}
    (tree,) = read_trees(repository, [files])
    return tree


def read_published_sources(repository: Repository, start: str, commits: AbstractSet[str]) -> Iterator[tuple[str, Tree]]:
    """Yield the sources of some commits of the published branch with their names, the oldest first.

    `start` is as `walk` takes it.
    """
    states = (state for state in walk(repository, start) if state.revision.commit in commits)
    while batch := list(islice(states, _BATCH)):
        trees = read_trees(repository, [state.files for state in batch])
        yield from zip((state.revision.commit for state in batch), trees, strict=True)


def _editions(
    repository: Repository, states: Iterator[SourceState], publish: Publish, cache: SealedCache
) -> Iterator[tuple[Revision, RenderedRevision | Problems]]:
    while batch := list(islice(states, _BATCH)):
        known = {state.key: read_edition(kept) for state in batch if (kept := cache.get(state.key))}
        unknown = {state.key: state.files for state in batch if state.key not in known}
        trees = list(read_trees(repository, list(unknown.values())))
        editions = do_all(publish, trees, chunk=_CHUNK)
        for key, edition in zip(unknown, editions, strict=True):
            known[key] = edition
            cache.put(key, write_edition(edition))
        for state in batch:
            yield state.revision, known[state.key]
