"""Writes a whole history into a new git repository at once (`git fast-import`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from build_tools.history.errors import HistoryError
from build_tools.history.git_command import GitCommand, line_of
from build_tools.history.git_init import BRANCH

_REMEDY = "Check that git is installed and that the disk has space, and run it again."


@dataclass(frozen=True, slots=True)
class WrittenCommit:
    """A commit to be written."""

    moment: datetime
    """With its time zone."""
    subject: str
    files: Mapping[str, bytes]
    """All files of the project at that moment, by their paths."""


def write_history(folder: Path, commits: Sequence[WrittenCommit], name: str, mailbox: str) -> None:
    """Make a folder a repository with these commits, the last of which is checked out. The same commits have the same
    names everywhere. Raises: HistoryError: git refuses.
    """
    git = GitCommand(folder)
    _run(git, "init", "--quiet", f"--initial-branch={BRANCH}")
    inner = folder.resolve() / ".git"
    git = GitCommand(folder, {"GIT_DIR": str(inner), "GIT_WORK_TREE": str(inner.parent)})
    with git.talk("fast-import", "--quiet", "--date-format=raw") as process:
        for piece in _stream(commits, f"{name} <{mailbox}>".encode()):
            process.stdin.write(piece)
        git.check(process)
    _run(git, "reset", "--quiet", "--hard")


def _stream(commits: Sequence[WrittenCommit], person: bytes) -> Iterator[bytes]:
    before: Mapping[str, bytes] = {}
    for commit in commits:
        when = f"{int(commit.moment.timestamp())} {commit.moment:%z}".encode()
        subject = commit.subject.encode()
        yield b"commit refs/heads/%s\n" % BRANCH.encode()
        yield b"author %s %s\ncommitter %s %s\n" % (person, when, person, when)
        yield b"data %d\n%s\n" % (len(subject), subject)
        yield from (b"D %s\n" % path.encode() for path in before if path not in commit.files)
        for path, content in commit.files.items():
            if before.get(path) != content:
                yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content)
        before = commit.files


def _run(git: GitCommand, command: str, *arguments: str) -> None:
    status, _, complaint = git.answer(command, *arguments)
    if status:
        raise HistoryError(f"git cannot write the history: {line_of(complaint)}", _REMEDY)
