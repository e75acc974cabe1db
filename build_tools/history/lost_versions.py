"""Finds what git shows to be the cause where published versions are lost, and the commands that mend it.

The published line is that of first parents. It is left by a merge the wrong way round, by history that was rewritten,
and by a clone that is behind. Every remedy keeps what was published and needs no forced push.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build_tools.history.backdating import explain_backdated, explain_correction, find_backdated, remerge_commands
from build_tools.history.commit_log import read_commit
from build_tools.history.ledger import Breach, Ledger, compare_ledgers, find_cut, left_after
from build_tools.history.repository import Repository
from build_tools.model.cause import Cause, Kind
from build_tools.model.version import Archive, PublicationRecord, Revision

_MERGE = re.compile(r"Merge (?:remote-tracking )?branch '(?:[^/']+/)?(?P<name>[^/']+)'")
_USUAL = ("main", "master")


@dataclass(frozen=True, slots=True)
class FoxtrotMerge:
    """A merge on the published line whose first parent was probably not published before it."""

    merge: Revision
    first: PublicationRecord
    """The first publication of the line that came in with it."""

    def __str__(self) -> str:
        return (
            f"commit {self.merge} merged the published branch into another one (a foxtrot merge): what is dated "
            f"{self.first.published.day} by commit {self.first.revision.commit[:12]} may have been published with the "
            "merge only. policy verify says so where a ledger from before it is at hand"
        )


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


def explain_breaches(repository: Repository, earlier: Ledger, archive: Archive) -> Cause | None:
    """Why the history at hand is not that of an earlier ledger, or dates what is new before it; none where git does
    not show it.
    """
    if cause := find_cause(repository, earlier.head):
        return cause
    causes = (explain_backdated(repository, earlier, one) for one in find_backdated(repository, earlier, archive))
    return next(filter(None, causes), None) or explain_correction(earlier, archive)


def find_cause(repository: Repository, published: str) -> Cause | None:
    """Why a commit that was published, by its full name, is not on the published line at hand; none where it is."""
    known, head = repository.find(published) if published else "", repository.head
    if not published or not head or known in repository.branch:
        return None
    if not known:
        return Cause(
            Kind.UNKNOWN,
            f"commit {published[:12]}, up to which was published, is not in this clone: the clone is behind, "
            "or history was rewritten (a force push)",
            f"Run: git fetch origin {published}, and then this command again, which says how to go on. "
            "Where the server has it no longer, push it from a clone that still does.",
        )
    if repository.is_ancestor(known, head):
        return _foxtrot(repository, known)
    if repository.is_ancestor(head, known):
        return Cause(
            Kind.BEHIND,
            f"commit {head[:12]}, the newest one at hand, is older than {known[:12]}, up to which was published: "
            "the clone is behind, or the branch was set back (a force push)",
            f"Run: git merge --ff-only {known[:12]} && git push.",
        )
    return _rewritten(repository, known)


def _foxtrot(repository: Repository, known: str) -> Cause:
    """The cause where a published commit came with a merge, and not by first parents."""
    merge = repository.entry_of(known)
    _, first, *others = repository.ask("rev-list", "--parents", "--max-count=1", merge).split()
    line = next(parent for parent in others if repository.is_ancestor(known, parent))
    return Cause(
        Kind.FOXTROT,
        f"commit {merge[:12]} merged the published branch, {line[:12]}, into another one, {first[:12]}, which was then "
        "pushed in its place (a foxtrot merge): its first parent is not the line that was published",
        f"Run: {remerge_commands(line, repository.head)} && git push. This loses nothing, and forces nothing.",
    )


def _rewritten(repository: Repository, known: str) -> Cause:
    """The cause where the published line and that at hand have parted."""
    head, common = repository.head, repository.find_common(known, repository.head)
    parted = f"after {common[:12]}" if common else "from the first commit on"
    names = repository.ask("for-each-ref", f"--contains={known}", "--format=%(refname:short)", "refs/heads").split()
    here = (
        f" The branch {names[0]} still has it: if that is the published one, run: git checkout {names[0]}."
        if names
        else ""
    )
    return Cause(
        Kind.REWRITTEN,
        f"history was rewritten {parted} (a force push, or an amended or rebased commit), or another branch is checked "
        f"out: commit {known[:12]}, up to which was published, is not in the history of {head[:12]}",
        f"To keep the text at hand and all that was published, run: git reset --keep $(git commit-tree -p {known[:12]} "
        f'-p {head[:12]} -m "Go on from what was published" "{head[:12]}^{{tree}}") && git push.{here}',
    )


def find_foxtrot_merges(repository: Repository, archive: Archive) -> Iterator[FoxtrotMerge]:
    """Yield the merges that put another line in the place of the published one, the newest first.

    Only those that date a publication: where the other line changed no text, nothing is dated by it.
    """
    publications = {publication.revision.commit: publication for publication in archive.records}
    here = repository.ask("branch", "--show-current").strip()
    names = (here,) if here else _USUAL
    options = ("--first-parent", "--merges", "--no-show-signature", "--format=%H%x00%P%x00%s")
    for words in repository.ask("log", *options).split("\n") if repository.head else ():
        merge, _, rest = words.partition("\0")
        parents, _, subject = rest.partition("\0")
        if not (found := _MERGE.match(subject)) or found["name"] not in names:
            continue
        first, second, *_ = parents.split(" ")
        own = repository.ask("rev-list", "--first-parent", "--reverse", first, f"^{second}").split()
        if dated := [publications[commit] for commit in own if commit in publications]:
            yield FoxtrotMerge(read_commit(repository, merge).revision, dated[0])
