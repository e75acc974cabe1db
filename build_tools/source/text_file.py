"""What does a text say that is no part of a source?"""

from pathlib import Path

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import LARGEST
from build_tools.source.size_limits import find_excess

_LARGEST = LARGEST
"""How many bytes a text may have: as many as a file of the source."""
_LONGEST = 300_000
"""How many characters a text may have: more than the longest policies have."""


def read_text_file(path: Path) -> str:
    """The text of a file: UTF-8, every line ending a line feed.

    Raises: Problems: it cannot be read, is no text, or is too large.
    """
    try:
        if (size := path.stat().st_size) > _LARGEST:
            what = f"the file has {size / 1e6:.1f} MB; {_LARGEST / 1e6:.0f} MB is the most"
            raise _refuse(path, what, "Divide it, or name another text.")
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(
            path, f"the file cannot be read: {error.strerror}", "Check its name, and who may read it."
        ) from None
    return read_text(data, path)


def read_text(data: bytes, path: Path) -> str:
    """The same text, when the content of its file is at hand.

    Raises: Problems: it is no text, or cannot be read in bounded time.
    """
    if b"\0" in data:
        raise _refuse(path, "the file is no text", "Name a text in Markdown.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 text: byte 0x{data[error.start]:02X}"
        raise _refuse(path, what, 'Save it with the encoding "UTF-8".') from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if excess := find_excess(text, most=_LONGEST):
        start, what, remedy = excess
        raise Problems([Problem(Location.at(str(path), text, start), what, remedy, "too-large")])
    return text


def _refuse(path: Path, what: str, remedy: str) -> Problems:
    return Problems([Problem(Location(str(path)), what, remedy, "unreadable-file")])
