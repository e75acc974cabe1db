"""Reads the contents of files in commits (`git cat-file --batch`): each content once, and none that is too large."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from build_tools.history.commit_log import FOLDER, LINK, TreeEntry
from build_tools.history.errors import missing_content
from build_tools.history.repository import Repository
from build_tools.model.program_wheel import LARGEST_WHEEL, is_program_wheel
from build_tools.model.tree import LARGEST, Gathering, Tree

_FILE = "100"
_QUESTIONS = 500
"""How many names are sent before the answers are read: more would fill the pipe and block both sides."""


def read_trees(repository: Repository, states: Sequence[Mapping[str, TreeEntry]]) -> Iterator[Tree]:
    """Yield the tree of each state of a source: its files by their paths from the project's folder."""
    files = {(entry.name, path) for state in states for path, entry in state.items() if entry.mode.startswith(_FILE)}
    wheels = {name for name, path in files if is_program_wheel(path)}
    names = sorted({name for name, _ in files})
    contents = dict(read_contents(repository, names, wheels)) if names else {}
    gathering, last = Gathering(), dict[str, TreeEntry]()
    for state in states:
        for path in last.keys() - state.keys():
            gathering.drop(path)
        for path, entry in state.items():
            if last.get(path) is not entry and entry.mode != FOLDER:  # few files differ from the state before
                size, data = contents.get(entry.name, (None, b""))
                gathering.add(path, size, partial(bytes, data), is_link=entry.mode == LINK)
        last = dict(state)
        yield gathering.tree


def read_contents(
    repository: Repository, names: Sequence[str], wheels: Collection[str] = ()
) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Yield the object name, size and content of each file, in order; the content is empty if it is too large.

    The program's wheels may be larger than files of a source.
    """
    process = repository.contents
    for name in _ask(repository, process, names):
        size = _read_size(repository, process, name)
        is_read = size <= (LARGEST_WHEEL if name in wheels else LARGEST)
        yield name, (size, process.stdout.read(size) if is_read else b"")
        rest = 1 if is_read else size + 1
        while rest > 0:
            rest -= len(process.stdout.read(min(rest, 1 << 20))) or rest


def read_sizes(repository: Repository, names: Sequence[str]) -> dict[str, int]:
    """The size of each file in bytes, by its object name. Raises HistoryError if the clone lacks content."""
    with repository.talk("cat-file", "--batch-check") as process:
        return {name: _read_size(repository, process, name) for name in _ask(repository, process, names)}


def _read_size(repository: Repository, process: Any, name: str) -> int:
    answer = process.stdout.readline().decode().split()
    if not answer:
        repository.check(process)  # it raises the reason
    if len(answer) != 3 or answer[1] != "blob":  # noqa: PLR2004 - name, type and size
        raise missing_content(f"the content {name[:12]}")
    return int(answer[2])


def _ask(repository: Repository, process: Any, names: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(names), _QUESTIONS):
        questions = names[first : first + _QUESTIONS]
        try:
            process.stdin.write("".join(f"{name}\n" for name in questions).encode())
            process.stdin.flush()
        except BrokenPipeError:
            repository.check(process)
        yield from questions
