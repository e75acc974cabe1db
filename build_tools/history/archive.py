"""Collects every text that a project has published, and keeps the rendered revisions in the cache."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
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
from build_tools.model.tree import FOLDERS, Tree
from build_tools.model.version import Archive, Revision
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.parallel import do_all

Render = Callable[[Tree], RenderedRevision | Problems]
"""Renders a past revision, or gives the problems because of which it was never published. A function of a module, so
that other processes can run it."""

_BATCH = 250
"""How many revisions are read together: few calls of git, and little memory."""
_CHUNK = 10
"""How many consecutive revisions one process renders: they share most texts, which are converted once."""


def read_archive(repository: Repository, dating: Dating, render: Render, cache: SealedCache) -> Archive:
    """All versions of all documents. Raises HistoryError if a date in the history cannot be true."""
    for correction in dating.corrected:
        if (commit := repository.find(correction.revision)) not in repository.branch:
            cause = find_cause(repository, commit)
            more = f"If this commit was published: {cause}" if cause else ""
            raise LostRevisionError("corrected_days", correction.revision, "on the published branch", more)
    start = dating.adopted.revision if dating.adopted else None
    states = walk(repository, start or "")
    archive = find_versions(_render_all(repository, states, render, cache), dating, repository.head)
    cache.sweep()
    return archive


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


def _render_all(
    repository: Repository, states: Iterator[SourceState], render: Render, cache: SealedCache
) -> Iterator[tuple[Revision, RenderedRevision | Problems]]:
    shared: dict[Any, Any] = {}
    while batch := list(islice(states, _BATCH)):
        known = {state.key: read_rendered(kept) for state in batch if (kept := cache.get(state.key))}
        unknown = {state.key: state.files for state in batch if state.key not in known}
        trees = list(read_trees(repository, list(unknown.values())))
        for key, rendered in zip(unknown, do_all(render, trees, chunk=_CHUNK), strict=True):
            known[key] = rendered
            cache.put(key, write_rendered(rendered))
        for state in batch:
            yield state.revision, _share(known[state.key], shared)


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
