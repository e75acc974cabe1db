"""How is something kept beside the history, where all who share the repository see it and none writes over another?

As a reference of git's that is no branch: it moves no date and belongs to no version. With a remote `origin`, that one
decides: what it holds is asked before, and changed only if it is still the same (`git push --force-with-lease`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build_tools.history.faults import HistoryError
from build_tools.history.git_command import line_of
from build_tools.history.repository import Repository

PATIENCE = 30.0
"""How many seconds a remote may take to answer."""
_REMOTE = "origin"
_TAKEN = ("stale info", "fetch first", "already exists", "File exists", "failed to update ref", "but expected")
"""What git says where somebody else was faster."""


class ConflictError(HistoryError):
    """Somebody else has changed a reference in between."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a reference names, here and in the remote: the names of contents, empty where there is none."""

    here: str
    there: str

    @property
    def contents(self) -> Sequence[str]:
        """What there is of them, each once."""
        return sorted({self.here, self.there} - {""})


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

    def look(self, ref: str) -> Held:
        """What a reference names. What the remote holds is fetched.

        Raises: HistoryError: the remote cannot be asked.
        """
        here = self.ask("for-each-ref", "--format=%(objectname)", ref).strip()
        there = self._ask_remote(ref) if self.has_remote else ""
        if there and there != here:
            self._exchange("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, ref)
        return Held(here, there)

    def look_below(self, folder: str) -> Mapping[str, Held]:
        """What all references below a folder name, `refs/notices/`. What the remote holds is fetched.

        Raises: HistoryError: the remote cannot be asked.
        """
        here = _read_refs(self.ask("for-each-ref", "--format=%(objectname)%09%(refname)", folder))
        told = self._exchange("ls-remote", "--quiet", _REMOTE, f"{folder}*") if self.has_remote else ""
        there = {ref: name for ref, name in _read_refs(told).items() if ref.startswith(folder)}
        if missing := sorted(ref for ref, name in there.items() if here.get(ref) != name):
            self._exchange("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, *missing)
        return {ref: Held(here.get(ref, ""), there.get(ref, "")) for ref in sorted({*here, *there})}

    def is_in_remote(self, commit: str) -> bool:
        """Whether the default branch of the remote holds a commit, by its full name; without a remote, any does.

        Raises: HistoryError: the remote cannot be asked.
        """
        if not self.has_remote:
            return True
        tip = self._ask_remote("HEAD")
        if tip and not self.find(tip):
            self._exchange("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, "HEAD")
        return bool(tip) and self.is_ancestor(commit, tip)

    def read(self, name: str) -> bytes:
        """The content of a name."""
        with self.talk("cat-file", "blob", name) as process:
            content: bytes = process.stdout.read()
            self.check(process)
        return content

    def keep(self, content: bytes) -> str:
        """Keep a content, and give its name. Nothing leads to it yet."""
        with self.talk("hash-object", "-w", "--stdin") as process:
            process.stdin.write(content)
            process.stdin.close()
            name: bytes = process.stdout.read()
            self.check(process)
        return name.decode().strip()

    def set_here(self, ref: str, name: str, held: Held) -> Held:
        """Let a reference of this repository name a content, or nothing where `name` is empty.

        Raises: ConflictError: it names something else than was `held`.
        """
        if name != held.here:
            asked = [ref, name, held.here] if name else ["-d", ref, held.here]
            status, _, said = self._answer("update-ref", *asked)
            if status and any(sign in said for sign in _TAKEN):
                raise _taken()
            if status:
                what = f"git cannot write {ref}: {line_of(said)}"
                raise HistoryError(what, "Check who may write to the repository.")
        return replace(held, here=name)

    def set_there(self, ref: str, name: str, held: Held) -> Held:
        """The same in the remote; nothing where there is none.

        Raises: ConflictError: it names something else than was `held`. HistoryError: it cannot be asked, or refuses.
        """
        if self.has_remote and name != held.there:
            lease = f"--force-with-lease={ref}:{held.there}"
            self._exchange("push", "--quiet", "--no-verify", "--no-follow-tags", lease, _REMOTE, f"{name}:{ref}")
        return replace(held, there=name if self.has_remote else "")

    def _ask_remote(self, ref: str) -> str:
        lines = (line.partition("\t") for line in self._exchange("ls-remote", "--quiet", _REMOTE, ref).splitlines())
        return next((name for name, _, found in lines if found == ref), "")  # others may end with the same words

    def _exchange(self, command: str, *arguments: str) -> str:
        """What a command prints that speaks with the remote."""
        status, printed, complaint = self._answer(command, *arguments, asks_others=True)
        if not status:
            return printed
        if "rejected]" in complaint and any(sign in complaint for sign in _TAKEN):
            raise _taken()
        said = line_of(complaint)
        if "rejected]" in complaint:
            remedy = "Let whoever runs this push refs/notices/*."
            raise HistoryError(f"the remote {_REMOTE} does not take what is to be recorded: {said}", remedy)
        raise HistoryError(f"the remote {_REMOTE} cannot be asked: {said}", "Run: git ls-remote origin, and mend it.")

    def _answer(self, command: str, *arguments: str, asks_others: bool = False) -> tuple[int, str, str]:
        return self._git.answer(command, *arguments, asks_others=asks_others, kill_after_timeout=self._patience)


def _read_refs(told: str) -> dict[str, str]:
    """What each reference names, from lines of names and references."""
    return {ref: name for name, _, ref in (line.partition("\t") for line in told.splitlines())}


def _taken() -> ConflictError:
    return ConflictError("another run is sending or has sent it in between", "Run it again to see what came of that.")
