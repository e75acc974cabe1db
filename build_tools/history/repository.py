"""Finds and reads the git repository of a project, and refuses a repository or an answer that cannot be trusted.

A repository inside another one whose commits hold the project's files is refused: a clone brings such a folder along
(`HEAD`, `config`, `objects`, `refs`), with any dates and settings that its author chose.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from build_tools.history.errors import HistoryError, NoRepositoryError
from build_tools.history.git_command import GitCommand, explain
from build_tools.model.tree import FOLDERS

_QUESTIONS = ("--absolute-git-dir", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
_BARE_ALLOWED = {"safe.bareRepository": "all"}
"""With this setting git also opens the bare repository in which it runs."""
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the repository of a project is."""

    git_dir: str
    """The folder with git's own files, absolute: `/srv/legal/.git`."""
    top: Path | None
    """The top of the working folder; none for a bare repository, which is the project itself."""
    prefix: str
    """The path from the top to the project: empty, or with a slash at its end."""
    is_shallow: bool


class Repository:
    """The git repository of a project. It is only read, and no remote is asked. Use it in a `with`."""

    def __init__(self, project: Path, *, whole: bool = True, newest: str = "", place: Place | None = None) -> None:
        """`newest` is the commit to treat as the newest, and not HEAD; `whole` refuses a shallow clone.

        `place` is that of the repository, if it is known.
        """
        self._newest, self._open_until_exit = newest, ExitStack()
        place = place or find_repository(project)
        self.is_bare = place.top is None
        self.top, self.prefix = place.top or Path(place.git_dir), place.prefix
        named = {"GIT_DIR": place.git_dir, **({} if self.is_bare else {"GIT_WORK_TREE": str(self.top)})}
        self._git = GitCommand(self.top, named)
        self.talk, self.check = self._git.talk, self._git.check
        self.is_shallow = place.is_shallow
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
        """The newest commit of the published branch, the one checked out; empty before the first commit."""
        if commit := self._newest or self.find("HEAD"):
            return commit
        branch = self._try("symbolic-ref", "--quiet", "HEAD")
        if not branch or self._try("rev-parse", "--verify", "--quiet", branch):
            raise HistoryError("git cannot find the commit of HEAD", "Run: git fsck, and repair what it reports.")
        return ""

    @cached_property
    def branch(self) -> tuple[str, ...]:
        """The commits of the published branch by first parents, the newest first."""
        return tuple(self.ask("rev-list", "--first-parent", self.head).split()) if self.head else ()

    @cached_property
    def contents(self) -> Any:
        """A process that prints the content of each object name it reads: `git cat-file --batch`."""
        return self._open_until_exit.enter_context(self.talk("cat-file", "--batch"))

    def find(self, name: str) -> str:
        """The full name of a commit; empty where there is no such commit."""
        return self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")

    def is_upstream(self, name: str) -> bool:
        """Whether a name is the remote's copy of the branch that is checked out: `origin/main` of `main`."""
        ref = self._try("rev-parse", "--verify", "--quiet", "--symbolic-full-name", "--end-of-options", name)
        _, _, branch = self._try("symbolic-ref", "--quiet", "HEAD").partition("refs/heads/")
        return bool(branch) and ref.startswith("refs/remotes/") and ref.split("/", 3)[-1] == branch

    def find_common(self, one: str, other: str) -> str:
        """The newest common ancestor of two commits, by their full names; empty where there is none."""
        return self._try("merge-base", one, other)

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether a commit is the other one or its ancestor; both by their full names."""
        return bool(commit) and self.ask("rev-list", "--max-count=1", commit, f"^{of}").strip() == ""

    def entry_of(self, commit: str) -> str:
        """The commit that brought an ancestor of HEAD, by its full name, to the published branch: itself or a merge."""
        if commit in self.branch:
            return commit
        after = set(self.ask("rev-list", "--ancestry-path", f"{commit}..{self.head}").split())
        return next(entry for entry in reversed(self.branch) if entry in after)

    def ask(self, command: str, *arguments: str) -> str:
        """The output of a git command."""
        return self._git.run(command, *arguments)

    def records(self, command: str, *arguments: str) -> Iterator[str]:
        """Yield the NUL-terminated pieces that a git command prints with `-z`, as they come."""
        rest = b""
        with self.talk(command, *arguments) as process:
            while block := process.stdout.read(1 << 16):
                *whole, rest = (rest + block).split(b"\0")
                yield from (piece.decode(errors="surrogateescape") for piece in whole)
            self.check(process)

    def _try(self, command: str, *arguments: str) -> str:
        return self._git.run(command, *arguments, check=False).strip()


def find_repository(project: Path) -> Place:
    """Find the repository in a project's folder or above it; or the project is itself a bare repository.

    Raises: NoRepositoryError: there is none. HistoryError: it is untrusted, or another one tracks its files.
    """
    if not project.is_dir():
        raise _no_repository()
    found = _ask(GitCommand(project))
    here = project.resolve()
    if found is None or found.top is None:
        return _open_bare(project, here)
    if not _leads_to(found.top / ".git", Path(found.git_dir)):
        _refuse_embedded(Path(found.git_dir), here)
        what = f"the git repository {found.git_dir} has its working folder elsewhere (core.worktree)"
        raise HistoryError(what, "Clone it again, and use that clone.")
    _refuse_embedded(found.top, here)
    return found


def _open_bare(project: Path, here: Path) -> Place:
    _refuse_embedded(here, here)
    found = _ask(GitCommand(project, settings=_BARE_ALLOWED))
    if found is None or found.top is not None or Path(found.git_dir).resolve() != here:
        what = f"{here} lies in a git repository that has no working folder (core.bare)"
        raise HistoryError(what, "Run: git config core.bare false, or name the bare repository itself.")
    if (here / FOLDERS[0]).exists():
        what = f"{here} holds {FOLDERS[0]}/ and a bare git repository, whose dates are not those of that source"
        raise HistoryError(what, _remedy(here))
    return found


def _leads_to(entry: Path, git_dir: Path) -> bool:
    """Whether the `.git` of a working folder is or names the found repository: git before 2.38 trusts any bare one."""
    if entry.is_file():
        entry = entry.parent / entry.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
    return entry.resolve() == git_dir.resolve()


def _ask(git: GitCommand) -> Place | None:
    """Ask git where the repository is; none for a bare repository that git refuses to open."""
    status, printed, complaint = git.answer("rev-parse", *_QUESTIONS)
    if "not a git repository" in complaint or "invalid gitfile" in complaint:
        raise _no_repository()
    if "cannot use bare repository" in complaint:
        return None
    if status:
        raise explain(complaint)
    git_dir, is_inside, is_shallow, *rest = printed.split("\n", 3)
    prefix = "".join(rest)
    if is_inside != "true":
        return Place(git_dir, None, "", is_shallow == "true")
    folder = git.folder.resolve()
    top = folder.parents[prefix.count("/") - 1] if prefix else folder
    return Place(git_dir, top, prefix, is_shallow == "true")


def _refuse_embedded(inner: Path, project: Path) -> None:
    """Refuse a repository inside one that tracks the project's files. Of a submodule, only one entry is tracked."""
    for around in inner.parents:
        if not (around / ".git").exists():
            continue
        path = project.relative_to(around).as_posix()
        status, printed, _ = GitCommand(around).answer("ls-files", "--stage", "-z", "--", path)
        # an untrusted repository tracks nothing
        if not status and any(entry and not entry.startswith(_SUBMODULE) for entry in printed.split("\0")):
            what = f"{inner} holds a git repository inside the one in {around}, which tracks the same files"
            raise HistoryError(what, _remedy(inner))


def _remedy(folder: Path) -> str:
    return f"Remove that repository from {folder} (.git, or HEAD, config, objects and refs), or move it elsewhere."


def _no_repository() -> NoRepositoryError:
    return NoRepositoryError(
        "this folder is not in a git repository, so the dates of its texts are not known",
        "Run: git init && git add . && git commit.",
    )
