"""What does a text say that is no part of a source?"""

from pathlib import Path

from build_tools.model.problem import Location, Problem, Problems

_LARGEST = 20_000_000
"""How many bytes a text may have."""


def read_text_file(path: Path) -> str:
    """The text of a file: UTF-8, every line ending a line feed.

    Raises: Problems: it cannot be read, is no text, or is too large.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _refuse(path, f"the file has more than {_LARGEST / 1e6:.0f} MB", "Name a text.")
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(
            path, f"the file cannot be read: {error.strerror}", "Check its name, and who may read it."
        ) from None
    return read_text(data, path)


def read_text(data: bytes, path: Path) -> str:
    """The same text, when the content of its file is at hand.

    Raises: Problems: it is no text.
    """
    if b"\0" in data:
        raise _refuse(path, "the file is no text", "Name a text in Markdown.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 text: byte 0x{data[error.start]:02X}"
        raise _refuse(path, what, 'Save it with the encoding "UTF-8".') from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse(path: Path, what: str, remedy: str) -> Problems:
    return Problems([Problem(Location(str(path)), what, remedy, "unreadable-file")])
