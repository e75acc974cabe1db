"""Defines problems in a source or its history: what is wrong, where, and how to fix it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic_core import PydanticCustomError

_LONGEST = 2_000
"""The longest clause of a problem, in characters."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file. Line and column start at 1."""

    file: str
    """The path from the project's folder, with forward slashes."""
    line: int = 1
    column: int = 1

    @classmethod
    def at(cls, file: str, text: str, index: int, first_line: int = 1) -> "Location":
        """The place of a character in `text`, which begins at line `first_line` of the file."""
        before = text[:index]
        return cls(file, before.count("\n") + first_line, len(before) - before.rfind("\n"))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """An error in a source, or a gap that legal may accept."""

    location: Location
    what: str
    """What is wrong, as a clause without a full stop."""
    remedy: str
    """How to fix it, in whole sentences."""
    check: str
    """The name of the check that found it: `unknown-key`."""
    about: str = ""
    """The id of the entry that has the gap; empty if the problem cannot be accepted."""
    accepted: str = ""
    """Legal's reason to accept it; empty if it is not accepted."""

    def __post_init__(self) -> None:
        for name in ("what", "remedy", "accepted"):
            words = " ".join(getattr(self, name).split())
            object.__setattr__(self, name, words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…")

    def __str__(self) -> str:
        return f"{self.location}: {end_sentence(self.what)} {self.remedy}"

    @property
    def is_gap(self) -> bool:
        """Whether legal can accept it in `known_gaps.yml`."""
        return bool(self.about)

    def accept(self, reason: str) -> "Problem":
        """The problem as accepted by legal for a reason."""
        return replace(self, accepted=reason)


class Problems(Exception):  # noqa: N818 - it holds all problems of a run
    """All problems of a run, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["Problems"], tuple[tuple[Problem, ...]]]:
        return Problems, (self.problems,)


KIND = "own"
"""The type of pydantic errors with our messages."""


def invalid(message: str) -> PydanticCustomError:
    """The error to raise from a validator. The message says what is wrong and then how to fix it."""
    return PydanticCustomError(KIND, "{message}", {"message": message})


class HistoryProblemKind(StrEnum):
    """Why a published version is lost, or a new one is dated too early."""

    FOXTROT = "foxtrot merge"
    """A branch merged the published branch and replaced it."""
    REWRITTEN = "rewritten history"
    BEHIND = "behind"
    """The local branch is older than the published commit."""
    LATE = "late fast-forward"
    """The published branch moved to a commit that is older than the live ledger."""
    DECLARED = "declared too early"
    """The source states a day before the commit was published."""
    UNKNOWN = "unknown commit"
    """This clone lacks the commit: it is behind, or history was rewritten."""


@dataclass(frozen=True, slots=True)
class HistoryProblem:
    """Why the local history lacks a published version, or dates a new one too early."""

    kind: HistoryProblemKind
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{end_sentence(self.what)} {self.remedy}"

    def as_object(self) -> dict[str, str]:
        """The values for JSON output."""
        return {"kind": self.kind.value, "what": self.what, "remedy": self.remedy}


_ENDED = re.compile(r"[.!?…][\"“”»«’]?$")


def end_sentence(text: str) -> str:
    """A text with a full stop, unless it ends with one: a quoted sentence does."""
    return text if _ENDED.search(text) else f"{text}."
