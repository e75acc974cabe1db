"""Reads and renders a published revision of a source."""

from build_tools.documents.render import read_layouts, render_documents
from build_tools.documents.visible_text import with_visible_text
from build_tools.model.document import RenderedRevision
from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.source.reader import read_past


def render_revision(tree: Tree) -> RenderedRevision | Problems:
    """The documents of a revision; or the problems because of which it was never published."""
    try:
        reading = read_past(tree)
        policy = reading.readable
        documents = render_documents(policy, read_layouts(policy, tree))
        return RenderedRevision(
            tuple(map(with_visible_text, documents)),
            policy.publication.time_zone,
            reading.announcements,
            policy.controller.privacy_mailbox,
            policy.draft,
            policy.launch_day,
        )
    except Problems as problems:
        return problems
