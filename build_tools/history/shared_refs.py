"""Keeps contents beside the history, under references that everybody who shares the repository sees.

Such a reference is no branch: it dates nothing and belongs to no version. With a remote `origin`, the repository that
is pushed to decides. It is asked first, and is changed only if it still holds what it held then (`git push
--force-with-lease`). What git answers to a push proves nothing: two pushes of equal contents both succeed, and the
answer to a push that succeeded can be lost. So every write is read back, and what is found there counts.
"""

from collections.abc import Iterable, Mapping, Sequence
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
"""How often references are read that others change at the same time."""
_LOOK = "Run: git ls-remote origin, and mend it."


class ConflictError(HistoryError):
    """A reference holds what another run has written."""


@dataclass(frozen=True, slots=True)
class RefState:
    """What a reference names, here and in the remote: the names of contents, empty where there is none."""

    here: str
    there: str


class SharedRefs(Repository):
    """The references of a repository that hold contents of our own. Unlike its history, they are written."""

    def __init__(self, project: Path, patience: float = PATIENCE) -> None:
        """Open the repository of a project's folder; `patience` is how many seconds its remote may take.

        Raises: HistoryError: as a repository does.
        """
        super().__init__(project)
        self._patience = patience
        self.has_remote = bool(self._try("config", "--get-all", f"remote.{_REMOTE}.url"))
        """Whether others share it."""

    def look(self, ref: str) -> RefState:
        """What a reference names. What the remote holds is fetched.

        Raises: HistoryError: the remote cannot be asked, or no single repository decides.
        """
        return self.look_below(ref).get(ref, RefState("", ""))

    def look_below(self, pattern: str) -> Mapping[str, RefState]:
        """What all references below a folder name, `refs/notices/`, or the one that is named in full.

        Raises: HistoryError: as above.
        """
        here = self._read_here(pattern)
        there = self._fetch(pattern) if self._decider else {}
        return {ref: RefState(here.get(ref, ""), there.get(ref, "")) for ref in sorted({*here, *there})}

    def is_in_remote(self, commit: str) -> bool:
        """Whether the default branch of the remote holds a commit, by its full name; without a remote, any does.

        Raises: HistoryError: the remote cannot be asked.
        """
        if not self.has_remote:
            return True
        tip = _read_refs(self._exchange("ls-remote", "--quiet", _REMOTE, "HEAD")).get("HEAD", "")
        if tip and not self.find(tip):
            self._exchange("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, "HEAD")
        return bool(tip) and self.is_ancestor(commit, tip)

    def keep(self, content: bytes) -> str:
        """Keep a content, and give its name. Nothing leads to it yet."""
        with self.talk("hash-object", "-w", "--stdin") as process:
            process.stdin.write(content)
            process.stdin.close()
            name: bytes = process.stdout.read()
            self.check(process)
        return name.decode().strip()

    def set_here(self, ref: str, name: str, held: RefState) -> RefState:
        """Let a reference of this repository name a content, or nothing where `name` is empty.

        Raises: ConflictError: it names something else than was `held`. HistoryError: git cannot write it.
        """
        if name != held.here:
            asked = [ref, name, held.here] if name else ["-d", ref, held.here]
            status, _, said = self._answer("update-ref", *asked)
            found = self._read_here(ref).get(ref, "")
            if not _is_written(name, held.here, found, is_accepted=not status):
                what = f"git cannot write {ref}: {line_of(said)}"
                raise HistoryError(what, "Check who may write to the repository.")
        return replace(held, here=name)

    def set_there(self, ref: str, name: str, held: RefState) -> RefState:
        """Write the same in the remote, and read it back; nothing is done where there is no remote.

        Raises: ConflictError: it names something else than was `held`. HistoryError: the remote refuses, or cannot be
            asked; where it cannot be asked, it may or may not have been written.
        """
        if not self._decider:
            return replace(held, there="")
        if name != held.there:
            refusal = self._push(ref, name, held.there)
            found = self._list(ref).get(ref, "")
            if not _is_written(name, held.there, found, is_accepted=refusal is None):
                what = f"the remote {_REMOTE} says that it has recorded it, and does not show it"
                raise refusal or HistoryError(what, f"Let it show {ref} to everybody who may push there.")
        return replace(held, there=name)

    @cached_property
    def _decider(self) -> str:
        """The repository that decides, as git is told: the one that is pushed to; empty without any remote.

        Another address may be a mirror, which lags behind.

        Raises: HistoryError: several are pushed to, or it is unclear which remote is meant.
        """
        if not self.has_remote:
            if others := self._try("config", "--local", "--name-only", "--get-regexp", r"^remote\..*\.url$").split():
                what = f"the repository has no remote named {_REMOTE}, so it is unclear with whom it is shared"
                name = others[0].removeprefix("remote.").removesuffix(".url")
                raise HistoryError(what, f"Run: git remote rename {name} {_REMOTE}.")
            return ""
        fetched, pushed = (self._addresses(*options) for options in ((), ("--push",)))
        if len(pushed) != 1:
            what = f"the remote {_REMOTE} is pushed to {len(pushed)} addresses, and a record needs one that decides"
            raise HistoryError(what, f"Run: git config --replace-all remote.{_REMOTE}.pushurl, and its address.")
        return _REMOTE if pushed == fetched[:1] else pushed[0]

    def _addresses(self, *options: str) -> Sequence[str]:
        return self.ask("remote", "get-url", "--all", *options, _REMOTE).splitlines()

    def _read_here(self, pattern: str) -> Mapping[str, str]:
        return _read_refs(self.ask("for-each-ref", "--format=%(objectname)%09%(refname)", pattern))

    def _list(self, pattern: str) -> Mapping[str, str]:
        """What references of the deciding repository name, whether their contents are here or not."""
        wanted = f"{pattern}*" if pattern.endswith("/") else pattern
        found = _read_refs(self._exchange("ls-remote", "--quiet", "--", self._decider, wanted))
        is_folder = pattern.endswith("/")  # names of others may end with the same words
        return {ref: name for ref, name in found.items() if (ref.startswith(pattern) if is_folder else ref == pattern)}

    def _fetch(self, pattern: str) -> Mapping[str, str]:
        """The same, once their contents are here. Between list and fetch, others may have changed them."""
        failure = HistoryError(f"the remote {_REMOTE} changes {pattern} while it is read", "Run it again.")
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
        """Those of some contents that are not here."""
        if not (asked := sorted(set(names))):
            return set()
        with self.talk("cat-file", "--batch-check") as process:
            process.stdin.write("".join(f"{name}\n" for name in asked).encode())
            process.stdin.close()
            answers: list[bytes] = process.stdout.readlines()
        return {name for name, answer in zip(asked, answers, strict=True) if answer.endswith(b" missing\n")}

    def _push(self, ref: str, name: str, before: str) -> HistoryError | None:
        """Push a content to a reference, unless it has changed; what git complains of, if it does."""
        lease = f"--force-with-lease={ref}:{before}"
        try:
            self._exchange("push", "--quiet", "--no-verify", "--no-follow-tags", lease, _REMOTE, f"{name}:{ref}")
        except HistoryError as error:
            return error
        return None

    def _exchange(self, command: str, *arguments: str) -> str:
        """What a command prints that speaks with the remote."""
        status, printed, complaint = self._answer(command, *arguments, asks_others=True)
        if not status:
            return printed
        said = line_of(complaint)
        if "rejected]" in complaint:
            remedy = "Let whoever runs this push refs/notices/*."
            raise HistoryError(f"the remote {_REMOTE} does not take what is to be recorded: {said}", remedy)
        raise HistoryError(f"the remote {_REMOTE} cannot be asked: {said}", _LOOK)

    def _answer(self, command: str, *arguments: str, asks_others: bool = False) -> tuple[int, str, str]:
        return self._git.answer(command, *arguments, asks_others=asks_others, kill_after_timeout=self._patience)


def _read_refs(told: str) -> dict[str, str]:
    """What each reference names, from lines of names and references."""
    return {ref: name for name, _, ref in (line.partition("\t") for line in told.splitlines())}


def _is_written(name: str, before: str, found: str, *, is_accepted: bool) -> bool:
    """Whether a reference was changed from `before` to `name`, by what is `found` there afterwards.

    A name stands for one content, so that it is found whatever git has answered. What was deleted may have been written
    anew by another run, if git has accepted the deletion.

    Raises: ConflictError: another run has changed it.
    """
    if found == name or (not name and is_accepted and found != before):
        return True
    if found != before:
        raise ConflictError(
            "another run is sending or has sent it in between", "Run it again to see what came of that."
        )
    return False
