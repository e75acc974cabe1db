"""How does a draft of a source come to be one that can be published, with all that it leaves unsaid named?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from build_tools.checking import check_source
from build_tools.flow import Flow
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.drift import repeated_words
from build_tools.source.gaps import find_gaps
from build_tools.source.reader import read_past
from build_tools.source.yaml_file import read_yaml
from build_tools.source.yaml_writer import write_yaml

_SETTINGS = "policy_src/policy.yml"
_GAPS = "policy_src/known_gaps.yml"


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a draft says of what it leaves open, in the words of its language."""

    unstated: str
    """Why a gap is published all the same."""
    allowed: str
    """Why words may stand that are spelt like a fact."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A source that can be published."""

    files: Mapping[str, bytes]
    """Its files below `policy_src/`, by their paths from the project's folder."""
    gaps: tuple[Problem, ...]
    """What it leaves unsaid, accepted in its `known_gaps.yml` for now."""


def settle_draft(files: Mapping[str, bytes], layouts: Mapping[str, bytes], since: date, reasons: Reasons) -> Draft:
    """The draft with its open points listed: words that are spelt like a fact, and gaps, known since a day.

    Raises: Problems: something else keeps it from being published.
    """
    drafted = dict(files)
    reading = read_past(Tree({**drafted, **layouts}))
    if repeated := repeated_words(reading.policy):
        settings = read_yaml(_SETTINGS, drafted[_SETTINGS].decode()).value
        drafted[_SETTINGS] = write_yaml(_allow(settings, repeated, reasons.allowed)).encode()
    gaps = tuple(find_gaps(reading.readable, reading.sources))
    accepted = [_accept(gap, since, reasons.unstated) for gap in gaps]
    drafted[_GAPS] = write_yaml({"known_gaps": accepted}).encode()
    report = check_source(Flow(Tree(dict(sorted({**drafted, **layouts}.items())))))
    if report.problems:
        raise Problems(report.problems)
    return Draft(drafted, report.known_gaps)


def _allow(settings: dict[str, Any], words: Iterable[str], reason: str) -> dict[str, Any]:
    """The settings with words that may stand; the same ones in other letters are one entry."""
    once = {entry.casefold(): entry for entry in sorted(words, reverse=True)}
    entries = [{"words": entry, "reason": reason} for _, entry in sorted(once.items())]
    return settings | {"allowed_words": [*settings.get("allowed_words", ()), *entries]}


def _accept(gap: Problem, since: date, reason: str) -> dict[str, str]:
    return {"gap": gap.check, "about": gap.about, "since": since.isoformat(), "reason": reason}
