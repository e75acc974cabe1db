"""Reads the git repository of a project, and refuses an answer that is not to be trusted."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Self

from build_tools.history.faults import HistoryError, NoRepositoryError
from build_tools.history.git_command import GitCommand, explain


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
        git_dir, is_inside, is_shallow, self.prefix = _find(project)
        self.is_bare = not is_inside
        """Whether it has no working folder."""
        top = Path(git_dir) if self.is_bare else _top_of(project, self.prefix)
        self._git = GitCommand(top, {"GIT_DIR": git_dir, **({} if self.is_bare else {"GIT_WORK_TREE": str(top)})})
        self.is_shallow = is_shallow
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

    def is_changed(self, *paths: str) -> bool:
        """Whether anything at these paths of the project, files and folders, is not as in the newest commit."""
        return any(True for _ in self.changed(*paths))

    def changed(self, *paths: str) -> Iterator[str]:
        """Yield the files at these paths of the project that are not as in the newest commit, by their paths from it.

        A hidden file that was never committed (`.DS_Store`) does not count: no site shows it.
        """
        places = [f"{self.prefix}{path}" for path in paths]
        options = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=none")
        for line in self.records("status", *options, "--", *places):
            state, path = line[:2], line[3:].removeprefix(self.prefix)
            if state != "??" or not PurePosixPath(path).name.startswith("."):
                yield path

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


def _find(project: Path) -> tuple[str, bool, bool, str]:
    """The folder of git's own that a project's folder belongs to, whether the project lies in a working folder,
    whether older commits are missing, and the path from the top to the project: empty, or with a slash at its end.

    Raises: HistoryError: there is none, or git does not trust it.
    """
    nowhere = NoRepositoryError(
        "this folder is in no git repository, so nobody can say when a text was published",
        "Run: git init && git add . && git commit.",
    )
    if not project.is_dir():
        raise nowhere
    questions = ("--absolute-git-dir", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
    status, told, complaint = GitCommand(project).answer("rev-parse", *questions)
    if "not a git repository" in complaint or "invalid gitfile" in complaint:
        raise nowhere
    if status:
        raise explain(complaint)
    git_dir, is_inside, is_shallow, *prefix = told.split("\n")
    return git_dir, is_inside == "true", is_shallow == "true", "\n".join(prefix)


def _top_of(project: Path, prefix: str) -> Path:
    """The top of the working folder in which a project stands at a path."""
    folder = project.resolve()
    return folder.parents[prefix.count("/") - 1] if prefix else folder
