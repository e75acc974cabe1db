"""Writes the Markdown of pages: their front matter, and links that lead where they should from the page's folder."""

import json
import re
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from itertools import groupby
from typing import Any

from build_tools.model.page import Page
from build_tools.model.policy import Policy
from build_tools.model.version import Archive, Version

UNSEARCHED: Mapping[str, Any] = {"search": {"exclude": True}}
"""Front matter that keeps a page out of the site's own search."""
_LINK = re.compile(
    r"(\]\(\s*+|^[ ]{0,3}\[[^\]]+\]:[ ]*+)(?!(?i:[a-z][a-z0-9+.-]*:)|#|/)([^)\s#]*)(#[^)\s]*)?", re.MULTILINE
)
"""A link within the site: the markup before it, the page and the place in the page."""


def write_page(path: str, body: str, menu: str = "", **front: object) -> Page:
    """A page with its front matter, without empty values. Without `menu` it is in no menu."""
    # JSON is YAML, and needs no YAML writer here
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
    return Page(path, menu, "\n".join(("---", *lines, "---", "", body)))


def page_paths(policy: Policy) -> set[str]:
    """The paths of the documents and the hand-written pages of a policy: `privacy-policy.md`."""
    return {f"{id_}.md" for id_ in (*(page.id for page in policy.documents), *(page.id for page in policy.pages))}


class OldLinks:
    """The targets of links in old texts: the text of the same time, or a page of today that has no versions."""

    def __init__(self, archive: Archive, present: Container[str]) -> None:
        """`present` holds the pages in the folder of all pages: `privacy-policy.md`."""
        self._archive, self._present = archive, present

    def find(self, commit: str, page: str, place: str, folder: str) -> str:
        """The target of a link, as in `move_links`, from `folder` in a text of a commit; `#` for none."""
        if target := self._texts_at.get(commit, {}).get(page.removesuffix(".md")):
            known = place.removeprefix("#") in target.document.parts
            return f"{folder}{target.document.id}/{target.name}.md{place if known else ''}"
        return f"{folder}{page}" if page in self._present else "#"

    def move(self, body: str, commit: str, folder: str) -> str:
        """A text that was published with a commit, with links within the site that lead from `folder`."""
        return move_links(body, lambda page, place: self.find(commit, page, place, folder))

    def serve(self, body: str, commit: str, folder: str) -> str:
        """The same for readers outside the site: the links lead to the pages as they are served."""
        return move_links(body, lambda page, place: as_served(self.find(commit, page, place, folder)))

    @cached_property
    def _texts_at(self) -> dict[str, dict[str, Version]]:
        found: dict[str, dict[str, Version]] = {}
        newest: dict[str, Version] = {}
        for commit, group in groupby(self._archive.in_order, key=lambda version: version.revision.commit):
            newest = newest | {version.document.id: version for version in group}
            found[commit] = newest
        return found


def move_links(body: str, find: Callable[[str, str], str]) -> str:
    """A text in Markdown with new addresses in its links within the site.

    `find` gives them from the page that a link leads to, `subprocessors.md`, and the place in it, `#stripe` or nothing.
    """
    return _LINK.sub(lambda match: f"{match[1]}{find(match[2], match[3] or '')}", body)


def as_served(address: str) -> str:
    """The address of a page on the site: `../subprocessors/#stripe` for `../subprocessors.md#stripe`."""
    page, mark, place = address.partition("#")
    name = page.rpartition("/")[2]
    if not name.endswith(".md"):
        return address
    served = "" if name == "index.md" else f"{name.removesuffix('.md')}/"
    return f"{page.removesuffix(name)}{served}{mark}{place}"
