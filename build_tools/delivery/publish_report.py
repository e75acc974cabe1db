"""What has a run published, or what keeps it from publishing: how is that told?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_tools.delivery.upload_order import Plan
from build_tools.runtime.paths import make_printable


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a run has published, or would publish."""

    target: str
    """Where to, as a person names it."""
    commit: str
    """The full name of the commit that the site is of."""
    is_dry: bool
    """Whether nothing was written."""
    plan: Plan
    kept: tuple[str, ...]
    """What is served still, though the site no longer has it."""


def as_text(told: Publishing) -> str:
    """A line for each step with how much it writes, and what was left as it is."""
    steps = [f"  {len(step.paths):>4} {step.name}\n" for step in told.plan.steps]
    left = [f"  {len(told.plan.unchanged):>4} unchanged\n"]
    if told.kept:
        left.append(f"  {len(told.kept):>4} no longer in the site, and served still\n")
    stay = [f"{path} was published for ever and would change; it stays as it is.\n" for path in told.plan.permanent]
    will = "would be" if told.is_dry else "is"
    for path in told.plan.mended:
        how = "had been altered; it" if path in told.plan.altered else "had another form; it"
        stay.append(f"{path} was published for ever and {how} {will} written anew.\n")
    if told.is_dry:
        head = f"to publish commit {told.commit[:12]} to {told.target}, these files would be written, in this order:\n"
    elif steps:
        head = f"commit {told.commit[:12]} is published to {told.target}:\n"
    else:
        head = f"commit {told.commit[:12]} was published to {told.target} already:\n"
    return "".join((head, *steps, *left, *stay))


def as_json(told: Publishing) -> str:
    """One JSON object: `target`, `commit`, `dry_run`; `steps`, in the order in which they are written, each with its
    `name` and its `files`; `unchanged`, `kept` (served still, though the site no longer has them), `permanent`
    (published for ever, would change, and stay as they are), `mended` (published for ever, and written anew), `altered`
    (those of the mended that had been altered); `breaches`, which are none.
    """
    steps = [{"name": step.name, "files": step.paths} for step in told.plan.steps]
    plan = told.plan
    kept = [make_printable(path) for path in told.kept]
    left = {"unchanged": plan.unchanged, "kept": kept, "permanent": plan.permanent}
    rest = {**left, "mended": plan.mended, "altered": plan.altered, "breaches": []}
    return _write({"target": told.target, "commit": told.commit, "dry_run": told.is_dry, "steps": steps, **rest})


def refusal_as_json(target: str, breaches: Sequence[tuple[str, str]], cause: Mapping[str, str] | None) -> str:
    """One JSON object: `target`; `breaches`, each with the version and what happened to it; `cause`, where known."""
    told = [{"version": version, "what": what} for version, what in breaches]
    return _write({"target": target, "breaches": told, "cause": cause})


def altered_as_text(altered: Sequence[str]) -> str:
    """A line for each permanent file that is not what was published, and what mends them."""
    lines = [f"{path} was published for ever, and is not what was published: it was altered.\n" for path in altered]
    return "".join((*lines, "Publish again with --mend to put them back as they were published.\n"))


def altered_as_json(target: str, altered: Sequence[str]) -> str:
    """One JSON object: `target`; `altered`, the permanent files that are not what was published; no `breaches`."""
    return _write({"target": target, "breaches": [], "cause": None, "altered": altered})


def _write(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
