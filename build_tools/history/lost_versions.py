"""Finds what git shows to be the cause where published versions are lost, and the commands that mend it.

The published line is that of first parents. It is left by a merge the wrong way round, by history that was rewritten,
and by a clone that is behind. Every remedy keeps what was published and needs no forced push.
"""

from pathlib import Path

from build_tools.history.backdating import explain_backdated, explain_correction, find_backdated, remerge_commands
from build_tools.history.ledger import Breach, Ledger, compare_ledgers, find_cut, left_after
from build_tools.history.repository import Repository
from build_tools.model.problem import HistoryProblem, HistoryProblemKind
from build_tools.model.version import Archive


def find_breaches(project: Path | None, earlier: Ledger, today: Ledger, archive: Archive) -> tuple[Breach, ...]:
    """What was published, as an earlier ledger says, and is no longer the same in the history of a project's folder;
    and what is new and dated before that ledger was made. `today` is the ledger of the `archive`.
    """
    breaches = tuple(compare_ledgers(earlier, today))
    if project is None:
        return breaches
    with Repository(project) as repository:
        is_reached = earlier.head in repository.branch
        after = repository.branch.index(earlier.head) if is_reached else len(repository.branch)
        if cut := tuple(find_cut(earlier, today, repository.branch[after:])):
            return (*breaches, *cut)
        late = tuple(breach for one in find_backdated(repository, earlier, archive) for breach in one.breaches)
        if breaches or late or is_reached:
            return (*breaches, *late)
        is_merged = repository.is_ancestor(repository.find(earlier.head), repository.head)
    return (left_after(earlier, is_merged=is_merged),)


def explain_breaches(repository: Repository, earlier: Ledger, archive: Archive) -> HistoryProblem | None:
    """Why the history at hand is not that of an earlier ledger, or dates what is new before it; none where git does
    not show it.
    """
    if cause := find_cause(repository, earlier.head):
        return cause
    causes = (explain_backdated(repository, earlier, one) for one in find_backdated(repository, earlier, archive))
    return next(filter(None, causes), None) or explain_correction(earlier, archive)


def find_cause(repository: Repository, published: str) -> HistoryProblem | None:
    """Why a commit that was published, by its full name, is not on the published line at hand; none where it is."""
    known, head = repository.find(published) if published else "", repository.head
    if not published or not head or known in repository.branch:
        return None
    if not known:
        return HistoryProblem(
            HistoryProblemKind.UNKNOWN,
            f"commit {published[:12]}, up to which was published, is not in this clone: the clone is behind, "
            "or history was rewritten (a force push)",
            f"Run: git fetch origin {published}, and then this command again, which says how to go on. "
            "Where the server has it no longer, push it from a clone that still does.",
        )
    if repository.is_ancestor(known, head):
        return _foxtrot(repository, known)
    if repository.is_ancestor(head, known):
        return HistoryProblem(
            HistoryProblemKind.BEHIND,
            f"commit {head[:12]}, the newest one at hand, is older than {known[:12]}, up to which was published: "
            "the clone is behind, or the branch was set back (a force push)",
            f"Run: git merge --ff-only {known[:12]} && git push.",
        )
    return _rewritten(repository, known)


def _foxtrot(repository: Repository, known: str) -> HistoryProblem:
    """The cause where a published commit came with a merge, and not by first parents."""
    merge = repository.entry_of(known)
    _, first, *others = repository.ask("rev-list", "--parents", "--max-count=1", merge).split()
    line = next(parent for parent in others if repository.is_ancestor(known, parent))
    return HistoryProblem(
        HistoryProblemKind.FOXTROT,
        f"commit {merge[:12]} merged the published branch, {line[:12]}, into another one, {first[:12]}, which was then "
        "pushed in its place (a foxtrot merge): its first parent is not the line that was published",
        f"Run: {remerge_commands(line, repository.head)} && git push. This loses nothing, and forces nothing.",
    )


def _rewritten(repository: Repository, known: str) -> HistoryProblem:
    """The cause where the published line and that at hand have parted."""
    head, common = repository.head, repository.find_common(known, repository.head)
    parted = f"after {common[:12]}" if common else "from the first commit on"
    names = repository.ask("for-each-ref", f"--contains={known}", "--format=%(refname:short)", "refs/heads").split()
    here = (
        f" The branch {names[0]} still has it: if that is the published one, run: git checkout {names[0]}."
        if names
        else ""
    )
    return HistoryProblem(
        HistoryProblemKind.REWRITTEN,
        f"history was rewritten {parted} (a force push, or an amended or rebased commit), or another branch is checked "
        f"out: commit {known[:12]}, up to which was published, is not in the history of {head[:12]}",
        f"To keep the text at hand and all that was published, run: git reset --keep $(git commit-tree -p {known[:12]} "
        f'-p {head[:12]} -m "Go on from what was published" "{head[:12]}^{{tree}}") && git push.{here}',
    )
