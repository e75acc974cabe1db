"""Defines the errors of a second reading, and how words of a server are quoted in them."""

from build_tools.runtime.errors import UserError
from build_tools.text.escaping import show_invisible


class ReaderError(UserError):
    """The second reader gave no answer that can be used."""


def shorten(text: str, most: int = 200) -> str:
    """The beginning of a text of a server, in one line, for an error message."""
    return show_invisible(" ".join(text.split()))[:most]
