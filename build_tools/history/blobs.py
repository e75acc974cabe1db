"""What did the source's files hold at some revisions? Read together, each content once, and never what is too large."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from build_tools.history.commit_log import FOLDER, TreeEntry
from build_tools.history.errors import missing_content
from build_tools.history.repository import Repository
from build_tools.model.tree import LARGEST, Gathering, Tree

_FILE, _LINK = "100", "120000"
_QUESTIONS = 500
"""How many names are sent before answers are read: more would fill the pipe, and both sides would wait for ever."""


def read_trees(repository: Repository, states: Sequence[Mapping[str, TreeEntry]]) -> Iterator[Tree]:
    """Yield the tree of each state of a source, which is given as its files by their path from the project's folder.

    Raises: HistoryError: the clone lacks content.
    """
    names = sorted({content.name for state in states for content in state.values() if content.mode.startswith(_FILE)})
    contents = dict(read_contents(repository, names)) if names else {}
    gathering, last = Gathering(), dict[str, TreeEntry]()
    for state in states:
        for path in last.keys() - state.keys():
            gathering.drop(path)
        for path, content in state.items():
            if last.get(path) is not content and content.mode != FOLDER:  # few files differ from the state before
                size, data = contents.get(content.name, (None, b""))
                gathering.add(path, size, partial(bytes, data), is_link=content.mode == _LINK)
        last = dict(state)
        yield gathering.tree


def read_contents(repository: Repository, names: Sequence[str]) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Yield the size and the content of each file by its name, in order; what is too large is passed over.

    Raises: HistoryError: the clone lacks content.
    """
    process = repository.contents
    for name in _ask(repository, process, names):
        size = _read_size(repository, process, name)
        yield name, (size, process.stdout.read(size) if size <= LARGEST else b"")
        _pass_over(process, 1 if size <= LARGEST else size + 1)


def read_sizes(repository: Repository, names: Sequence[str]) -> dict[str, int]:
    """How many bytes each file has, by its name.

    Raises: HistoryError: the clone lacks content.
    """
    with repository.talk("cat-file", "--batch-check") as process:
        return {name: _read_size(repository, process, name) for name in _ask(repository, process, names)}


def _read_size(repository: Repository, process: Any, name: str) -> int:
    answer = process.stdout.readline().decode().split()
    if not answer:
        repository.check(process)  # it tells why it has ended
    if len(answer) != 3 or answer[1] != "blob":  # noqa: PLR2004 - name, type and size
        raise missing_content(f"the content {name[:12]}")
    return int(answer[2])


def _ask(repository: Repository, process: Any, names: Sequence[str]) -> Iterator[str]:
    """Yield each name once it has been asked for."""
    for first in range(0, len(names), _QUESTIONS):
        questions = names[first : first + _QUESTIONS]
        try:
            process.stdin.write("".join(f"{name}\n" for name in questions).encode())
            process.stdin.flush()
        except BrokenPipeError:
            repository.check(process)
        yield from questions


def _pass_over(process: Any, size: int) -> None:
    """Read on without keeping anything."""
    while size > 0:
        size -= len(process.stdout.read(min(size, 1 << 20))) or size
