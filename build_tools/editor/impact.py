"""Says what an edit would mean before it is saved: for what customers read, and for what they are promised."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from build_tools.changes.announcement_check import Announcing, Unannounced
from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.editor.edits import Proposal, is_for_later, new_problems
from build_tools.history.archive import read_head
from build_tools.history.errors import HistoryError
from build_tools.history.working_tree import WorkingTree, read_working_tree
from build_tools.model.document import Document
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Problem, Problems
from build_tools.model.rule import Level
from build_tools.model.text_pair import RevisedText
from build_tools.model.tree import FOLDERS, Tree
from build_tools.project.project import Project
from build_tools.reports.announcement_draft import Draft, make_draft
from build_tools.review.base import Base, find_base, revise_documents
from build_tools.review.change import find_shortfalls, make_announcing
from build_tools.review.source_check import check_source
from build_tools.source.draft_placeholders import without_placeholders


@dataclass(frozen=True, slots=True)
class ImpactPreview:
    """What an edit would mean."""

    broken: tuple[Problem, ...] = ()
    """What keeps it from being saved."""
    open: tuple[Problem, ...] = ()
    """What keeps the source from being published, and not the edit from being saved."""
    duties: tuple[Problem, ...] = ()
    """What is still to be said to customers before it can be published."""
    draft: Draft | None = None
    """An announcement of all that is announced nowhere; none where nothing is to be announced."""
    findings: tuple[Finding, ...] = ()
    """What it changes for customers, the most important first, with all that was edited before."""
    texts: tuple[RevisedText, ...] = ()
    """The documents as they were published last, and as they would read."""
    documents: tuple[Document, ...] = ()
    """The documents as they would read."""
    language: str = ""
    """The language of the documents (BCP 47)."""
    since: str = ""
    """The commit with which they are compared; empty where there is none."""
    apology: str = ""
    """Why nothing is compared, in a sentence."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What an announcement can cover."""

    findings: tuple[Finding, ...] = ()
    """The most important first."""
    named: Mapping[str, str] = field(default_factory=dict)
    """For each finding that an announcement names, by its id, that announcement's."""
    apology: str = ""
    """Why nobody can say what changes, in a sentence."""


@dataclass
class ImpactPreviewer:
    """Looks ahead from the source of a project's folder."""

    project: Path
    clock: Callable[[], datetime]
    as_of: date | None = None
    """The day as of which promises are counted, where it is not today."""
    _base: Base | None = None
    _head: str | None = field(default=None)
    """The commit that `_base` was read at."""

    def look(self, proposal: Proposal) -> ImpactPreview:
        """What an edit would mean."""
        report = check_source(Project(proposal.tree))
        broken = new_problems(proposal.was, proposal.tree, proposal.path)
        rest = (*(problem for problem in report.problems if problem not in broken), *report.open_gaps)
        if any(not is_for_later(problem) for problem in report.problems):
            return ImpactPreview(broken, rest)
        side = SourceRevision("", without_placeholders(proposal.tree))
        outlook = self._read(ImpactPreview((), rest), side)
        try:
            base = self.find_base(side.tree)
        except HistoryError as error:
            return replace(outlook, apology=f"Nothing is compared: {error}")
        except Problems:
            return replace(outlook, apology="Nothing is compared: what was published last cannot be read.")
        return self._compare(outlook, side, base)

    def find_base(self, tree: Tree) -> Base | None:
        """What was published last; it is read again when there is a new commit. A source with gaps cannot tell.

        Raises: HistoryError: there is no history. Problems: the source cannot be read.
        """
        head = read_working_tree(self.project, FOLDERS[0]).head
        if head != self._head:
            try:
                base = find_base(self._flow(tree), head) if head else None
            except Problems:
                base = find_base(self._flow(read_head(self.project) or tree), head)
            self._base, self._head = base, head
        return self._base

    def warm(self, tree: Tree) -> None:
        """Read what was published last ahead of time; what is wrong with it is told when it is needed."""
        with suppress(HistoryError, Problems):
            self._compare(ImpactPreview(), SourceRevision("", tree), self.find_base(tree))

    def _flow(self, tree: Tree) -> Project:
        return Project(tree, self.project, self.clock(), self.as_of)

    def tell_working(self) -> WorkingTree | None:
        """Where one works; none where there is no history."""
        try:
            return read_working_tree(self.project, FOLDERS[0])
        except HistoryError:
            return None

    def _read(self, outlook: ImpactPreview, side: SourceRevision) -> ImpactPreview:
        """The documents as they would read; gaps keep none of them from being read."""
        language = side.reading.readable.publication.language
        return replace(outlook, documents=tuple(side.documents.values()), language=language)

    def list_choices(self, tree: Tree) -> Choices:
        """The findings of the source that an announcement can cover."""
        side = SourceRevision("", without_placeholders(tree))
        try:
            base = self.find_base(side.tree)
            if base is None:
                return Choices(apology="Nothing is published yet, so there is nothing to announce.")
            comparison = compare_sources(base.side, side)
            told = side.reading.announcements
        except HistoryError as error:
            return Choices(apology=f"What changes cannot be told: {error}")
        except Problems:
            return Choices(apology="What changes cannot be told before the source can be read.")
        named = {name: one.id for one in told if one.id not in base.announced for name in one.findings}
        policy, _ = part_findings(comparison.findings)
        return Choices(tuple(one for one in policy if one.level is not Level.EDITORIAL), named)

    def _compare(self, outlook: ImpactPreview, after: SourceRevision, base: Base | None) -> ImpactPreview:
        if base is None:
            return replace(outlook, apology="Nothing is published yet, so there is nothing to compare with.")
        comparison = compare_sources(base.side, after)
        zone = ZoneInfo(after.reading.readable.publication.time_zone)
        today = self.as_of or self.clock().astimezone(zone).date()
        announcing = make_announcing(after, today, base, comparison)
        shortfalls = tuple(find_shortfalls(announcing, after, base))
        revised = revise_documents(base.side, after, ("what was published last", "the form"))
        return replace(
            outlook,
            findings=comparison.findings,
            duties=(*comparison.stale, *sorted({problem for _, problem in shortfalls})),
            draft=_draft(announcing, [one.finding for one, _ in shortfalls if isinstance(one, Unannounced)]),
            texts=tuple(text for text in revised.texts if text.before != text.after),
            since=base.side.name,
        )


def _draft(announcing: Announcing, findings: Sequence[Finding]) -> Draft | None:
    """An announcement of findings; none of none."""
    if not findings:
        return None
    earliest = {one.id: day for one in findings if (day := announcing.postponed(one))}
    return make_draft(findings, earliest, announcing.effective)


def tell_choices(choices: Choices) -> dict[str, Any]:
    """The choices as the form reads them."""
    findings = [
        {
            "id": finding.id,
            "level": finding.level.value,
            "message": finding.message,
            "announcement": choices.named.get(finding.id, ""),
        }
        for finding in choices.findings
    ]
    return {"findings": findings, "apology": choices.apology}
