"""Previews the impact of an edit before it is saved: on the documents, and on what customers are promised."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from build_tools.changes.announcement_check import Unannounced
from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.editor.edits import Proposal, is_for_later, new_problems
from build_tools.history.archive import read_head
from build_tools.history.errors import HistoryError
from build_tools.history.working_tree import WorkingTree, read_working_tree
from build_tools.model.document import Document
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Problem, Problems
from build_tools.model.revised_text import RevisedText
from build_tools.model.rule import Level
from build_tools.model.tree import FOLDERS, Tree
from build_tools.project.project import Project
from build_tools.reports.announcement_draft import Draft, make_draft
from build_tools.review.base import Base, find_base, revise_documents
from build_tools.review.change import find_shortfalls, make_announcing
from build_tools.review.source_check import check_source
from build_tools.source.announcements import without_placeholders


@dataclass(frozen=True, slots=True)
class ImpactPreview:
    """The impact of an edit."""

    broken: tuple[Problem, ...] = ()
    """Problems because of which it cannot be saved."""
    open: tuple[Problem, ...] = ()
    """Problems because of which the source cannot be published, but the edit can be saved."""
    duties: tuple[Problem, ...] = ()
    """What customers still have to be informed of before publication."""
    draft: Draft | None = None
    """A draft announcement of all changes that no announcement covers; none if there are none."""
    findings: tuple[Finding, ...] = ()
    """What changes for customers, the most important first, earlier edits included."""
    texts: tuple[RevisedText, ...] = ()
    """The documents as published last, and as they would read."""
    documents: tuple[Document, ...] = ()
    language: str = ""
    """BCP 47."""
    apology: str = ""
    """A sentence that says why nothing is compared."""


@dataclass
class ImpactPreviewer:
    """Previews edits to the source of a project's folder."""

    folder: Path
    clock: Callable[[], datetime]
    as_of: date | None = None
    """The day as of which promises are counted, if it is not today."""
    _base: Base | None = None
    _head: str | None = None  # The commit at which `_base` was read

    def preview(self, proposal: Proposal) -> ImpactPreview:
        """The impact of an edit."""
        report = check_source(Project(proposal.tree))
        broken = new_problems(proposal.was, proposal.tree, proposal.path)
        rest = (*(problem for problem in report.problems if problem not in broken), *report.open_gaps)
        if any(not is_for_later(problem) for problem in report.problems):
            return ImpactPreview(broken, rest)
        after = SourceRevision("", without_placeholders(proposal.tree))
        language = after.reading.readable.publication.language
        preview = ImpactPreview(open=rest, documents=tuple(after.documents.values()), language=language)
        try:
            return self._compare(preview, after, self.find_base(after.tree))
        except HistoryError as error:
            return replace(preview, apology=f"Nothing is compared: {error}")
        except Problems:
            return replace(preview, apology="Nothing is compared: the last published version cannot be read.")

    def find_base(self, tree: Tree) -> Base | None:
        """The version that was published last, read again after each commit. A source with gaps cannot find it.

        Raises: HistoryError, Problems: as `find_base` of `review.base`.
        """
        head = read_working_tree(self.folder, FOLDERS[0]).head
        if head != self._head:
            try:
                base = find_base(self._project(tree), head) if head else None
            except Problems:
                base = find_base(self._project(read_head(self.folder) or tree), head)
            self._base, self._head = base, head
        return self._base

    def warm(self, tree: Tree) -> None:
        """Read the last published version ahead of time; its problems are reported when it is needed."""
        with suppress(HistoryError, Problems):
            self._compare(ImpactPreview(), SourceRevision("", tree), self.find_base(tree))

    def _project(self, tree: Tree) -> Project:
        return Project(tree, self.folder, self.clock(), self.as_of)

    def find_working(self) -> WorkingTree | None:
        """The state of the working folder; none if there is no history."""
        try:
            return read_working_tree(self.folder, FOLDERS[0])
        except HistoryError:
            return None

    def list_choices(self, tree: Tree) -> dict[str, Any]:
        """The findings that an announcement can cover, or an `apology` that says why they are not known."""
        after = SourceRevision("", without_placeholders(tree))
        try:
            base = self.find_base(after.tree)
            if base is None:
                return _choices(apology="Nothing is published yet, so there is nothing to announce.")
            comparison = compare_sources(base.side, after)
            announcements = after.reading.announcements
        except HistoryError as error:
            return _choices(apology=f"The changes are not known: {error}")
        except Problems:
            return _choices(apology="The changes are not known until the source can be read.")
        new = [announcement for announcement in announcements if announcement.id not in base.announced]
        covered = {id_: announcement.id for announcement in new for id_ in announcement.findings}
        policy, _ = part_findings(comparison.findings)
        return _choices([finding for finding in policy if finding.level is not Level.EDITORIAL], covered)

    def _compare(self, preview: ImpactPreview, after: SourceRevision, base: Base | None) -> ImpactPreview:
        if base is None:
            return replace(preview, apology="Nothing is published yet, so there is nothing to compare with.")
        comparison = compare_sources(base.side, after)
        zone = ZoneInfo(after.reading.readable.publication.time_zone)
        today = self.as_of or self.clock().astimezone(zone).date()
        announcing = make_announcing(after, today, base, comparison)
        shortfalls = tuple(find_shortfalls(announcing, after, base))
        unannounced = [shortfall.finding for shortfall, _ in shortfalls if isinstance(shortfall, Unannounced)]
        earliest = {finding.id: day for finding in unannounced if (day := announcing.postponed(finding))}
        revised = revise_documents(base.side, after, ("the last published version", "the form"))
        return replace(
            preview,
            findings=comparison.findings,
            duties=(*comparison.stale, *sorted({problem for _, problem in shortfalls})),
            draft=make_draft(unannounced, earliest, announcing.effective) if unannounced else None,
            texts=tuple(text for text in revised.texts if text.before != text.after),
        )


def _choices(
    findings: Sequence[Finding] = (), covered: Mapping[str, str] = MappingProxyType({}), *, apology: str = ""
) -> dict[str, Any]:
    choices = [
        {
            "id": finding.id,
            "level": finding.level.value,
            "message": finding.message,
            "announcement": covered.get(finding.id, ""),
        }
        for finding in findings
    ]
    return {"findings": choices, "apology": apology}
