"""Where do the rooms meet?

    tree → reading (the policy, its known gaps) → expanded → rendering (documents, pages) → site → exported

Each arrow is a property that is worked out once, so that a command pays only for what it asks.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from build_tools.documents.render import Rendering, render
from build_tools.model.expand import expand_policy
from build_tools.model.page import Site
from build_tools.model.policy import Policy
from build_tools.model.tree import Tree
from build_tools.publish.site import make_site
from build_tools.source.folder import read_folder
from build_tools.source.reader import Reading, read_source


@dataclass(frozen=True)
class Flow:
    """The way from a source to its site. Every step may raise `Problems`."""

    tree: Tree

    @classmethod
    def of_folder(cls, project: Path) -> "Flow":
        """The flow of the source in a working folder."""
        return cls(read_folder(project))

    @cached_property
    def reading(self) -> Reading:
        """The policy, and the gaps that legal has accepted."""
        return read_source(self.tree)

    @cached_property
    def expanded(self) -> Policy:
        """The policy with its facts in place in all prose."""
        return expand_policy(self.reading.policy)

    @cached_property
    def rendering(self) -> Rendering:
        """The documents and the hand-written pages as customers read them."""
        return render(self.expanded, self.tree)

    @cached_property
    def site(self) -> Site:
        """All pages."""
        return make_site(
            self.expanded.publication, self.expanded.controller, self.rendering.documents, self.rendering.pages
        )

    @cached_property
    def exported(self) -> dict[str, bytes]:
        """The pages, and the pictures of the hand-written ones, by their paths."""
        pictures = {
            name: data for name, data in self.tree.under("policy_src/pages/").items() if not name.endswith(".md")
        }
        return pictures | {page.path: page.text.encode() for page in self.site.pages}
