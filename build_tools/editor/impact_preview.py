"""Previews the impact of an edit before it is saved: on the documents, and on what customers are promised."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from build_tools.changes.announcement_check import Unannounced
from build_tools.changes.apply_rules import apply_opinions
from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.editor.edits import Proposal, is_for_later, new_problems
from build_tools.history.archive import read_head
from build_tools.history.errors import HistoryError
from build_tools.history.working_tree import WorkingTree, read_working_tree
from build_tools.model.document import Document
from build_tools.model.finding import Finding, part_findings
from build_tools.model.opinion import Opinion
from build_tools.model.problem import Problem, Problems
from build_tools.model.revised_text import RevisedText
from build_tools.model.rule import Level
from build_tools.model.tree import FOLDERS, Tree
from build_tools.project.environment import ReaderSettings
from build_tools.project.project import Project
from build_tools.reports.announcement_draft import Draft, make_draft
from build_tools.review.base import Base, find_base, revise_documents
from build_tools.review.change import find_shortfalls, make_announcing
from build_tools.review.source_check import check_source
from build_tools.second_reader.errors import Complaint
from build_tools.source.announcements import without_placeholders

if TYPE_CHECKING:
    from build_tools.second_reader.ask import SecondReading


@dataclass(frozen=True, slots=True)
class ImpactPreview:
    """The impact of an edit."""

    broken: tuple[Problem, ...] = ()  # problems because of which it cannot be saved
    open: tuple[Problem, ...] = ()
    """Problems because of which the source cannot be published, but the edit can be saved."""
    duties: tuple[Problem, ...] = ()
    """What has to be done before publication, apart from rulings on findings that a second reader contests."""
    draft: Draft | None = None
    """A draft announcement of all changes that no announcement covers; none if there are none."""
    findings: tuple[Finding, ...] = ()  # what changes for customers, the most important first, earlier edits included
    texts: tuple[RevisedText, ...] = ()  # the documents as published last, and as they would read
    documents: tuple[Document, ...] = ()
    language: str = ""  # BCP 47
    today: date = date.min
    apology: str = ""  # a sentence that says why nothing is compared
    unread: tuple[Complaint, ...] = ()  # why a second reader, if it was asked, has no opinion on some findings


@dataclass
class ImpactPreviewer:
    """Previews edits to the source of a project's folder."""

    folder: Path
    clock: Callable[[], datetime]
    as_of: date | None = None  # the day as of which promises are counted, if it is not today
    reader: ReaderSettings | None = None  # the second reader that may be asked
    _opinions: tuple[Opinion, ...] = ()  # what the second reader has said during this run
    _base: Base | None = None
    _head: str | None = None  # the commit at which `_base` was read

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

    def ask_reader(self, preview: ImpactPreview) -> "SecondReading":
        """The opinions of the second reader on the findings of a preview. It takes as long as a model does."""
        from build_tools.second_reader.ask import SecondReading, ask_reader  # noqa: PLC0415 - slow to import, rarely used

        if self.reader is None or not preview.documents:
            return SecondReading()
        return ask_reader(self.reader, preview.findings, preview.today)

    def keep_opinions(self, opinions: tuple[Opinion, ...]) -> None:
        """Keep the opinions of a second reading for the next previews. Two threads must not do so at once."""
        self._opinions += opinions

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
                return {"findings": [], "apology": "Nothing is published yet, so there is nothing to announce."}
            policy, _ = part_findings(compare_sources(base.side, after).findings)
            new = [entry for entry in after.reading.announcements if entry.id not in base.announced]
        except HistoryError as error:
            return {"findings": [], "apology": f"The changes are not known: {error}"}
        except Problems:
            return {"findings": [], "apology": "The changes are not known until the source can be read."}
        covered = {id_: entry.id for entry in new for id_ in entry.findings}
        choices = [
            {
                "id": item.id,
                "level": item.level.value,
                "message": item.message,
                "announcement": covered.get(item.id, ""),
            }
            for item in policy
            if item.level is not Level.EDITORIAL
        ]
        return {"findings": choices, "apology": ""}

    def _compare(self, preview: ImpactPreview, after: SourceRevision, base: Base | None) -> ImpactPreview:
        if base is None:
            return replace(preview, apology="Nothing is published yet, so there is nothing to compare with.")
        comparison = compare_sources(base.side, after)
        findings = tuple(apply_opinions(comparison.findings, self._opinions))
        zone = ZoneInfo(after.reading.readable.publication.time_zone)
        today = self.as_of or self.clock().astimezone(zone).date()
        announcing = make_announcing(after, today, base, comparison)
        shortfalls = tuple(find_shortfalls(announcing, after, base))
        unannounced = [shortfall.finding for shortfall, _ in shortfalls if isinstance(shortfall, Unannounced)]
        earliest = {finding.id: day for finding in unannounced if (day := announcing.postponed(finding))}
        words = after.reading.catalogue.words
        revised = revise_documents(base.side, after, ("the last published version", "the form"))
        return replace(
            preview,
            today=today,
            findings=findings,
            duties=(*comparison.stale, *sorted({problem for _, problem in shortfalls})),
            draft=make_draft(unannounced, earliest, announcing.effective, words) if unannounced else None,
            texts=tuple(text for text in revised.texts if text.before != text.after),
        )
