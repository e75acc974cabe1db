"""Reports what a run has published, or what stops it, as text and as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_tools.delivery.upload_order import Plan
from build_tools.runtime.path_errors import make_printable


@dataclass(frozen=True, slots=True)
class Publishing:
    """The result of a run, or of a dry run."""

    target: str
    commit: str
    """The full name of the commit that the site was built from."""
    is_dry: bool
    """Whether nothing was written."""
    plan: Plan
    kept: tuple[str, ...]
    """The files that are still served, though the site no longer has them."""


def as_text(publishing: Publishing) -> str:
    """A line for each step with the number of its files, and lines on the files that are not written."""
    plan, commit = publishing.plan, publishing.commit[:12]
    lines = [f"  {len(step.paths):>4} {step.name}\n" for step in plan.steps]
    if publishing.is_dry:
        head = f"to publish commit {commit} to {publishing.target}, these files would be written, in this order:\n"
    elif lines:
        head = f"commit {commit} is published to {publishing.target}:\n"
    else:
        head = f"commit {commit} was published to {publishing.target} already:\n"
    lines.append(f"  {len(plan.unchanged):>4} unchanged\n")
    if publishing.kept:
        lines.append(f"  {len(publishing.kept):>4} no longer in the site, and still served\n")
    lines += [f"{path} is permanent and would change, so it stays as it is.\n" for path in plan.permanent]
    will = "would be" if publishing.is_dry else "is"
    for path in plan.mended:
        how = "had been altered" if path in plan.altered else "had another form"
        lines.append(f"{path} is permanent and {how}, so it {will} written again.\n")
    return "".join((head, *lines))


def as_json(publishing: Publishing) -> str:
    """One JSON object: `target`, `commit`, `dry_run`; `steps`, in the order in which they are written, each with its
    `name` and its `files`; `unchanged`, `kept` (still served, though the site no longer has them), `permanent`
    (permanent files that would change, and stay as they are), `mended` (permanent files that are written again),
    `altered` (those of the mended that had been altered); `breaches`, which are none.
    """
    plan = publishing.plan
    steps = [{"name": step.name, "files": step.paths} for step in plan.steps]
    kept = [make_printable(path) for path in publishing.kept]
    files = {"steps": steps, "unchanged": plan.unchanged, "kept": kept, "permanent": plan.permanent}
    run = {"target": publishing.target, "commit": publishing.commit, "dry_run": publishing.is_dry}
    return _write({**run, **files, "mended": plan.mended, "altered": plan.altered, "breaches": []})


def refusal_as_json(target: str, breaches: Sequence[tuple[str, str]], cause: Mapping[str, str] | None) -> str:
    """One JSON object: `target`; `breaches`, each with its version and what happened to it; `cause`, where known."""
    found = [{"version": version, "what": what} for version, what in breaches]
    return _write({"target": target, "breaches": found, "cause": cause})


def altered_as_text(altered: Sequence[str]) -> str:
    """A line for each permanent file that was altered, and how to restore them."""
    lines = [f"{path} is permanent, and differs from what was published: it was altered.\n" for path in altered]
    return "".join((*lines, "Publish again with --mend to restore them.\n"))


def altered_as_json(target: str, altered: Sequence[str]) -> str:
    """One JSON object: `target`; `altered`, the permanent files that were altered; no `breaches`."""
    return _write({"target": target, "breaches": [], "cause": None, "altered": altered})


def _write(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
