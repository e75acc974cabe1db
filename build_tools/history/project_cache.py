"""Opens the caches of a project, in its folder `.cache/policy/`."""

from pathlib import Path

from build_tools.history.commit_log import list_tree
from build_tools.history.errors import HistoryError, KeptContentError
from build_tools.history.repository import Repository
from build_tools.runtime.cache import CacheKeyError, SealedCache, find_key
from build_tools.runtime.path_checks import check_no_link
from build_tools.runtime.paths import RefusedPathError

_TOP, _BELOW = ".cache", "policy"


def open_cache(repository: Repository, project: Path, name: str, maker: str) -> SealedCache:
    """The cache of a project. Raises HistoryError if it is committed or a link, or the key is too short."""
    if repository.is_bare:
        return SealedCache(None, maker, None)
    _refuse_committed(repository)
    _refuse_linked(project, f"{_TOP}/{_BELOW}/{name}")
    try:
        return SealedCache(project / _TOP / _BELOW / name, maker, find_key(project))
    except CacheKeyError as error:
        raise HistoryError(*error.args) from None


def open_project_cache(project: Path | None, name: str, maker: str) -> SealedCache:
    """The cache of a project's folder; a source without a folder keeps nothing."""
    if project is None:
        return SealedCache(None, maker, None)
    with Repository(project) as repository:
        return open_cache(repository, project, name, maker)


def _refuse_linked(project: Path, path: str) -> None:
    try:
        check_no_link(project, path)
    except RefusedPathError as error:
        raise KeptContentError(_TOP, f"{error.path}: {error.what}", error.remedy) from None
    except OSError:
        return  # a folder that cannot be read keeps nothing


def _refuse_committed(repository: Repository) -> None:
    """Refuse a commit that contains the folder in any case (`.Cache`): some file systems ignore case."""
    if head := repository.find("HEAD"):
        for path, _ in list_tree(repository, head, paths=(repository.prefix,) if repository.prefix else ()):
            name = path.removeprefix(repository.prefix)
            if name.casefold() == _TOP:
                what = f"{name} is committed, and the cache of this program must not come from a commit"
                remedy = f"Run: git rm -r --cached {name} && git commit, and write {_TOP}/ into .gitignore."
                raise KeptContentError(name, what, remedy)
