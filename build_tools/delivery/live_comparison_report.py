"""Writes what a comparison of a live site found, for a terminal and for programs."""

from typing import Any

from build_tools.delivery.live_comparison import Comparison, Outcome


def as_text(told: Comparison) -> str:
    """A line for each file that is not what was published, or could not be read."""
    return "".join(f"{finding}\n" for finding in told.findings if finding.outcome is not Outcome.FORM)


def summary(told: Comparison) -> str:
    """One line: how many files were compared, and what became of how many."""
    counts = {outcome: len(told.of(outcome)) for outcome in Outcome}
    beside = {Outcome.EXTRA, Outcome.FOREIGN}
    same = told.compared - sum(number for outcome, number in counts.items() if outcome not in beside)
    others = "".join(f", {number} {outcome}" for outcome, number in counts.items() if number)
    files = "1 file" if told.compared == 1 else f"{told.compared} files"
    return f"compared {files} of {told.place}: {same} as built here{others}"


def as_object(told: Comparison) -> dict[str, Any]:
    """`place`, `compared` (how many files), and `findings`, each with its `outcome`, its `path` and `what` is seen."""
    findings = [{"outcome": one.outcome.value, "path": one.path, "what": one.what} for one in told.findings]
    return {"place": told.place, "compared": told.compared, "findings": findings}
