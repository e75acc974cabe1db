"""Finds the characters of a text that no reader sees. A source that holds one is refused.

YAML, Markdown and editors disagree on some of them: a line separator begins a new line for one and not for the other.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from build_tools.model.normalization import find_invisible
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree

REMEDY = "Delete it; it may be invisible."
"""How to mend a text that holds one."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, save tab and the ends of lines
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u202d\u202e"  # text that runs against its direction
    "\ud800-\udfff\ufeff\ufffe\uffff]"  # halves of characters, byte order marks, no characters
)
_RETURN = "\r"
"""Lines that are read end in line feeds: this comes by an escape or a number. The past may hold it."""
_REFERENCE = re.compile(r"&(?:#0*\d{1,7}|#[xX]0*[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});")
"""A character that HTML writes as its name or number."""
_AROUND = 100
"""Characters on both sides tell whether a script needs the one between them."""


def find_forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a character stands that no source may hold, not even one of the past, and what to say of it."""
    for match in _FORBIDDEN.finditer(text):
        yield match.start(), _tell(match[0])


def find_hidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a character stands that is refused today, and what to say of it, in the order of the text.

    These are the forbidden ones, carriage returns, and those that no reader sees, written as they are.
    """
    returns = (index for index, sign in enumerate(text) if sign == _RETURN) if _RETURN in text else ()
    found = dict(find_forbidden(text)) | {index: _tell(text[index]) for index in (*returns, *find_invisible(text))}
    yield from sorted(found.items())


def find_written(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield where such a character is written as its name or number (`&shy;`, `&#8203;`), what stands there, and what
    to say of it.
    """
    for match in _REFERENCE.finditer(text):
        sign = html.unescape(match[0])
        before = text[max(0, match.start() - _AROUND) : match.start()]
        around = before + sign + text[match.end() : match.end() + _AROUND]
        said = (what for index, what in find_hidden(around) if 0 <= index - len(before) < len(sign))
        if sign != match[0] and (what := next(said, "")):
            yield match.start(), match[0], what


def check_layouts(tree: Tree) -> Iterator[Problem]:
    """Yield the problems of the layouts, whose words are published too."""
    for name in tree.under("templates/"):
        path = f"templates/{name}"
        try:
            text = tree.read(path)
        except Problems:
            continue  # reading the layout reports it
        hidden = [(index, _tell(text[index])) for index in find_invisible(text)]
        for index, what in (*hidden, *((index, what) for index, _, what in find_written(text))):
            yield Problem(Location.at(path, text, index), what, REMEDY, "character")


def _tell(sign: str) -> str:
    name = unicodedata.name(sign, "").lower()
    return f"the character U+{ord(sign):04X}{f' ({name})' if name else ''} is not allowed in a text"
