"""Opens what a project keeps from one run to the next, in its folder `.cache/policy/`."""

from pathlib import Path

from build_tools.history.errors import HistoryError, KeptContentError
from build_tools.history.repository import Repository
from build_tools.runtime.cache import CacheKeyError, SealedCache, find_key
from build_tools.runtime.path_checks import check_no_link
from build_tools.runtime.paths import RefusedPathError

_TOP, _BELOW = ".cache", "policy"


def open_cache(repository: Repository, project: Path, name: str, maker: str) -> SealedCache:
    """What a project keeps under a name, made by a maker; a bare repository has no place for it.

    Raises: HistoryError: the commit brings such contents, a link leads there, or the environment's key is too short.
    """
    if repository.is_bare:
        return SealedCache(None, maker, None)
    _refuse_committed(repository)
    _refuse_linked(project, f"{_TOP}/{_BELOW}/{name}")
    try:
        return SealedCache(project / _TOP / _BELOW / name, maker, find_key(project))
    except CacheKeyError as error:
        raise HistoryError(*error.args) from None


def open_project_cache(project: Path | None, name: str, maker: str) -> SealedCache:
    """The same of a project's folder; nothing is kept for a source without one.

    Raises: HistoryError: as above, or the history cannot be read.
    """
    if project is None:
        return SealedCache(None, maker, None)
    with Repository(project) as repository:
        return open_cache(repository, project, name, maker)


def _refuse_linked(project: Path, path: str) -> None:
    """Refuse a link in the place of what is kept, or on the way there; a folder that cannot be read keeps nothing.

    Raises: KeptContentError: there is a link.
    """
    try:
        check_no_link(project, path)
    except RefusedPathError as error:
        raise KeptContentError(_TOP, f"{error.path}: {error.what}", error.remedy) from None
    except OSError:
        return


def _refuse_committed(repository: Repository) -> None:
    """Refuse a commit that holds the folder, in whatever case: some machines do not tell `.Cache` from it.

    Raises: KeptContentError: the commit that is checked out does.
    """
    if head := repository.find("HEAD"):
        place = ("--", repository.prefix) if repository.prefix else ()
        for path in repository.records("ls-tree", "-z", "--name-only", "--full-tree", head, *place):
            name = path.removeprefix(repository.prefix)
            if name.casefold() == _TOP:
                what = f"{name} is committed, and nothing that this program keeps there may come from a commit"
                remedy = f"Run: git rm -r --cached {name} && git commit, and write {_TOP}/ into .gitignore."
                raise KeptContentError(name, what, remedy)
