"""How does an old text read at its own address, where links lead from another folder and to texts of its own time?"""

import re
from collections.abc import Callable, Container
from functools import cached_property
from itertools import groupby

from build_tools.model.version import Archive, Version

_LINK = re.compile(
    r"(\]\(\s*+|^[ ]{0,3}\[[^\]]+\]:[ ]*+)(?!(?i:[a-z][a-z0-9+.-]*:)|#|/)([^)\s#]*)(#[^)\s]*)?", re.MULTILINE
)
"""A link within the site: what leads into it, the page and the place."""


class OldLinks:
    """Where the links of old texts lead: to the text of their time, or to a page of today that has no versions."""

    def __init__(self, archive: Archive, present: Container[str]) -> None:
        """`present` holds the pages in the folder of all pages: `privacy-policy.md`."""
        self._archive, self._present = archive, present

    def find(self, commit: str, page: str, place: str, folder: str) -> str:
        """Where a link leads from `folder`, in a text that was published with a commit; `#` where it leads nowhere.

        `page` is the one that it led to, `subprocessors.md`, and `place` what is in it, `#stripe` or nothing.
        """
        target = self.beside.get(commit, {}).get(page.removesuffix(".md"))
        if target:
            known = place.removeprefix("#") in target.document.parts
            return f"{folder}{target.document.id}/{target.name}.md{place if known else ''}"
        return f"{folder}{page}" if page in self._present else "#"

    @cached_property
    def beside(self) -> dict[str, dict[str, Version]]:
        """The newest version of each document at each publication, by its commit."""
        found: dict[str, dict[str, Version]] = {}
        newest: dict[str, Version] = {}
        for commit, group in groupby(self._archive.in_order, key=lambda version: version.revision.commit):
            newest = newest | {version.document.id: version for version in group}
            found[commit] = newest
        return found


def move_links(body: str, find: Callable[[str, str], str]) -> str:
    """A text in Markdown with other addresses in its links within the site.

    `find` is given the page that a link leads to, `subprocessors.md`, and the place in it, `#stripe` or nothing; it
    gives the new address.
    """
    return _LINK.sub(lambda match: f"{match[1]}{find(match[2], match[3] or '')}", body)


def as_served(address: str) -> str:
    """Where a page stands on the site: `../subprocessors/#stripe` for `../subprocessors.md#stripe`."""
    page, mark, place = address.partition("#")
    name = page.rpartition("/")[2]
    if not name.endswith(".md"):
        return address
    served = "" if name == "index.md" else f"{name.removesuffix('.md')}/"
    return f"{page.removesuffix(name)}{served}{mark}{place}"
