"""Starts a history (`git init`): a new repository whose first commit holds every file of a folder."""

from pathlib import Path

from build_tools.history.errors import HistoryError, NoRepositoryError
from build_tools.history.git_command import GitCommand, line_of
from build_tools.history.repository import find_repository

BRANCH = "main"
_ROLES = ("AUTHOR", "COMMITTER")


def is_in_repository(folder: Path) -> bool:
    """Whether a folder, or its nearest existing parent, lies in a git repository."""
    here = folder.resolve()
    while not here.exists():
        here = here.parent
    try:
        find_repository(here)
    except NoRepositoryError:
        return False
    return True


def init_repository(folder: Path, subject: str, name: str, mailbox: str) -> None:
    """Make a folder a repository with one commit. `name` and `mailbox` serve if git has no author configured."""
    git = GitCommand(folder)
    _run(git, "init", "--quiet", f"--initial-branch={BRANCH}")
    inner = folder.resolve() / ".git"
    named = {"GIT_DIR": str(inner), "GIT_WORK_TREE": str(inner.parent)}
    if any(git.answer("config", "--get", f"user.{key}")[0] for key in ("name", "email")):
        named |= {f"GIT_{who}_NAME": name for who in _ROLES} | {f"GIT_{who}_EMAIL": mailbox for who in _ROLES}
    git = GitCommand(folder, named)
    _run(git, "add", "--all", "--force")  # also what the user's own settings ignore
    _run(git, "commit", "--quiet", f"--message={subject}")


def _run(git: GitCommand, command: str, *arguments: str) -> None:
    status, _, complaint = git.answer(command, *arguments)
    if status:
        raise HistoryError(f"git cannot create the repository: {line_of(complaint)}", "Correct that, or use --no-git.")
