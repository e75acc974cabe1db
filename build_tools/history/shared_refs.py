"""Stores contents under references of git (`refs/notices/…`) that everybody who shares the repository sees.

Such a reference is not a branch: it belongs to no version. With a remote `origin`, the repository to which it pushes
decides. It is read first, and changed only if it has not changed since (`git push --force-with-lease`). The answer to a
push proves nothing: two pushes of equal contents both succeed, and the answer to a successful push can be lost. So
every write is read back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from build_tools.history.errors import HistoryError
from build_tools.history.git_command import line_of
from build_tools.history.repository import Repository

PATIENCE = 30.0
"""How many seconds a remote may take to answer."""
_REMOTE = "origin"
_ATTEMPTS = 3
"""How often references are read if others change them at the same time."""
_LOOK = "Run: git ls-remote origin, and correct what it reports."


class ConflictError(HistoryError):
    """Another run has changed a reference."""


@dataclass(frozen=True, slots=True)
class RefState:
    """The object names of a reference in this repository and in the remote; empty where it does not exist."""

    local: str
    remote: str


class SharedRefs(Repository):
    """A repository whose references for our own contents are read and written."""

    def __init__(self, project: Path, patience: float = PATIENCE) -> None:
        """`patience` is the time limit of the remote in seconds."""
        super().__init__(project)
        self._patience = patience
        self.has_remote = bool(self._try("config", "--get-all", f"remote.{_REMOTE}.url"))

    def look(self, ref: str) -> RefState:
        """The state of a reference. The remote content is fetched."""
        return self.look_below(ref).get(ref, RefState("", ""))

    def look_below(self, pattern: str) -> Mapping[str, RefState]:
        """The state of all references below a folder, `refs/notices/`, or of one that is named in full."""
        here = self._read_local(pattern)
        there = self._fetch(pattern) if self._decider else {}
        return {ref: RefState(here.get(ref, ""), there.get(ref, "")) for ref in sorted({*here, *there})}

    def is_in_remote(self, commit: str) -> bool:
        """Whether the remote's default branch holds a commit, by its full name; always true without a remote."""
        if not self.has_remote:
            return True
        tip = _read_refs(self._exchange("ls-remote", "--quiet", _REMOTE, "HEAD")).get("HEAD", "")
        if tip and not self.find(tip):
            self._exchange("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, "HEAD")
        return bool(tip) and self.is_ancestor(commit, tip)

    def keep(self, content: bytes) -> str:
        """Store a content without a reference, and return its object name."""
        with self.talk("hash-object", "-w", "--stdin") as process:
            process.stdin.write(content)
            process.stdin.close()
            name: bytes = process.stdout.read()
            self.check(process)
        return name.decode().strip()

    def set_local(self, ref: str, name: str, held: RefState) -> RefState:
        """Set a reference here, or delete it if `name` is empty. Raises ConflictError if it is not as in `held`."""
        if name != held.local:
            asked = [ref, name, held.local] if name else ["-d", ref, held.local]
            status, _, said = self._git.answer("update-ref", *asked)
            found = self._read_local(ref).get(ref, "")
            if not _is_written(name, held.local, found, is_accepted=not status):
                raise HistoryError(f"git cannot write {ref}: {line_of(said)}", "Check who may write to the repository.")
        return replace(held, local=name)

    def set_remote(self, ref: str, name: str, held: RefState) -> RefState:
        """Set a reference in the remote, if there is one, and read it back.

        Raises: ConflictError: it is not as in `held`. HistoryError: the remote refuses, or it is unclear what it has.
        """
        if not self._decider:
            return replace(held, remote="")
        if name != held.remote:
            options = ("--quiet", "--no-verify", "--no-follow-tags", f"--force-with-lease={ref}:{held.remote}")
            refusal = None
            try:
                self._exchange("push", *options, _REMOTE, f"{name}:{ref}")
            except HistoryError as error:
                refusal = error
            found = self._list(ref).get(ref, "")
            if not _is_written(name, held.remote, found, is_accepted=refusal is None):
                what = f"the remote {_REMOTE} accepted the record, and does not show it"
                raise refusal or HistoryError(what, f"Make {ref} readable to everybody who may push there.")
        return replace(held, remote=name)

    @cached_property
    def _decider(self) -> str:
        """The address to which git pushes, since others may be mirrors; empty without a remote."""
        if not self.has_remote:
            if others := self._try("config", "--local", "--name-only", "--get-regexp", r"^remote\..*\.url$").split():
                what = f"the repository has no remote named {_REMOTE}, so it is unclear with whom it is shared"
                name = others[0].removeprefix("remote.").removesuffix(".url")
                raise HistoryError(what, f"Run: git remote rename {name} {_REMOTE}.")
            return ""
        asked = ("remote", "get-url", "--all")
        fetched, pushed = (self.ask(*asked, *push, _REMOTE).splitlines() for push in ((), ("--push",)))
        if len(pushed) != 1:
            what = f"the remote {_REMOTE} has {len(pushed)} push addresses, and a record needs exactly one"
            raise HistoryError(what, f"Run: git config --replace-all remote.{_REMOTE}.pushurl ADDRESS.")
        return _REMOTE if pushed == fetched[:1] else pushed[0]

    def _read_local(self, pattern: str) -> Mapping[str, str]:
        return _read_refs(self.ask("for-each-ref", "--format=%(objectname)%09%(refname)", pattern))

    def _list(self, pattern: str) -> Mapping[str, str]:
        """The object names of references in the deciding repository, whether or not their contents are here."""
        is_folder = pattern.endswith("/")
        wanted = f"{pattern}*" if is_folder else pattern  # git also lists longer names with this end
        found = _read_refs(self._exchange("ls-remote", "--quiet", "--", self._decider, wanted))
        return {ref: name for ref, name in found.items() if (ref.startswith(pattern) if is_folder else ref == pattern)}

    def _fetch(self, pattern: str) -> Mapping[str, str]:
        """The same, after fetching their contents. Others may change them between list and fetch."""
        failure = HistoryError(f"{pattern} changed in the remote {_REMOTE} while it was read", "Run it again.")
        for _ in range(_ATTEMPTS):
            there = self._list(pattern)
            if not (lacking := {ref for ref, name in there.items() if name in self._lacking(there.values())}):
                return there
            try:
                options = ("--quiet", "--no-tags", "--no-write-fetch-head")
                self._exchange("fetch", *options, "--", self._decider, *sorted(lacking))
            except HistoryError as error:
                failure = error
            if not self._lacking(there.values()):
                return there
        raise failure

    def _lacking(self, names: Iterable[str]) -> set[str]:
        if not (asked := sorted(set(names))):
            return set()
        with self.talk("cat-file", "--batch-check") as process:
            process.stdin.write("".join(f"{name}\n" for name in asked).encode())
            process.stdin.close()
            answers: list[bytes] = process.stdout.readlines()
        return {name for name, answer in zip(asked, answers, strict=True) if answer.endswith(b" missing\n")}

    def _exchange(self, command: str, *arguments: str) -> str:
        status, printed, complaint = self._git.ask_remote(command, *arguments, seconds=self._patience)
        if not status:
            return printed
        said = line_of(complaint)
        if "rejected]" in complaint:
            remedy = "Give the account that runs this permission to push refs/notices/*."
            raise HistoryError(f"the remote {_REMOTE} refuses the record: {said}", remedy)
        raise HistoryError(f"the remote {_REMOTE} cannot be reached: {said}", _LOOK)


def _read_refs(lines: str) -> dict[str, str]:
    return {ref: name for name, _, ref in (line.partition("\t") for line in lines.splitlines())}


def _is_written(name: str, before: str, found: str, *, is_accepted: bool) -> bool:
    """Whether a reference was changed from `before` to `name`, given what is `found` there afterwards.

    A name stands for one content, so that finding it proves the write, whatever git has answered. After an accepted
    deletion, another run may have written the reference again.
    """
    if found == name or (not name and is_accepted and found != before):
        return True
    if found != before:
        raise ConflictError("another run is sending or has sent it", "Run this again to see the result.")
    return False
