"""Finds publications that are dated before a live ledger that lacks them.

Git does not record when a commit was pushed. A version that a live ledger lacks was published on the day of that
ledger or later (decision 0036).
"""

from collections.abc import Iterator

from build_tools.history.ledger import Breach, Ledger
from build_tools.history.repository import Repository
from build_tools.history.version_lookup import read_name
from build_tools.model.problem import HistoryProblem, HistoryProblemKind
from build_tools.model.version import Archive, Provenance, PublicationRecord

_IN_SETTINGS = "in policy_src/policy.yml"


def find_backdated_versions(repository: Repository, live: Ledger, archive: Archive) -> Iterator[Breach]:
    """Yield a breach for each version that a backdated publication makes or withdraws."""
    ledger = f"the live ledger of {live.as_of}" if live.as_of else "the live ledger"
    for record in _find_backdated(repository, live, archive):
        dated = "it is named after" if record.was else "it is dated"
        for document, before, version in record.steps:
            what = dated if version else "its withdrawal is dated"
            what = f"{what} {record.named}, and {ledger} does not have it: it was published later"
            yield Breach(f"{document} {version or before}", what)


def _find_backdated(repository: Repository, live: Ledger, archive: Archive) -> tuple[PublicationRecord, ...]:
    """The publications that a live ledger lacks and that are dated before it was made, the oldest first.

    The first version of an adopted policy has a declared day, and is exempt where nothing was live.
    """
    known = {(entry["document"], entry[key]) for entry in live.records for key in ("commit", "version")}
    newer = _commits_after(repository, live.head)

    def is_new(record: PublicationRecord) -> bool:
        """Whether the ledger lacks one of its versions, both by name and by commit."""
        commit = record.revision.commit
        made = ({(document, version), (document, commit)} for document, _, version in record.steps if version)
        return commit in newer or any(known.isdisjoint(names) for names in made)

    records = archive.records
    if not live.records and records and records[0].published.provenance is Provenance.DECLARED:
        records = records[1:]
    return tuple(
        record
        for record in records
        if (record.was or (live.as_of and record.published.day.last < live.as_of)) and is_new(record)
    )


def explain_dates(repository: Repository, live: Ledger, archive: Archive) -> HistoryProblem | None:
    """Why a version is dated too early, and the commands that correct it; none where git does not show it."""
    causes = (_explain_backdated(repository, live, record) for record in _find_backdated(repository, live, archive))
    return next(filter(None, causes), None) or _explain_correction(live, archive)


def _explain_backdated(repository: Repository, live: Ledger, record: PublicationRecord) -> HistoryProblem | None:
    revision, day, made = record.revision, record.published.day, live.as_of
    if record.was:
        what = f"corrected_days says that commit {revision} was live as {record.was}, and the live ledger lacks it"
        return HistoryProblem(HistoryProblemKind.DECLARED, what, f"Remove was: from its entry {_IN_SETTINGS}.")
    if record.published.provenance is Provenance.DECLARED:
        what = f"corrected_days gives commit {revision} the day {day}, and the live ledger of {made} does not have "
        remedy = f"Write the day on which it was published, {made} or later, under corrected_days {_IN_SETTINGS}, or "
        return HistoryProblem(HistoryProblemKind.DECLARED, f"{what}what it published", f"{remedy}remove the entry.")
    if revision.commit not in _commits_after(repository, live.head):
        return None
    return HistoryProblem(
        HistoryProblemKind.LATE,
        f"commit {revision} was made on {day} and reached the published branch on {made} or later: the branch "
        "was moved to it (a fast-forward), so no commit says when",
        f"Run: {remerge_commands(live.head, repository.head)} && git push. "
        "The merge dates it by the day on which you run this. Nothing is lost, and no force push is needed.",
    )


def _explain_correction(live: Ledger, archive: Archive) -> HistoryProblem | None:
    """What is wrong with the day that is declared for a live version; none where none is declared, or a later one."""
    lived = {str(entry["commit"]): read_name(str(entry["version"])) for entry in live.records}
    for record in archive.records:
        was, day = lived.get(record.revision.commit), record.published.day
        is_adopted = record is archive.records[0] and not record.was
        is_declared = record.published.provenance is Provenance.DECLARED
        if not was or is_adopted or not is_declared or record.named == was == day:
            continue
        if day.first <= was.last:
            what = f"corrected_days gives commit {record.revision} the day {day}, and it is live as {was}"
            remedy = "A live date can only be corrected to a later one. Remove the entry from policy_src/policy.yml."
            return HistoryProblem(HistoryProblemKind.DECLARED, what, remedy)
        if record.named != was:
            what = f"corrected_days gives commit {record.revision} another day, and it is live as {was}"
            remedy = f"Write was: {was} in its entry {_IN_SETTINGS}, so that its address stays the same."
            return HistoryProblem(HistoryProblemKind.DECLARED, what, remedy)
    return None


def remerge_commands(published: str, head: str) -> str:
    """The commands that publish `head` by a merge whose first parent is the published commit; both by full names."""
    return f"git reset --keep {published[:12]} && git merge --no-ff --no-edit {head[:12]}"


def _commits_after(repository: Repository, commit: str) -> frozenset[str]:
    """The commits on the published branch after a commit; none if it is not on that branch."""
    branch = repository.branch
    return frozenset(branch[: branch.index(commit)] if commit in branch else ())
