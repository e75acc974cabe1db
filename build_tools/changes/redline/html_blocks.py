"""What does one read in a piece of HTML that stands in a text in Markdown?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.changes.redline.markdown_words import PARTING, Words, read_words

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)\b[^<>]{0,3000}>|\n[ \t]*\n")
_CELL = re.compile(r"<(/?)t[dh]\b[^<>]{0,3000}>", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, an item or a paragraph; a row of a table too, its cells parted by bars."""

    words: Words
    heading: int = 0
    """The level of a heading; 0 for other pieces."""
    is_item: bool = False


def read_html(content: str) -> Iterator[Piece]:
    """Yield the pieces of HTML, in order. What is no mere form of text is shown as it is written."""
    source = _CELL.sub(lambda cell: " " if cell[1] else " | ", "\n\n".join(_leave_comments_out(content)))
    at, name = 0, ""
    for tag in (*_TAG.finditer(source), None):
        found = (tag[2] or "").lower() if tag else ""
        if tag and found and found not in PARTING and not _HEADING.fullmatch(found):
            continue
        yield from _read(source[at : tag.start() if tag else len(source)], name)
        at = tag.end() if tag else len(source)
        if found and not (found == "p" and name == "li"):
            name = "" if tag and tag[1] else found


def _leave_comments_out(content: str) -> Iterator[str]:
    """Yield what stands between comments; one that does not end is none."""
    at = 0
    while (start := content.find("<!--", at)) >= 0 and (end := content.find("-->", start + 4)) >= 0:
        yield content[at:start]
        at = end + 3
    yield content[at:]


def _read(source: str, name: str) -> Iterator[Piece]:
    """The words between two tags that part them, the first of which has a name."""
    words = read_words(source.strip(" \t\n|"))
    if words.text:
        yield Piece(words, int(name[1]) if _HEADING.fullmatch(name) else 0, name == "li")
