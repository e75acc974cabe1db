"""Opens the caches of a project, in its folder `.cache/policy/`."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_tools.history.commit_log import list_tree
from build_tools.history.errors import HistoryError, KeptContentError
from build_tools.history.repository import Place, Repository
from build_tools.runtime.cache import CacheKeyError, SealedCache, find_key
from build_tools.runtime.fingerprints import fingerprint
from build_tools.runtime.path_checks import check_no_link
from build_tools.runtime.paths import RefusedPathError

_TOP, _BELOW = ".cache", "policy"


@dataclass(frozen=True)
class ProjectCaches:
    """The caches of a project; without a folder, nothing is kept."""

    folder: Path | None = None
    key: bytes | None = None
    """The key that seals them."""

    def open(self, name: str, code: tuple[str, ...], rest: str = "") -> SealedCache:
        """A cache by its name, of what `code`, the entry modules of a fingerprint, makes from `rest`.

        Raises HistoryError if its folder is a link.
        """
        if self.folder is None:
            return SealedCache(None, "", None)
        return SealedCache(self._place(name), fingerprint(code, self._program) + rest, self.key)

    @property
    def is_new(self) -> bool:
        """Whether they may be kept, and no run has kept anything."""
        return self.folder is not None and self.key is not None and not (self.folder / _TOP / _BELOW).exists()

    @cached_property
    def _program(self) -> SealedCache:
        """The fingerprints of the program."""
        return SealedCache(self._place("program"), "", self.key)

    def _place(self, name: str) -> Path:
        folder = self.folder or Path()
        _refuse_linked(folder, f"{_TOP}/{_BELOW}/{name}")
        return folder / _TOP / _BELOW / name


def find_caches(project: Path | None, place: Place | None = None) -> ProjectCaches:
    """The caches in a project's folder. Raises HistoryError if they are committed, or the key is too short.

    `place` is that of the repository, if it is known.
    """
    if project is None:
        return ProjectCaches()
    with Repository(project, place=place) as repository:
        if repository.is_bare:
            return ProjectCaches()
        _refuse_committed(repository)
    try:
        return ProjectCaches(project, find_key(project))
    except CacheKeyError as error:
        raise HistoryError(*error.args) from None


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
