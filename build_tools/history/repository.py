"""How is git asked, in which repository, and when is its answer not to be trusted?"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING, Any, Self, cast

from build_tools.history.faults import HistoryError, NoRepositoryError

if TYPE_CHECKING:
    from git import Repo

_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replaced objects and grafts tell another history than the one that was published
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what it lacks, and might get it or not
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ATTR_NOSYSTEM": "1",
}
_SETTINGS = ["core.bigFileThreshold=512m", f"core.attributesFile={os.devnull}"]
"""What else would decide how alike git finds two files, one of which may be the other under a new name."""


class Repository:
    """The git repository that a project lies in. Here it is only read, and no other machine is asked (`SharedRefs` does
    both). Use it in a `with`.
    """

    def __init__(self, project: Path, *, whole: bool = True, newest: str = "") -> None:
        """Open the repository of a project's folder. A bare one is its own project.

        `newest` is the full name of the commit that counts as the newest one; without it, the one checked out.

        Raises: HistoryError: git or the repository is missing, or the older part of the history is; that may be if it
            need not be `whole`.
        """
        self._repo, self._newest = _open(project), newest
        self._open_until_exit = ExitStack()
        self._repo.git.update_environment(**_ENVIRONMENT)
        self._repo.git.set_persistent_git_options(c=_SETTINGS)
        self.is_bare = self._repo.bare or Path(self._repo.git_dir) == project.resolve()
        """Whether it has no working folder."""
        top = self._repo.working_tree_dir
        if self.is_bare:
            self._repo.git.update_environment(GIT_DIR=str(self._repo.git_dir))  # git may refuse to find it by itself
        self.prefix = "" if self.is_bare or top is None else _prefix(project, Path(top))
        """The path from the repository's top to the project: empty, or with a slash at its end."""
        self.is_shallow = self.ask("rev-parse", "--is-shallow-repository").strip() == "true"
        """Whether it lacks the older commits."""
        if whole and self.is_shallow:
            raise HistoryError(
                "this is a shallow clone: without the older commits every date would be wrong",
                "Run: git fetch --unshallow (in GitHub Actions, give actions/checkout the option fetch-depth: 0).",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open_until_exit.close()
        self._repo.close()

    @cached_property
    def head(self) -> str:
        """The newest commit of the published branch, the one checked out; empty where there is none yet.

        Raises: HistoryError: HEAD is broken.
        """
        if commit := self._newest or self.find("HEAD"):
            return commit
        branch = self._run("symbolic-ref", "--quiet", "HEAD", check=False).strip()
        if not branch or self._run("rev-parse", "--verify", "--quiet", branch, check=False):
            raise HistoryError("git cannot tell which commit HEAD is", "Run: git fsck, and mend what it tells.")
        return ""

    @cached_property
    def branch(self) -> tuple[str, ...]:
        """The commits of the published branch, its first parents, the newest first."""
        return tuple(self.ask("rev-list", "--first-parent", self.head).split()) if self.head else ()

    @cached_property
    def contents(self) -> Any:
        """The process that gives the content of each name that it is told: `git cat-file --batch`."""
        return self._open_until_exit.enter_context(self.talk("cat-file", "--batch"))

    def find(self, name: str) -> str:
        """The full name of a commit; empty where there is no such commit."""
        answer = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", check=False)
        return cast(str, answer).strip()

    def find_common(self, one: str, other: str) -> str:
        """The newest commit that two have in common, both by their full names; empty where there is none."""
        return cast(str, self._run("merge-base", one, other, check=False)).strip()

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether one commit is the other, or came before it; both by their full names."""
        return bool(commit) and self.ask("rev-list", "--max-count=1", commit, f"^{of}").strip() == ""

    def is_changed(self, *paths: str) -> bool:
        """Whether anything at these paths of the project, files and folders, is not as in the newest commit."""
        places = [f"{self.prefix}{path}" for path in paths]
        return bool(self.ask("status", "--porcelain", "--untracked-files=all", "--", *places).strip())

    def ask(self, command: str, *arguments: str) -> str:
        """All that a git command prints."""
        return cast(str, self._run(command, *arguments))

    def records(self, command: str, *arguments: str) -> Iterator[str]:
        """What a git command prints with `-z`, as it comes: the pieces that end with a NUL."""
        rest = b""
        with self.talk(command, *arguments) as process:
            while block := process.stdout.read(1 << 16):
                *whole, rest = (rest + block).split(b"\0")
                yield from (piece.decode(errors="surrogateescape") for piece in whole)
            self.check(process)

    @contextmanager
    def talk(self, command: str, *arguments: str) -> Iterator[Any]:
        """A git command with pipes to its `stdin` and from its `stdout`; it ends with the `with`."""
        process = self._run(command, *arguments, istream=PIPE, as_process=True)
        try:
            yield process
        finally:
            process._terminate()  # noqa: SLF001 - GitPython ends a process when garbage is collected, or by this

    def check(self, process: Any) -> None:
        """Raise what a process that has ended complained of."""
        from git import GitCommandError  # noqa: PLC0415 - see `_open`

        try:
            process.stdin.close()
            process.wait()
        except GitCommandError as error:
            raise _explain(error) from None

    def _run(self, command: str, *arguments: str, check: bool = True, **options: Any) -> Any:
        from git import GitCommandError, GitCommandNotFound  # noqa: PLC0415 - see `_open`

        call = getattr(self._repo.git, command.replace("-", "_"))
        try:
            return call(*arguments, with_exceptions=check, **options)
        except GitCommandNotFound:
            raise _without_git() from None
        except GitCommandError as error:
            raise _explain(error) from None


def _open(project: Path) -> "Repo":
    try:
        from git import InvalidGitRepositoryError, NoSuchPathError, Repo  # noqa: PLC0415 - slow, and fails without git
    except ImportError:
        raise _without_git() from None
    try:
        return Repo(project, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise NoRepositoryError(
            "this folder is in no git repository, so nobody can say when a text was published",
            "Run: git init && git add . && git commit.",
        ) from None


def _without_git() -> HistoryError:
    return HistoryError("git is not installed", "Install it: dates and versions come from its history.")


def _prefix(project: Path, top: Path) -> str:
    path = project.resolve().relative_to(top.resolve()).as_posix()
    return "" if path == "." else f"{path}/"


def _explain(error: Exception) -> HistoryError:
    """What git complained of, in words that say how to mend it."""
    said = str(getattr(error, "stderr", "")).strip().removeprefix("stderr:").strip(" '\n")
    if "dubious ownership" in said:
        remedy = "Run: git config --global --add safe.directory with the path of this folder."
        return HistoryError("git does not trust this folder, which belongs to another user", remedy)
    if "promisor" in said or "transport" in said or "unable to read" in said:
        return missing_content("a part of the history")
    last = said.splitlines()[-1].removeprefix("fatal: ") if said else "it gave no reason"
    return HistoryError(f"git cannot read the history: {last}", "Run: git fsck, and mend what it tells.")


def missing_content(what: str) -> HistoryError:
    """What to say where a clone lacks content: a partial clone, or a broken one."""
    return HistoryError(
        f"this clone lacks {what}, so old texts cannot be read",
        "Run: git fetch --refetch --no-filter, or clone anew without --filter.",
    )
