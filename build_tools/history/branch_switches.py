"""Finds where another line took the place of the published one, by the words that git writes for such merges.

Git does not record which of the parents of a merge was published. A merge of the published branch into another one
(a foxtrot merge) shows only in its subject: `Merge branch 'main' of …`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from build_tools.history.commit_log import read_commit
from build_tools.history.repository import Repository
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


def find_foxtrot_merges(repository: Repository, archive: Archive) -> Iterator[FoxtrotMerge]:
    """Yield the merges that put another line in the place of the published one, the newest first.

    Only those that date a publication: where the other line changed no text, nothing is dated by it.
    """
    issues = {issue.revision.commit: issue for issue in archive.records}
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
        if dated := [issues[commit] for commit in own if commit in issues]:
            yield FoxtrotMerge(read_commit(repository, merge).revision, dated[0])
