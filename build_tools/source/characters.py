"""Which characters in a text would nobody see, and are refused for that?

YAML, Markdown and editors disagree on some of them: a line separator begins a new line for one and not for the other.
"""

import re
from collections.abc import Iterator

REMEDY = "Delete it; it may be invisible."
"""How to mend a text that holds one."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, save tab and the ends of lines
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u202d\u202e"  # text that runs against its direction
    "\ud800-\udfff\ufeff\ufffe\uffff]"  # halves of characters, byte order marks, no characters
)


def find_hidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a refused character stands, and what to say of it."""
    for match in _HIDDEN.finditer(text):
        yield match.start(), f"the character U+{ord(match[0]):04X} is not allowed in a text"
