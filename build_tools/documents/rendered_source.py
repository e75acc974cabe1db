"""Reads and renders a revision of the source: from a tree of files to the documents that customers read."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from build_tools.documents.render import read_layouts, render_documents
from build_tools.documents.visible_text import with_visible_text
from build_tools.model.document import Document, RenderedRevision
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading, read_past


@dataclass(frozen=True)
class SourceRevision:
    """A source as it stands in a commit or a folder."""

    name: str
    """Its commit or folder; empty for the source at hand."""
    tree: Tree
    made: datetime | None = None
    """When it was committed; none for a folder."""

    @cached_property
    def reading(self) -> Reading:
        """The policy. Raises: Problems: it cannot be read; the problems name the revision."""
        try:
            return read_past(self.tree)
        except Problems as error:
            raise Problems(map(self._locate, error.problems)) from None

    @property
    def is_readable(self) -> bool:
        """Whether it can be read."""
        try:
            return bool(self.reading)
        except Problems:
            return False

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents by their ids. Raises: Problems: the source cannot be read or rendered."""
        return render_with_layouts(self.reading.readable, self.tree)

    def _locate(self, problem: Problem) -> Problem:
        """A problem at `1a2b3c:policy_src/policy.yml`, as git names a file of a commit."""
        file = f"{self.name}:{problem.location.file}" if self.name else problem.location.file
        return replace(problem, location=replace(problem.location, file=file))


def render_with_layouts(policy: Policy, tree: Tree) -> dict[str, Document]:
    """The documents of a policy with the layouts of a tree, by their ids. Raises: Problems."""
    return {document.id: document for document in render_documents(policy, read_layouts(policy, tree))}


def render_revision(revision: SourceRevision) -> RenderedRevision | Problems:
    """The documents of a past revision, or the problems because of which it was never published."""
    try:
        policy = revision.reading.readable
        return RenderedRevision(
            tuple(map(with_visible_text, revision.documents.values())),
            policy.publication.time_zone,
            revision.reading.announcements,
            policy.controller.privacy_mailbox,
            policy.draft,
            policy.launch_day,
        )
    except Problems as problems:
        return problems
