"""Reads a text that is not part of a source, such as a policy to compare or to check."""

from pathlib import Path

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import LARGEST, Tree
from build_tools.source.size_limits import find_excess

LONGEST = 1_000_000
"""How many characters a text may have by default: the judge reads the worst texts of this length in ten seconds."""


def read_text_file(path: Path, most: int = LONGEST) -> str:
    """The text of a file in UTF-8, with line feeds. Raises Problems if it cannot be read, is no text or is too long."""
    try:
        if (size := path.stat().st_size) > LARGEST:
            what = f"the file has {size / 1e6:.1f} MB; the limit is {LARGEST / 1e6:.0f} MB"
            raise _refuse(path, what, "Divide it, or name another text.")
        return read_text(path.read_bytes(), path, most)
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise _refuse(path, what, "Check its name and its permissions.") from None


def read_text(data: bytes, path: Path, most: int = LONGEST) -> str:
    """The text in the content of a file. Raises Problems if it is no text, or takes too long to read."""
    if b"\0" in data:
        raise _refuse(path, "the file is not a text", "Name a text in Markdown.")
    text = Tree({str(path): data}).read(str(path))
    # not remembered: a history has thousands of whole texts
    if excess := find_excess.__wrapped__(text, most=most):
        start, what, remedy = excess
        raise Problems([Problem(Location.at(str(path), text, start), what, remedy, "too-large")])
    return text


def _refuse(path: Path, what: str, remedy: str) -> Problems:
    return Problems([Problem(Location(str(path)), what, remedy, "unreadable-file")])
