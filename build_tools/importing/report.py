"""Reports what became of an imported text, and what a person has to check."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from build_tools.model.problem import Problem


@dataclass(frozen=True, slots=True, order=True)
class Placing:
    """Where a piece of a text went."""

    file: str
    line: int  # from 1 on; 0 for files without lines, such as Word's
    what: str  # the piece, with its words if the pages use others
    place: str  # empty if it was left out
    is_sure: bool = True

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}: {'' if self.is_sure else 'check: '}{self.what} -> {self.place or 'left out'}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of the texts became facts."""

    sections: int
    tables: int
    structured_tables: int
    lists: int
    structured_lists: int
    entries: int

    def __str__(self) -> str:
        tables = f"{self.structured_tables} of {self.tables} tables"
        lists = f"{self.structured_lists} of {self.lists} lists"
        made = f"{tables} and {lists} structured into {self.entries} entries"
        return f"{self.sections} sections; {made}; all else is kept word for word"


def as_text(placings: Iterable[Placing], gaps: Iterable[Problem], tally: Tally) -> str:
    """A line for each placing, then for each gap, then the tally."""
    lines = [*map(str, placings), *(f"still to be stated: {gap}" for gap in gaps), str(tally)]
    return "".join(f"{line}\n" for line in lines)


def as_json(placings: Sequence[Placing], gaps: Sequence[Problem], tally: Tally) -> str:
    """One JSON object: `placings`, `gaps` and `tally`, with the keys of their classes."""
    report = {
        "placings": [asdict(placing) for placing in placings],
        "gaps": [
            {"file": gap.location.file, "check": gap.check, "about": gap.about, "what": gap.what, "remedy": gap.remedy}
            for gap in gaps
        ],
        "tally": asdict(tally),
    }
    return json.dumps(report, ensure_ascii=False, indent=2)
