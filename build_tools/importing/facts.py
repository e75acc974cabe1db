"""The facts of a list or a table, where it is in its text, and why it holds none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from build_tools.importing.ids import Ids

Entry = dict[str, Any]
Entries = list[Entry]


@dataclass(frozen=True, slots=True)
class Found:
    """The facts of a list or a table."""

    key: str
    entries: Entries
    doubts: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    """The headings of a table, by their names in `wording.yml`."""
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The references to the facts in a table, by row and column."""
    lines: tuple[str, ...] = ()
    """The entries of a list with references in place of the words that are facts."""
    keeps_table: bool = False
    """Whether the table says more than a block of the facts would show, so that it stays, with references."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The reason why a list or a table holds no facts."""

    reason: str
    can_map: bool = False
    """Whether it could hold facts if a person said what its columns mean."""


@dataclass(frozen=True, slots=True)
class Context:
    """The place of a list or a table, and what is known so far."""

    headings: str  # in lower case
    lead: str  # the paragraph right before it
    data: Entries
    language: str
    ids: Callable[[str], Ids]  # the ids of a kind that are taken
    title: str = ""  # of its text
    columns: Mapping[str, str] = field(
        default_factory=dict
    )  # the fields of columns by their headings, as a person says
    group: str = ""  # the same for tables with nothing but tables between them
