"""What became of a text that was imported, and of what should somebody make sure?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from build_tools.model.problem import Problem


@dataclass(frozen=True, slots=True, order=True)
class Placing:
    """Where something of a text went."""

    file: str
    """The file that was imported."""
    line: int
    """Its line there, from 1 on; 0 where the file has no lines, as those of Word."""
    what: str
    """What it is, with its words where the pages say it in others."""
    place: str
    """Where in the source it stands now; empty where it stands nowhere."""
    is_sure: bool = True
    """Whether there was no other way to understand it."""

    def __str__(self) -> str:
        """One line for people."""
        line = f":{self.line}" if self.line else ""
        place = f" -> {self.place}" if self.place else " -> left out"
        return f"{self.file}{line}: {'' if self.is_sure else 'make sure: '}{self.what}{place}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of the texts is structured."""

    sections: int
    """Sections, each a file with an id that stays."""
    tables: int
    """Tables in the texts."""
    structured_tables: int
    """Those of which facts were made."""
    lists: int
    structured_lists: int
    entries: int
    """The facts that were made: vendors, periods, categories of data, rights, cookies, purposes."""


def as_text(placings: Iterable[Placing], gaps: Iterable[Problem], tally: Tally) -> str:
    """A line for each thing that somebody should know of, what is not sure first in its file's order; then the gaps."""
    lines = [str(placing) for placing in placings]
    lines += [f"still to be stated: {gap}" for gap in gaps]
    return "".join(f"{line}\n" for line in (*lines, summary(tally)))


def as_json(placings: Sequence[Placing], gaps: Sequence[Problem], tally: Tally) -> str:
    """One JSON object: `placings`, `gaps` and `tally`, with the keys of their classes."""
    told = {
        "placings": [asdict(placing) for placing in placings],
        "gaps": [
            {"file": gap.location.file, "check": gap.check, "about": gap.about, "what": gap.what, "remedy": gap.remedy}
            for gap in gaps
        ],
        "tally": asdict(tally),
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def summary(tally: Tally) -> str:
    """How much is structured, in a line."""
    tables = f"{tally.structured_tables} of {tally.tables} tables"
    lists = f"{tally.structured_lists} of {tally.lists} lists"
    made = f"{tables} and {lists} structured into {tally.entries} entries"
    return f"{tally.sections} sections; {made}; all else is kept word for word"
