"""What is wrong with a source, where, and how does one mend it?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic_core import PydanticCustomError

_LONGEST = 2_000
"""How many characters a clause of a problem may have."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the source, as editors count: line and column start at 1."""

    file: str
    """Path from the project's folder, with forward slashes."""
    line: int = 1
    column: int = 1

    @classmethod
    def at(cls, file: str, text: str, index: int, first_line: int = 1) -> "Location":
        """The place of the character at `index` of `text`, whose first line is line `first_line` of the file."""
        before = text[:index]
        return cls(file, before.count("\n") + first_line, len(before) - before.rfind("\n"))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that keeps a source from being published, or, once legal has accepted it, a known gap."""

    location: Location
    what: str
    """What is wrong: a clause that ends without a full stop."""
    remedy: str
    """How to mend it: a whole sentence."""
    check: str
    """Which check found it, in kebab-case: `unknown-key`, `category-without-retention`."""
    about: str = ""
    """The id of the entry that a gap is about; empty where a gap cannot be accepted."""
    accepted: str = ""
    """Legal's reason to publish all the same; empty where nobody has accepted it."""

    def __post_init__(self) -> None:
        """A problem is told in one line that can be read, whatever it quotes."""
        for name in ("what", "remedy", "accepted"):
            words = " ".join(getattr(self, name).split())
            object.__setattr__(self, name, words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…")

    def __str__(self) -> str:
        return f"{self.location}: {self.what}. {self.remedy}"

    @property
    def is_gap(self) -> bool:
        """Whether the text can be published as it is when legal accepts the gap in `known_gaps.yml`."""
        return bool(self.about)

    def accept(self, reason: str) -> "Problem":
        """The same problem, accepted by legal for `reason`."""
        return replace(self, accepted=reason)


class Problems(Exception):  # noqa: N818 - the plural says that it carries all problems of a run
    """All problems of one run, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["Problems"], tuple[tuple[Problem, ...]]]:
        """Another process gets the problems, and not their words."""
        return Problems, (self.problems,)


KIND = "own"
"""The type of pydantic's error that carries one of our own messages."""


def invalid(message: str) -> PydanticCustomError:
    """An error to raise while a value is read. The message says what is wrong; its second sentence, how to mend it."""
    return PydanticCustomError(KIND, "{message}", {"message": message})


class HistoryProblemKind(StrEnum):
    """How a published version can be lost, or a new one dated too early."""

    FOXTROT = "foxtrot merge"
    """A branch merged the published one into itself and was pushed in its place."""
    REWRITTEN = "rewritten history"
    """A force push, or an amended or rebased commit."""
    BEHIND = "behind"
    """The newest commit at hand is older than what is published."""
    LATE = "late fast-forward"
    """The published branch was moved to a commit that is older than the live ledger."""
    DECLARED = "declared too early"
    """The source states a day for a commit on which it was not published yet."""
    UNKNOWN = "unknown commit"
    """This clone does not hold the commit: it is behind, or history was rewritten."""


@dataclass(frozen=True, slots=True)
class HistoryProblem:
    """Why the history at hand lacks what was published, or dates what is new too early."""

    kind: HistoryProblemKind
    what: str
    """A clause."""
    remedy: str
    """Whole sentences, with commands."""

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}"

    def as_object(self) -> dict[str, str]:
        """The same for programs."""
        return {"kind": self.kind.value, "what": self.what, "remedy": self.remedy}
