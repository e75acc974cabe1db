"""Of what does an imported text consist?"""

from dataclasses import dataclass
from enum import StrEnum

LINE = "data-policy-import-line"
"""The attribute that says in which line of its file an element stands."""


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    OTHER = "other"
    """A quote, a rule, or a text that keeps its lines."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list or a table."""

    kind: Kind
    line: int
    """Where it begins in the file, from 1 on; 0 where the file has no lines."""
    text: str
    """All of it in Markdown that can stand in a source."""
    level: int = 0
    """How deep a heading is, 1 to 6."""
    items: tuple[str, ...] = ()
    """The items of a list that has no other list in it, each in Markdown."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The rows of a table, its headings first, all of one length; each cell in Markdown."""
    is_bold: bool = False
    """Whether a paragraph is bold as a whole, as headings are where nobody has marked them."""
