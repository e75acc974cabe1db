"""Finds out why published versions are missing from the history, and gives the git commands that restore them.

Published is the branch by first parents. Versions leave it by a merge the wrong way round (a foxtrot merge), by
rewritten history, and in a clone that is behind. Every remedy keeps what was published and needs no force push.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from build_tools.history.backdating import explain_dates, find_backdated_versions, remerge_commands
from build_tools.history.commit_log import read_commit
from build_tools.history.ledger import Breach, Ledger, compare_ledgers, find_cut, left_after
from build_tools.history.repository import Repository
from build_tools.model.problem import HistoryProblem, HistoryProblemKind
from build_tools.model.version import Archive

_MERGE_SUBJECT = re.compile(r"Merge (?:remote-tracking )?branch '(?:[^/']+/)?(?P<name>[^/']+)'")
_DEFAULT_BRANCHES = ("main", "master")


def find_breaches(project: Path | None, earlier: Ledger, today: Ledger, archive: Archive) -> tuple[Breach, ...]:
    """The versions of an earlier ledger that changed in the history, and new ones dated before it was made."""
    breaches = tuple(compare_ledgers(earlier, today))
    if project is None:
        return breaches
    with Repository(project) as repository:
        is_reached = earlier.head in repository.branch
        after = repository.branch.index(earlier.head) if is_reached else len(repository.branch)
        if cut := tuple(find_cut(earlier, today, repository.branch[after:])):
            return (*breaches, *cut)
        late = tuple(find_backdated_versions(repository, earlier, archive))
        if breaches or late or is_reached:
            return (*breaches, *late)
        is_merged = repository.is_ancestor(repository.find(earlier.head), repository.head)
    return (left_after(earlier, is_merged=is_merged),)


def explain_breaches(project: Path | None, earlier: Ledger, archive: Archive) -> HistoryProblem | None:
    """Why the history does not match an earlier ledger, or dates new versions before it; none if unknown."""
    if project is None:
        return None
    with Repository(project) as repository:
        return find_cause(repository, earlier.head) or explain_dates(repository, earlier, archive)


def find_cause(repository: Repository, published: str) -> HistoryProblem | None:
    """Why a published commit, by its full name, is not on the published branch by first parents; none where it is."""
    known, head = repository.find(published) if published else "", repository.head
    if not published or not head or known in repository.branch:
        return None
    if not known:
        return HistoryProblem(
            HistoryProblemKind.UNKNOWN,
            f"the published commit {published[:12]} is not in this clone: the clone is behind, "
            "or history was rewritten (a force push)",
            f"Run: git fetch origin {published}, and then this command again, which says how to continue. "
            "If the server no longer has it, push it from a clone that still does.",
        )
    if repository.is_ancestor(known, head):
        return _foxtrot(repository, known)
    if repository.is_ancestor(head, known):
        return HistoryProblem(
            HistoryProblemKind.BEHIND,
            f"commit {head[:12]}, the newest one here, is older than the published commit {known[:12]}: "
            "the clone is behind, or the branch was reset (a force push)",
            f"Run: git merge --ff-only {known[:12]} && git push.",
        )
    return _rewritten(repository, known)


def _foxtrot(repository: Repository, known: str) -> HistoryProblem:
    merge = repository.entry_of(known)
    _, first, *others = repository.ask("rev-list", "--parents", "--max-count=1", merge).split()
    line = next(parent for parent in others if repository.is_ancestor(known, parent))
    return HistoryProblem(
        HistoryProblemKind.FOXTROT,
        f"commit {merge[:12]} merged the published branch, {line[:12]}, into another one, {first[:12]}, which was then "
        "pushed in its place (a foxtrot merge): its first parent is not the published branch",
        f"Run: {remerge_commands(line, repository.head)} && git push. Nothing is lost, and no force push is needed.",
    )


def _rewritten(repository: Repository, known: str) -> HistoryProblem:
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
        f"out: the published commit {known[:12]} is not in the history of {head[:12]}",
        f"To keep the new text and all that was published, run: git reset --keep $(git commit-tree -p {known[:12]} "
        f'-p {head[:12]} -m "Go on from what was published" "{head[:12]}^{{tree}}") && git push.{here}',
    )


def find_foxtrot_merges(repository: Repository, archive: Archive) -> Iterator[str]:
    """Yield a clause on each merge that replaced the published branch and dates a publication, the newest first.

    Git does not record which parent was published: only the subject of a merge (`Merge branch 'main' of …`) shows it.
    """
    publications = {publication.revision.commit: publication for publication in archive.records}
    here = repository.ask("branch", "--show-current").strip()
    names = (here,) if here else _DEFAULT_BRANCHES
    options = ("--first-parent", "--merges", "--no-show-signature", "--format=%H%x00%P%x00%s")
    for words in repository.ask("log", *options).split("\n") if repository.head else ():
        merge, _, rest = words.partition("\0")
        parents, _, subject = rest.partition("\0")
        if not (found := _MERGE_SUBJECT.match(subject)) or found["name"] not in names:
            continue
        first, second, *_ = parents.split(" ")
        own = repository.ask("rev-list", "--first-parent", "--reverse", first, f"^{second}").split()
        if dated := [publications[commit] for commit in own if commit in publications]:
            yield (
                f"commit {read_commit(repository, merge).revision} merged the published branch into another one "
                f"(a foxtrot merge): what is dated {dated[0].published.day} by commit {dated[0].revision.commit[:12]} "
                "may have been published with the merge only. policy verify shows it if you have a ledger from before "
                "the merge"
            )
