"""Reads the git repository of a project, and refuses an answer that is not to be trusted."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from build_tools.history.errors import HistoryError
from build_tools.history.git_command import GitCommand
from build_tools.history.repository import find_repository


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
        self._newest, self._open_until_exit = newest, ExitStack()
        place = find_repository(project)
        self.is_bare = place.top is None
        """Whether it has no working folder."""
        self.top, self.prefix = place.top or Path(place.git_dir), place.prefix
        named = {"GIT_DIR": place.git_dir, **({} if self.is_bare else {"GIT_WORK_TREE": str(self.top)})}
        self._git = GitCommand(self.top, named)
        self.is_shallow = place.is_shallow
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

    @cached_property
    def head(self) -> str:
        """The newest commit of the published branch, the one checked out; empty where there is none yet.

        Raises: HistoryError: HEAD is broken.
        """
        if commit := self._newest or self.find("HEAD"):
            return commit
        branch = self._try("symbolic-ref", "--quiet", "HEAD")
        if not branch or self._try("rev-parse", "--verify", "--quiet", branch):
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
        return self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")

    def is_upstream(self, name: str) -> bool:
        """Whether a name is what a remote holds of the branch that is checked out: `origin/main` of `main`."""
        ref = self._try("rev-parse", "--verify", "--quiet", "--symbolic-full-name", "--end-of-options", name)
        _, _, branch = self._try("symbolic-ref", "--quiet", "HEAD").partition("refs/heads/")
        return bool(branch) and ref.startswith("refs/remotes/") and ref.split("/", 3)[-1] == branch

    def find_common(self, one: str, other: str) -> str:
        """The newest commit that two have in common, both by their full names; empty where there is none."""
        return self._try("merge-base", one, other)

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether one commit is the other, or came before it; both by their full names."""
        return bool(commit) and self.ask("rev-list", "--max-count=1", commit, f"^{of}").strip() == ""

    def entry_of(self, commit: str) -> str:
        """The commit with which an ancestor of the newest one, by its full name, reached the published branch.

        That is itself, or the merge that brought it.
        """
        if commit in self.branch:
            return commit
        after = set(self.ask("rev-list", "--ancestry-path", f"{commit}..{self.head}").split())
        return next(entry for entry in reversed(self.branch) if entry in after)

    def ask(self, command: str, *arguments: str) -> str:
        """All that a git command prints."""
        return str(self._git.run(command, *arguments))

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
        process = self._git.begin(command, *arguments)
        try:
            yield process
        finally:
            self._git.end(process)

    def check(self, process: Any) -> None:
        """Raise what a process that has ended complained of."""
        self._git.check(process)

    def _try(self, command: str, *arguments: str) -> str:
        """What a git command prints, which may fail."""
        return str(self._git.run(command, *arguments, check=False)).strip()
