"""How does a history begin: a new repository whose first commit holds all that stands in a folder?"""

from pathlib import Path

from build_tools.history.faults import HistoryError, NoRepositoryError
from build_tools.history.repository import Repository

BRANCH = "main"
"""The published branch of a new repository."""


def is_in_repository(folder: Path) -> bool:
    """Whether a folder, or the first one above it that there is, lies in a git repository.

    Raises: HistoryError: git is missing, or does not trust the repository.
    """
    here = folder.resolve()
    while not here.exists():
        here = here.parent
    try:
        with Repository(here, whole=False):
            return True
    except NoRepositoryError:
        return False


def begin_history(folder: Path, subject: str, name: str, mailbox: str) -> None:
    """Make a folder a git repository with one commit of all that stands in it.

    `name` and `mailbox` are those of the author where git knows none of its own.

    Raises: HistoryError: git is missing, or refuses.
    """
    try:
        from git import Actor, Git, GitError, Repo  # noqa: PLC0415 - slow, and fails without git
    except ImportError:
        raise HistoryError("git is not installed", "Install it, or say --no-git.") from None
    git, own = Git(folder), _places(folder)
    git.update_environment(**own)
    try:
        git.init(initial_branch=BRANCH)
        with Repo(folder) as repo:
            repo.git.update_environment(**own)
            known = repo.config_reader()
            is_known = bool(known.get_value("user", "name", "") and known.get_value("user", "email", ""))
            author = Actor.committer(known) if is_known else Actor(name, mailbox)
            repo.git.add("--all", "--force")  # whatever a person's own settings ignore
            repo.index.commit(subject, author=author, committer=author, skip_hooks=True)
    except (GitError, OSError, ValueError) as error:
        said = (str(getattr(error, "stderr", "")) or str(error)).strip().splitlines()
        raise HistoryError(
            f"git cannot begin a history: {' '.join(said[-1:])}", "Mend that, or say --no-git."
        ) from None


def _places(folder: Path) -> dict[str, str]:
    """Where the repository of a folder has its own, whatever other one a git hook names in the environment."""
    inner = folder.resolve() / ".git"
    return {
        "GIT_DIR": str(inner),
        "GIT_WORK_TREE": str(inner.parent),
        "GIT_COMMON_DIR": str(inner),
        "GIT_INDEX_FILE": str(inner / "index"),
        "GIT_OBJECT_DIRECTORY": str(inner / "objects"),
    }
