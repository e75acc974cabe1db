"""What does a file say as text, and where in it does a character stand?"""

from build_tools.model.problem import Location, Problem, Problems


def locate_index(path: str, text: str, index: int, first_line: int = 1) -> Location:
    """The place of the character at `index` of `text`, whose first line is line `first_line` of the file."""
    before = text[:index]
    return Location(path, before.count("\n") + first_line, len(before) - before.rfind("\n"))


def decode(path: str, data: bytes) -> str:
    """The text of a file: UTF-8, a byte order mark left out, every line ending a line feed.

    Raises: Problems: it is not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        what = f"the file is not UTF-8 text: byte 0x{data[error.start]:02X}"
        remedy = 'Save it with the encoding "UTF-8".'
        raise Problems([Problem(locate_index(path, before, len(before)), what, remedy, "encoding")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
