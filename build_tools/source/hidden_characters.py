"""Finds invisible and forbidden characters in a text. A source that contains them is refused.

YAML, Markdown and editors disagree on some of them, such as whether a line separator begins a new line.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from build_tools.model.normalization import find_invisible

REMEDY = "Delete it; it may be invisible."

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, except tab and the ends of lines
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u202d\u202e"  # text that runs against its direction
    "\ud800-\udfff\ufeff\ufffe\uffff]"  # surrogates, byte order marks, noncharacters
)
_RETURN = "\r"
"""Lines are read with line feeds, so this only comes from an escape or a number. Sources of the past may hold it."""
_REFERENCE = re.compile(r"&(?:#0*\d{1,7}|#[xX]0*[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});")
_AROUND = 100
"""How many characters on both sides decide whether a script needs the character between them."""


def find_forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield the index and a description of each character that is forbidden even in sources of the past."""
    for match in _FORBIDDEN.finditer(text):
        yield match.start(), _describe(match[0])


def find_hidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield index and description of each character that is refused today: forbidden, invisible, or a return."""
    returns = (match.start() for match in re.finditer(_RETURN, text))
    found = dict(find_forbidden(text)) | {index: _describe(text[index]) for index in (*returns, *find_invisible(text))}
    yield from sorted(found.items())


def find_named(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield index, text and description of refused characters that are written as names or numbers: `&shy;`."""
    for match in _REFERENCE.finditer(text):
        character = html.unescape(match[0])
        before = text[max(0, match.start() - _AROUND) : match.start()]
        around = before + character + text[match.end() : match.end() + _AROUND]
        refused = (what for index, what in find_hidden(around) if 0 <= index - len(before) < len(character))
        if character != match[0] and (what := next(refused, "")):
            yield match.start(), match[0], what


def describe_invisible(text: str) -> Iterator[tuple[int, str]]:
    """Yield the index and a description of each invisible character, also if it is written as a name or a number."""
    yield from ((index, _describe(text[index])) for index in find_invisible(text))
    yield from ((index, what) for index, _, what in find_named(text))


def _describe(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f"the character U+{ord(character):04X}{f' ({name})' if name else ''} is not allowed in a text"
