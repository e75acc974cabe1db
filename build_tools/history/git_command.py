"""Runs git. No other module does, so that every command has the same settings and the same environment.

The settings of the person who runs it (`~/.gitconfig`, `git -c`) and the variables that a git hook sets change no
answer. What they say of how to reach a remote, of passwords, certificates and trusted folders stays.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from subprocess import PIPE
from typing import Any

from build_tools.history.errors import HistoryError, missing_content
from build_tools.runtime.secrets import conceal

_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replaced objects and grafts tell another history than the one that was published
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1",  # a container mounts a part of a repository
    "GIT_TRACE2": "0",  # a trace would stand among what git complains of
    "GIT_TRACE2_EVENT": "0",
    "GIT_TRACE2_PERF": "0",
}
_ALONE = {"GIT_ALLOW_PROTOCOL": "none"}
"""A partial clone would fetch what it lacks, and might get it or not."""

_EVENTS = (
    *("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-index-change", "post-checkout"),
    *("pre-push", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"),
)
"""The hooks that our commands could run. From 2.54 on git also reads hooks from settings (`hook.NAME.command`)."""
_SETTINGS = {
    "log.showSignature": "false",
    "log.showRoot": "true",
    "log.follow": "false",
    "log.mailmap": "false",
    "log.date": "default",
    "log.decorate": "false",
    "log.abbrevCommit": "false",
    "format.pretty": "medium",
    "diff.renames": "false",
    "diff.relative": "false",
    "diff.noPrefix": "false",
    "diff.mnemonicPrefix": "false",
    "diff.ignoreSubmodules": "none",
    "diff.orderFile": os.devnull,
    "color.ui": "false",
    "column.ui": "never",
    "core.pager": "cat",
    "core.quotePath": "false",
    "core.fsmonitor": "false",  # a command, which `git add` runs
    "core.untrackedCache": "false",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,  # attributes decide how alike two files are, one of which may be the other
    "core.bigFileThreshold": "512m",  # the same
    "core.useReplaceRefs": "false",
    "i18n.logOutputEncoding": "UTF-8",
    "i18n.commitEncoding": "UTF-8",
    "safe.bareRepository": "explicit",  # a bare repository is opened only where it is named
    "submodule.recurse": "false",
    "fetch.recurseSubmodules": "false",
    "fetch.prune": "false",
    "push.recurseSubmodules": "no",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "push.pushOption": "",
    "commit.gpgSign": "false",
    "commit.cleanup": "verbatim",
    "commit.verbose": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
} | {f"hook.{event}.enabled": "false" for event in _EVENTS}
_KEPT = re.compile(
    "GIT_(?:SSH.*|SSL_.*|HTTP_.*|PROXY_.*|CURL_.*|ASKPASS|EXEC_PATH|PROTOCOL|ALLOW_PROTOCOL|PROTOCOL_FROM_USER"
    "|CONFIG_.*|AUTHOR_.*|COMMITTER_.*|PYTHON_.*|TEST_ASSUME_DIFFERENT_OWNER)"
)
"""The variables of git that a command may inherit: how to reach others, who commits, and which settings there are.
Options of the command line come after all settings, so that those do no harm."""


class GitCommand:
    """git in one folder; with the repository named, if it is known."""

    def __init__(
        self, folder: Path, named: Mapping[str, str] | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        """`named` are variables that name the repository: `GIT_DIR`, `GIT_WORK_TREE`. `settings` are used in the place
        of those that every command has.
        """
        self.folder, self._named = folder, dict(named or {})
        used = {**_SETTINGS, **(settings or {})}
        self._options = [word for name, value in used.items() for word in ("-c", f"{name}={value}")]

    def run(self, command: str, *arguments: str, check: bool = True, asks_others: bool = False, **options: Any) -> Any:
        """Run a command, as GitPython's `Git.execute` does, whose `options` it takes.

        A remote is reached only by a command that `asks_others`.

        Raises: HistoryError: git is missing; or, with `check`, it fails.
        """
        try:
            from git import Git, GitCommandError, GitCommandNotFound  # noqa: PLC0415 - slow, and fails without git
        except ImportError:
            raise _without_git() from None
        words = [*_leave_out(), Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "--no-pager", *self._options]
        words += [command, *arguments]
        environment = {**_ENVIRONMENT, **({} if asks_others else _ALONE), **self._named}
        try:
            return Git(self.folder).execute(words, with_exceptions=check, env=environment, **options)
        except GitCommandNotFound:
            raise _without_git() from None
        except GitCommandError as error:
            raise explain(str(error.stderr)) from None

    def begin(self, command: str, *arguments: str) -> Any:
        """Begin a command with pipes to its `stdin` and from its `stdout`. `end` has to follow."""
        return self.run(command, *arguments, istream=PIPE, as_process=True)

    def end(self, process: Any) -> None:
        """End a process that was begun, whether it is done or not."""
        process._terminate()  # noqa: SLF001 - GitPython ends a process when garbage is collected, or by this

    def check(self, process: Any) -> None:
        """Raise what a process that has ended complained of."""
        from git import GitCommandError  # noqa: PLC0415 - see `run`

        try:
            process.stdin.close()
            process.wait()
        except GitCommandError as error:
            raise explain(str(error.stderr)) from None

    def answer(self, command: str, *arguments: str, **options: Any) -> tuple[int, str, str]:
        """The exit status of a command, what it prints, and what it complains of."""
        status, printed, complaint = self.run(command, *arguments, check=False, with_extended_output=True, **options)
        return status, str(printed), str(complaint)


def line_of(complaint: str) -> str:
    """The line that says most of what git complains of, without the names and passwords in addresses."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip() and not line.startswith("hint: ")]
    if any(line.startswith("Timeout:") for line in lines):
        return "it does not answer"
    telling = [line for line in lines if "rejected]" in line or line.startswith("fatal: ")]
    line = (telling or lines or ["it gave no reason"])[0].removeprefix("fatal: ").removeprefix("error: ")
    return conceal(" ".join(line.split())).rstrip(".")


def _leave_out() -> list[str]:
    """What starts a command without the variables of git that it may not inherit; nothing where there are none.

    GitPython hands on the whole environment, and some variables have no value that means the same as none.
    """
    names = [name for name in os.environ if name.startswith("GIT_") and not _KEPT.fullmatch(name)]  # noqa: TID251
    return ["env", *(word for name in sorted(names) for word in ("-u", name))] if names else []


def _without_git() -> HistoryError:
    return HistoryError("git is not installed", "Install it: dates and versions come from its history.")


def explain(complaint: str) -> HistoryError:
    """What git complained of, in words that say how to mend it."""
    said = complaint.strip().removeprefix("stderr:").strip(" '\n")
    if "dubious ownership" in said:
        remedy = "Run: git config --global --add safe.directory with the path of this folder."
        return HistoryError("git does not trust this folder, which belongs to another user", remedy)
    if "promisor" in said or "transport" in said or "unable to read" in said:
        return missing_content("a part of the history")
    last = said.splitlines()[-1].removeprefix("fatal: ") if said else "it gave no reason"
    return HistoryError(f"git cannot read the history: {last}", "Run: git fsck, and mend what it tells.")
