"""Makes a drafted source one that can be read and built, and names all that it leaves unsaid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.source.reader import read_past
from build_tools.source.repeated_facts import repeated_words
from build_tools.source.yaml_file import read_yaml
from build_tools.source.yaml_writer import write_yaml

_SETTINGS = "policy_src/policy.yml"


@dataclass(frozen=True, slots=True)
class Draft:
    """A source that can be built, and says that it is a draft."""

    files: Mapping[str, bytes]
    """Its files below `policy_src/`, by their paths from the project's folder."""
    gaps: tuple[Problem, ...]
    """What it leaves unsaid."""


def settle_draft(files: Mapping[str, bytes], layouts: Mapping[str, bytes], allowed: str) -> Draft:
    """The draft with words that are spelt like a fact listed, `allowed` being the reason why they may stand.

    Raises: Problems: something keeps it from being built.
    """
    drafted = dict(files)
    reading = read_past(Tree({**drafted, **layouts}))
    if repeated := repeated_words(reading.policy):
        settings = read_yaml(_SETTINGS, drafted[_SETTINGS].decode()).value
        drafted[_SETTINGS] = write_yaml(_allow(settings, repeated, allowed)).encode()
    report = check_source(Project(Tree(dict(sorted({**drafted, **layouts}.items())))))
    if report.problems:
        raise Problems(report.problems)
    return Draft(drafted, report.open_gaps)


def _allow(settings: dict[str, Any], words: Iterable[str], reason: str) -> dict[str, Any]:
    """The settings with words that may stand; the same ones in other letters are one entry."""
    once = {entry.casefold(): entry for entry in sorted(words, reverse=True)}
    entries = [{"words": entry, "reason": reason} for _, entry in sorted(once.items())]
    return settings | {"allowed_words": [*settings.get("allowed_words", ()), *entries]}
