"""Reports what a run has published, or what stops it, as text and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from build_tools.delivery.upload_order import Plan
from build_tools.history.ledger import Breach
from build_tools.model.problem import HistoryProblem
from build_tools.reports.output import write_json
from build_tools.runtime.paths import make_printable


@dataclass(frozen=True, slots=True)
class Publishing:
    """The result of a run, or of a dry run."""

    target: str
    commit: str
    """The full name of the commit that the site was built from."""
    is_dry: bool
    plan: Plan
    kept: tuple[str, ...]
    """The files that are still served, though the site no longer has them."""

    def as_text(self) -> str:
        """A line for each step with the number of its files, and lines on the files that are not written."""
        plan, commit = self.plan, self.commit[:12]
        lines = [f"  {len(step.paths):>4} {step.name}\n" for step in plan.steps]
        if self.is_dry:
            head = f"to publish commit {commit} to {self.target}, these files would be written, in this order:\n"
        else:
            verb, end = ("is", "") if lines else ("was", " already")
            head = f"commit {commit} {verb} published to {self.target}{end}:\n"
        lines.append(f"  {len(plan.unchanged):>4} unchanged\n")
        if self.kept:
            lines.append(f"  {len(self.kept):>4} no longer in the site, and still served\n")
        lines += [f"{path} is permanent and would change, so it stays as it is.\n" for path in plan.permanent]
        will = "would be" if self.is_dry else "is"
        for path in plan.mended:
            how = "had been altered" if path in plan.altered else "had another form"
            lines.append(f"{path} is permanent and {how}, so it {will} written again.\n")
        return "".join((head, *lines))

    def as_json(self) -> str:
        """The run as one JSON object: its files are those of `kept` and of the `Plan`; it has no `breaches`."""
        plan = self.plan
        steps = [{"name": step.name, "files": step.paths} for step in plan.steps]
        kept = [make_printable(path) for path in self.kept]
        files = {"steps": steps, "unchanged": plan.unchanged, "kept": kept, "permanent": plan.permanent}
        run = {"target": self.target, "commit": self.commit, "dry_run": self.is_dry}
        return write_json({**run, **files, "mended": plan.mended, "altered": plan.altered, "breaches": []})


class NotPublishedError(Exception):
    """Published versions or permanent files were changed or lost, so nothing was written."""

    def __init__(
        self, breaches: Sequence[Breach] = (), cause: HistoryProblem | None = None, altered: Sequence[str] = ()
    ) -> None:
        """`altered` are the permanent files that are no longer as they were published."""
        super().__init__("published files were altered" if altered else "published versions would change")
        self.breaches, self.cause, self.altered = tuple(breaches), cause, tuple(altered)

    def as_text(self) -> str:
        """A line for each breach and each altered file, and how to fix them, if that is known."""
        lines = [*map(str, self.breaches), *([str(self.cause)] if self.cause else [])]
        lines += [f"{path} is permanent, and differs from what was published: it was altered." for path in self.altered]
        lines += ["Publish again with --mend to restore them."] if self.altered else []
        return "".join(f"{line}\n" for line in lines)

    def as_json(self, target: str) -> str:
        """One JSON object: `target`, `breaches`, their `cause`, and the `altered` permanent files."""
        breaches = [{"version": breach.version, "what": breach.what} for breach in self.breaches]
        cause = self.cause.as_object() if self.cause else None
        altered = {"altered": self.altered} if self.altered else {}
        return write_json({"target": target, "breaches": breaches, "cause": cause, **altered})
