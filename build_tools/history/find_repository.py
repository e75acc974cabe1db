"""Finds the git repository that a project lies in and that tracks it.

A repository that lies inside another, whose commits hold the project's files, is refused: a clone brings such a folder
along (`HEAD`, `config`, `objects`, `refs`), with any dates and any settings that its author wished.
"""

from dataclasses import dataclass
from pathlib import Path

from build_tools.history.errors import HistoryError, NoRepositoryError
from build_tools.history.git_command import GitCommand, explain
from build_tools.model.tree import FOLDERS

_QUESTIONS = ("--absolute-git-dir", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
_BY_ITS_PLACE = {"safe.bareRepository": "all"}
"""git then also opens the bare repository in which it runs. It is asked so only where that one may be opened."""
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the repository of a project is."""

    git_dir: str
    """The folder that git keeps for itself, absolute: `/srv/legal/.git`."""
    top: Path | None
    """The top of the working folder; none where the repository is bare, and is the project itself."""
    prefix: str
    """The path from the top to the project: empty, or with a slash at its end."""
    is_shallow: bool
    """Whether it lacks the older commits."""


def find_repository(project: Path) -> Place:
    """Find the repository of a project's folder.

    It is found by `.git`, a folder or a file (a worktree, a submodule, `git init --separate-git-dir`), in the project
    or above it; or the project is a bare repository itself.

    Raises: NoRepositoryError: there is none. HistoryError: git is missing, or does not trust it; or it lies inside
        another repository that tracks the project.
    """
    if not project.is_dir():
        raise _nowhere()
    found = _ask(GitCommand(project))
    here = project.resolve()
    if found is None or found.top is None:
        return _open_bare(project, here)
    if not _leads_to(found.top / ".git", Path(found.git_dir)):
        _refuse_embedded(Path(found.git_dir), here)
        what = f"the git repository {found.git_dir} has its working folder elsewhere (core.worktree)"
        raise HistoryError(what, "Clone it anew, and use that clone.")
    _refuse_embedded(found.top, here)
    return found


def _open_bare(project: Path, here: Path) -> Place:
    """The bare repository that a project's folder is, unless it came with the files of another."""
    _refuse_embedded(here, here)
    found = _ask(GitCommand(project, settings=_BY_ITS_PLACE))
    if found is None or found.top is not None or Path(found.git_dir).resolve() != here:
        what = f"{here} lies in a git repository that has no working folder (core.bare)"
        raise HistoryError(what, "Run: git config core.bare false, or name the bare repository itself.")
    if (here / FOLDERS[0]).exists():
        what = f"{here} holds {FOLDERS[0]}/ and a bare git repository, whose dates are not those of that source"
        raise HistoryError(what, _remedy(here))
    return found


def _leads_to(entry: Path, git_dir: Path) -> bool:
    """Whether the `.git` of a working folder is the repository that git has found, or a file that names it.

    git before 2.38 opens a bare repository by its place, and that may claim any working folder.
    """
    if entry.is_file():
        entry = entry.parent / entry.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
    return entry.resolve() == git_dir.resolve()


def _ask(git: GitCommand) -> Place | None:
    """Ask git where the repository is; none where it is a bare one that git does not open by its place.

    Raises: HistoryError: there is none, or git does not trust it.
    """
    status, printed, complaint = git.answer("rev-parse", *_QUESTIONS)
    if "not a git repository" in complaint or "invalid gitfile" in complaint:
        raise _nowhere()
    if "cannot use bare repository" in complaint:
        return None
    if status:
        raise explain(complaint)
    git_dir, is_inside, is_shallow, *rest = printed.split("\n")
    prefix = "\n".join(rest)
    top = _top_of(git.folder, prefix) if is_inside == "true" else None
    return Place(git_dir, top, prefix if top else "", is_shallow == "true")


def _top_of(project: Path, prefix: str) -> Path:
    """The top of the working folder in which a project stands at a path."""
    folder = project.resolve()
    return folder.parents[prefix.count("/") - 1] if prefix else folder


def _refuse_embedded(inner: Path, project: Path) -> None:
    """Refuse a repository in `inner` where one around it tracks files of the project.

    A submodule is tracked as one entry and not by its files; a worktree and a clone beside other work are not tracked.

    Raises: HistoryError: one does.
    """
    for around in inner.parents:
        if (around / ".git").exists() and _tracks(around, project):
            what = f"{inner} holds a git repository inside of the one in {around}, which tracks the same files"
            raise HistoryError(what, _remedy(inner))


def _remedy(folder: Path) -> str:
    return f"Remove that repository from {folder} (.git, or HEAD, config, objects and refs), or move it elsewhere."


def _tracks(around: Path, project: Path) -> bool:
    """Whether the repository in a folder tracks files of a project below it. One that git does not trust does not."""
    path = project.relative_to(around).as_posix()
    status, printed, _ = GitCommand(around).answer("ls-files", "--stage", "-z", "--", path)
    return not status and any(entry and not entry.startswith(_SUBMODULE) for entry in printed.split("\0"))


def _nowhere() -> NoRepositoryError:
    return NoRepositoryError(
        "this folder is in no git repository, so nobody can say when a text was published",
        "Run: git init && git add . && git commit.",
    )
