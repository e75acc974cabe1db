"""How does a history begin: a new repository whose first commit holds all that stands in a folder?"""

from pathlib import Path

from build_tools.history.errors import HistoryError, NoRepositoryError
from build_tools.history.git_command import GitCommand, line_of
from build_tools.history.repository import Repository

BRANCH = "main"
"""The published branch of a new repository."""
_ROLES = ("AUTHOR", "COMMITTER")


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


def init_repository(folder: Path, subject: str, name: str, mailbox: str) -> None:
    """Make a folder a git repository with one commit of all that stands in it.

    `name` and `mailbox` are those of the author where git knows none of its own.

    Raises: HistoryError: git is missing, or refuses.
    """
    git = GitCommand(folder)
    _do(git, "init", "--quiet", f"--initial-branch={BRANCH}")
    inner = folder.resolve() / ".git"
    named = {"GIT_DIR": str(inner), "GIT_WORK_TREE": str(inner.parent)}
    if any(git.answer("config", "--get", f"user.{key}")[0] for key in ("name", "email")):
        named |= {f"GIT_{who}_NAME": name for who in _ROLES} | {f"GIT_{who}_EMAIL": mailbox for who in _ROLES}
    git = GitCommand(folder, named)
    _do(git, "add", "--all", "--force")  # whatever a person's own settings ignore
    _do(git, "commit", "--quiet", f"--message={subject}")


def _do(git: GitCommand, command: str, *arguments: str) -> None:
    status, _, complaint = git.answer(command, *arguments)
    if status:
        what = f"git cannot begin a history: {line_of(complaint)}"
        raise HistoryError(what, "Mend that, or say --no-git.")
