"""Which characters of a text would nobody see on a page, or would turn the text around?"""

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, save tab and line feed
    "\u00ad\u200b\u2060\ufeff"  # hyphens and spaces that nobody sees
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u202a-\u202e\u2066-\u2069"  # directions that a text is forced into (Unicode Standard Annex 9)
    "\ufffe\uffff]"  # no characters at all, which XML forbids
)


def show_invisible(text: str) -> str:
    """A text with the number of each such character in its place: `[U+202E]`."""
    return _HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def in_one_line(text: str) -> str:
    """A text in one line, in which nothing is hidden, and nothing steers a terminal."""
    return show_invisible(" ".join(text.split()))


def escape_json(written: str) -> str:
    r"""JSON with an escape in the place of each such character, `\u202e`: it means the same."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
