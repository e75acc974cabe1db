"""Finds publications that are dated before the day on which the live ledger was made without them.

Git does not record when a commit was pushed. A ledger that was live on a day and lacks a version shows that it was
published on that day or later (decision 0036).
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from build_tools.history.ledger import Breach, Ledger
from build_tools.history.repository import Repository
from build_tools.history.version_lookup import read_name
from build_tools.model.problem import HistoryProblem, HistoryProblemKind
from build_tools.model.version import Archive, Provenance, PublicationRecord


@dataclass(frozen=True, slots=True)
class BackdatedPublication:
    """A publication that a live ledger lacks, and that is dated or named by a day before this ledger was made."""

    issue: PublicationRecord
    made: date | None
    """The day on which the ledger was made; none where it does not state it."""

    @property
    def breaches(self) -> Iterator[Breach]:
        """Each version that it makes, or withdraws."""
        day = self.issue.named
        ledger = f"the live ledger of {self.made}" if self.made else "the live ledger"
        for document, before, version in self.issue.steps:
            what = ("it is named after" if self.issue.was else "it is dated") if version else "its withdrawal is dated"
            yield Breach(
                f"{document} {version or before}",
                f"{what} {day}, and {ledger} does not have it: it was published later",
            )


def find_backdated(repository: Repository, live: Ledger, archive: Archive) -> tuple[BackdatedPublication, ...]:
    """The publications of a history that are new to a live ledger and dated before it was made; the oldest first.

    The first version of a policy that is older than its repository has a declared day, and is exempt where nothing
    was live.
    """
    known = {(record["document"], record[key]) for record in live.records for key in ("commit", "version")}
    newer = _commits_after(repository, live.head)
    exempt = archive.records[:1] if not live.records else ()
    return tuple(
        BackdatedPublication(issue, live.as_of)
        for issue in archive.records
        if (issue.was or (live.as_of and issue.published.day.last < live.as_of))
        and (issue.revision.commit in newer or _is_unknown(issue, known))
        and not (issue in exempt and issue.published.provenance is Provenance.DECLARED)
    )


def explain_backdated(repository: Repository, live: Ledger, found: BackdatedPublication) -> HistoryProblem | None:
    """Why a publication is dated too early, and the commands that mend it; none where the live ledger is not whole."""
    revision, day, made = found.issue.revision, found.issue.published.day, found.made
    if found.issue.was:
        what = f"corrected_days says that commit {revision} was live as {found.issue.was}, and the live ledger lacks it"
        return HistoryProblem(HistoryProblemKind.DECLARED, what, "Remove was: from its entry in policy_src/policy.yml.")
    if found.issue.published.provenance is Provenance.DECLARED:
        return HistoryProblem(
            HistoryProblemKind.DECLARED,
            f"corrected_days gives commit {revision} the day {day}, and the live ledger of {made} does not have "
            "what it published",
            f"Write the day on which it was published, {made} or later, under corrected_days in "
            "policy_src/policy.yml, or remove the entry.",
        )
    if revision.commit not in _commits_after(repository, live.head):
        return None
    return HistoryProblem(
        HistoryProblemKind.LATE,
        f"commit {revision} was made on {day} and reached the published branch on {made} or later: the branch "
        "was moved to it (a fast-forward), so no commit says when",
        f"Run: {remerge_commands(live.head, repository.head)} && git push. "
        "The merge dates it by the day on which you run this. It loses nothing, and forces nothing.",
    )


def explain_correction(live: Ledger, archive: Archive) -> HistoryProblem | None:
    """What is wrong with the day that is declared for a live version; none where that is no day or a later one."""
    lived = {str(record["commit"]): read_name(str(record["version"])) for record in live.records}
    for issue in archive.records:
        was, day = lived.get(issue.revision.commit), issue.published.day
        is_adopted = issue is archive.records[0] and not issue.was
        if not was or is_adopted or issue.published.provenance is not Provenance.DECLARED or issue.named == was == day:
            continue
        if day.first <= was.last:
            what = f"corrected_days gives commit {issue.revision} the day {day}, and it is live as {was}"
            remedy = (
                "A day that is live can only be corrected to a later one. Remove the entry from policy_src/policy.yml."
            )
            return HistoryProblem(HistoryProblemKind.DECLARED, what, remedy)
        if issue.named != was:
            what = f"corrected_days gives commit {issue.revision} another day, and it is live as {was}"
            remedy = f"Write was: {was} at its entry in policy_src/policy.yml, so that its address stays."
            return HistoryProblem(HistoryProblemKind.DECLARED, what, remedy)
    return None


def remerge_commands(published: str, head: str) -> str:
    """The commands that publish `head` by a merge whose first parent is the published commit; both by full names."""
    return f"git reset --keep {published[:12]} && git merge --no-ff --no-edit {head[:12]}"


def _is_unknown(issue: PublicationRecord, known: AbstractSet[tuple[str, str]]) -> bool:
    """Whether a publication makes a version of which the live ledger has neither the name nor the commit."""
    made = [(document, version) for document, _, version in issue.steps if version]
    return any(
        (document, version) not in known and (document, issue.revision.commit) not in known
        for document, version in made
    )


def _commits_after(repository: Repository, commit: str) -> frozenset[str]:
    """The commits of the published line after one of them; none where it is not on that line."""
    line = repository.branch
    return frozenset(line[: line.index(commit)] if commit in line else ())
