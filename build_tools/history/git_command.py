"""Runs git. No other module does, so that every command has the same settings and environment.

The user's settings (`~/.gitconfig`, `git -c`) and the variables of a git hook change no result. Those about reaching a
remote, passwords, certificates and trusted folders stay. GitPython runs what asks a remote, and ends it in time with
all that it started; its import takes longer than git's answers about the repository at hand.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

from build_tools.history.errors import HistoryError, missing_content
from build_tools.runtime.secrets import conceal

_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replaced objects and grafts show another history than the published one
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1",  # a container may mount part of a repository
    "GIT_TRACE2": "0",  # a trace would be mixed with error messages
    "GIT_TRACE2_EVENT": "0",
    "GIT_TRACE2_PERF": "0",
}
_OFFLINE = {"GIT_ALLOW_PROTOCOL": "none"}
"""A partial clone would otherwise fetch what it lacks."""
_ENGLISH = {"LANGUAGE": "C", "LC_ALL": "C"}
_EVENTS = (
    *("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-index-change", "post-checkout"),
    *("pre-push", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"),
)
"""The hooks that our commands could run. From 2.54 on, git also reads hooks from settings (`hook.NAME.command`)."""
_OFF = (
    *("log.showSignature", "log.follow", "log.mailmap", "log.decorate", "log.abbrevCommit"),
    *("diff.renames", "diff.relative", "diff.noPrefix", "diff.mnemonicPrefix"),
    *("color.ui", "core.quotePath", "core.untrackedCache", "core.useReplaceRefs"),
    "core.fsmonitor",  # a command, which `git add` runs
    *("submodule.recurse", "fetch.recurseSubmodules", "fetch.prune", "push.followTags", "push.gpgSign"),
    *("commit.gpgSign", "commit.verbose", "maintenance.auto", *(f"hook.{event}.enabled" for event in _EVENTS)),
)
_SETTINGS = dict.fromkeys(_OFF, "false") | {
    "log.showRoot": "true",
    "log.date": "default",
    "format.pretty": "medium",
    "diff.ignoreSubmodules": "none",
    "diff.orderFile": os.devnull,
    "column.ui": "never",
    "core.pager": "cat",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,  # attributes affect the detection of renames
    "core.bigFileThreshold": "512m",  # the same
    "i18n.logOutputEncoding": "UTF-8",
    "i18n.commitEncoding": "UTF-8",
    "safe.bareRepository": "explicit",  # a bare repository is opened only if it is named
    "push.recurseSubmodules": "no",
    "push.pushOption": "",
    "commit.cleanup": "verbatim",
    "gc.auto": "0",
}
_KEPT = re.compile(
    "GIT_(?:SSH.*|SSL_.*|HTTP_.*|PROXY_.*|CURL_.*|ASKPASS|EXEC_PATH|PROTOCOL|ALLOW_PROTOCOL|PROTOCOL_FROM_USER"
    "|CONFIG_.*|AUTHOR_.*|COMMITTER_.*|PYTHON_.*|TEST_ASSUME_DIFFERENT_OWNER)"
)
"""The variables of git that a command may inherit: how to reach a remote, who commits, and the settings. Our options on
the command line override those settings."""


class GitCommand:
    """git in one folder, and optionally in a named repository."""

    def __init__(
        self, folder: Path, named: Mapping[str, str] | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        """`named` are variables that name the repository (`GIT_DIR`, …); `settings` override the common ones."""
        self.folder, self._named = folder, dict(named or {})
        used = {**_SETTINGS, **(settings or {})}
        self._options = [word for name, value in used.items() for word in ("-c", f"{name}={value}")]

    def run(self, command: str, *arguments: str, check: bool = True) -> str:
        """The output of a command, without its last line break. Raises HistoryError if it fails."""
        status, printed, complaint = self.answer(command, *arguments)
        if check and status:
            raise explain(complaint)
        return printed

    @contextmanager
    def talk(self, command: str, *arguments: str) -> Iterator[Any]:
        """A running command with pipes to its `stdin` and from its `stdout`; it ends with the `with`."""
        with self._start(command, *arguments, stdin=PIPE) as process:
            stdin: Any = process.stdin
            try:
                yield process
            finally:
                with suppress(BrokenPipeError):  # it has ended before it read everything
                    stdin.close()
                if process.poll() is None:
                    process.terminate()

    def check(self, process: Any) -> None:
        """Raise the error of a process that has failed."""
        process.stdin.close()
        if process.wait():
            raise explain(_decode(process.stderr.read()))

    def answer(self, command: str, *arguments: str) -> tuple[int, str, str]:
        """The exit status, the output and the error messages of a command. It asks no remote."""
        with self._start(command, *arguments, stdin=DEVNULL) as process:
            printed, complaint = process.communicate()
        return process.returncode, _decode(printed), _decode(complaint)

    def ask_remote(self, command: str, *arguments: str, seconds: float | None = None) -> tuple[int, str, str]:
        """The same of a command that may ask a remote. After some `seconds` it and all that it started are ended."""
        try:
            from git import Git, GitCommandNotFound  # noqa: PLC0415 - slow to import: it runs git twice
        except ImportError:
            raise _without_git() from None
        words = [*_leave_out(), *self._words(command, *arguments)]
        options: dict[str, Any] = {"kill_after_timeout": seconds, "with_extended_output": True}
        try:
            answer = Git(self.folder).execute(
                words, with_exceptions=False, env={**_ENVIRONMENT, **self._named}, **options
            )
        except GitCommandNotFound:
            raise _without_git() from None
        status, printed, complaint = answer
        return status, str(printed), str(complaint)

    def _words(self, command: str, *arguments: str) -> list[str]:
        git = os.environ.get("GIT_PYTHON_GIT_EXECUTABLE") or "git"  # noqa: TID251 - as GitPython finds it
        return [git, "--no-pager", *self._options, command, *arguments]

    def _start(self, command: str, *arguments: str, stdin: int) -> "Popen[bytes]":
        kept = {name: value for name, value in os.environ.items() if not _is_foreign(name)}  # noqa: TID251
        environment = {**kept, **_ENGLISH, **_ENVIRONMENT, **_OFFLINE, **self._named}
        if os.name == "nt":  # Windows would otherwise run a `git.exe` in the current folder
            os.environ["NoDefaultCurrentDirectoryInExePath"] = "1"  # noqa: SIM112, TID251 - Windows ignores case
        folder = self.folder if os.access(self.folder, os.X_OK) else None
        try:
            return Popen(  # noqa: S603 - no shell
                self._words(command, *arguments), cwd=folder, env=environment, stdin=stdin, stdout=PIPE, stderr=PIPE
            )
        except FileNotFoundError:
            raise _without_git() from None


def _decode(printed: bytes) -> str:
    return printed.removesuffix(b"\n").decode(errors="surrogateescape")


def line_of(complaint: str) -> str:
    """The most telling line of git's error messages, without user names and passwords in addresses."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip() and not line.startswith("hint: ")]
    if any(line.startswith("Timeout:") for line in lines):
        return "it does not answer"
    telling = [line for line in lines if "rejected]" in line or line.startswith("fatal: ")]
    line = (telling or lines or ["it gave no reason"])[0].removeprefix("fatal: ").removeprefix("error: ")
    return conceal(" ".join(line.split())).rstrip(".")


def _is_foreign(variable: str) -> bool:
    return variable.startswith("GIT_") and not _KEPT.fullmatch(variable)


def _leave_out() -> list[str]:
    """The `env -u` prefix for variables of git: GitPython passes on all, and an empty one may differ from none."""
    names = [name for name in os.environ if _is_foreign(name)]  # noqa: TID251
    return ["env", *(word for name in sorted(names) for word in ("-u", name))] if names else []


def _without_git() -> HistoryError:
    return HistoryError("git is not installed", "Install it: dates and versions come from its history.")


def explain(complaint: str) -> HistoryError:
    """Git's error message as an error that says how to correct it."""
    said = complaint.strip().removeprefix("stderr:").strip(" '\n")
    if "dubious ownership" in said:
        remedy = "Run: git config --global --add safe.directory with the path of this folder."
        return HistoryError("git does not trust this folder, which belongs to another user", remedy)
    if "promisor" in said or "transport" in said or "unable to read" in said:
        return missing_content("a part of the history")
    last = said.splitlines()[-1].removeprefix("fatal: ") if said else "git gave no reason"
    return HistoryError(f"git cannot read the history: {last}", "Run: git fsck, and repair what it reports.")
