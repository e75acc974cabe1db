"""What did the source's files hold at some revisions? Read together, each content once, and never what is too large."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from build_tools.history.log import FOLDER, Content
from build_tools.history.repository import Repository, missing_content
from build_tools.model.tree import LARGEST, Gathering, Tree

_LINK = "120000"
_QUESTIONS = 500
"""How many names are sent before answers are read: more would fill the pipe, and both sides would wait for ever."""


def read_trees(repository: Repository, states: Sequence[Mapping[str, Content]]) -> Iterator[Tree]:
    """Yield the tree of each state of a source, which is given as its files by their path from the project's folder.

    Raises: HistoryError: the clone lacks content.
    """
    names = sorted({content.name for state in states for content in state.values() if _is_file(content)})
    if not names:
        yield from (Gathering().tree for _ in states)
        return
    sizes = _read_sizes(repository, names)
    contents = dict(_read_contents(repository, [name for name in names if sizes[name] <= LARGEST]))
    for state in states:
        gathering = Gathering()
        for path, content in state.items():
            if content.mode == FOLDER:
                continue
            size = sizes.get(content.name)
            gathering.add(path, size, partial(contents.__getitem__, content.name), is_link=content.mode == _LINK)
        yield gathering.tree


def _is_file(content: Content) -> bool:
    return content.mode.startswith("100")


def _read_sizes(repository: Repository, names: Sequence[str]) -> dict[str, int]:
    with repository.talk("cat-file", "--batch-check") as process:
        return dict(_ask(repository, process, names))


def _read_contents(repository: Repository, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    with repository.talk("cat-file", "--batch") as process:
        for name, size in _ask(repository, process, names):
            yield name, process.stdout.read(size + 1)[:-1]


def _ask(repository: Repository, process: Any, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each name with the size that git answers; the content, if it follows, is to be read before the next."""
    for first in range(0, len(names), _QUESTIONS):
        questions = names[first : first + _QUESTIONS]
        try:
            process.stdin.write("".join(f"{name}\n" for name in questions).encode())
            process.stdin.flush()
        except BrokenPipeError:
            repository.check(process)
        for name in questions:
            answer = process.stdout.readline().decode().split()
            if not answer:
                repository.check(process)  # it tells why it has ended
            if len(answer) != 3 or answer[1] != "blob":  # noqa: PLR2004 - name, type and size
                raise missing_content(f"the content {name[:12]}")
            yield name, int(answer[2])
