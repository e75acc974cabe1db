"""Decides in which order the files of a site are uploaded, so that no reader meets a dead link meanwhile.

Nothing is deleted, so a link is dead only if its goal is still to come. Files that pages need come first, then new
pages, to which nothing links yet, then changed pages: first those that have a new anchor to which others link, the home
page last. The ledger, which says what is live, ends the upload (decision 0024).
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.file_kinds import FileHeaders, Kind, file_headers, is_permanent, is_text, kind_of

_NEW_FILES, _ASSETS, _NEW_PAGES = "new files", "changed assets", "new pages"
_ANCHORS, _OLD_PAGES = "changed pages that others lead into", "changed pages of versions and publications"
_PAGES, _ENTRY_PAGES, _DATA, _LEDGER = "changed pages of today", "entrances", "feeds and data", "ledger"
_STEPS = (_NEW_FILES, _ASSETS, _NEW_PAGES, _OLD_PAGES, _PAGES, _ENTRY_PAGES, _DATA, _LEDGER)
"""The names of the steps, in order. Before the old pages come those with new anchors, in steps of their own."""
_STEP_OF: Mapping[Kind, tuple[str, str]] = {
    Kind.ASSET: (_ASSETS, _NEW_FILES),
    Kind.DATA: (_DATA, _NEW_FILES),
    Kind.OLD_PAGE: (_OLD_PAGES, _NEW_PAGES),
    Kind.PAGE: (_PAGES, _NEW_PAGES),
    Kind.ENTRY: (_ENTRY_PAGES, _ENTRY_PAGES),
    Kind.INDEX: (_DATA, _DATA),
    Kind.LEDGER: (_LEDGER, _LEDGER),
}
_HREF = re.compile(rb'\shref="([^"#:?]*)#([^"]+)"')
_ID = re.compile(rb'\s(?:id|name)="([^"]+)"')

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it is served."""

    sha256: str
    headers: FileHeaders | None = None
    """The headers that are stored with it, where the place stores any."""
    is_altered: bool = False
    """Whether the place itself shows that the content is no longer what was written there."""


@dataclass(frozen=True, slots=True)
class Step:
    """Files that may be written in any order, or at once."""

    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The writes that publish a site, and the files that stay as they are."""

    steps: tuple[Step, ...]
    unchanged: tuple[str, ...]
    permanent: tuple[str, ...]
    """Permanent files that have another form in the new site, and stay as they were published."""
    altered: tuple[str, ...] = ()
    """Permanent files that are no longer as they were published."""
    mended: tuple[str, ...] = ()
    """Permanent files that are written again, since a person asked for it."""

    @property
    def written(self) -> tuple[str, ...]:
        """All files that are written, in order."""
        return tuple(path for step in self.steps for path in step.paths)


def make_plan(site: BuiltSite, stored: Mapping[str, Stored], read: Read, *, mends: bool = False) -> Plan:
    """The plan that makes a place serve a site: `stored` are the files it has now, and `read` gives its pages."""
    served = {path: stored[path] for path in site.files if path in stored}
    same = {path for path, file in served.items() if file.sha256 == site.files[path]}
    differing = {path for path in served.keys() - same if is_permanent(path)}
    # the history alone makes a text; a download may have another form after an update of this program
    altered = {path for path in differing if is_text(path) or served[path].is_altered}
    mended, permanent = (differing, set[str]()) if mends else (set[str](), differing)
    unchanged = {path for path in same if served[path].headers in {None, file_headers(path)}}
    written = [path for path in site.files if path not in permanent | unchanged]
    pages = {path for path in written if kind_of(path) in {Kind.OLD_PAGE, Kind.PAGE}}
    anchors = [Step(_ANCHORS, group) for group in order_by_anchors(pages, pages & stored.keys(), site.read, read)]
    groups: dict[str, list[str]] = {name: [] for name in _STEPS}
    for path in written:
        if not any(path in step.paths for step in anchors):
            groups[_STEP_OF[kind_of(path)][path not in stored]].append(path)
    steps = [Step(name, tuple(paths)) for name, paths in groups.items()]
    place = _STEPS.index(_OLD_PAGES)
    steps[place:place] = anchors
    rest = (tuple(sorted(paths)) for paths in (unchanged, permanent - altered, altered, mended))
    return Plan(tuple(step for step in steps if step.paths), *rest)


def order_by_anchors(
    written: AbstractSet[str], changed: AbstractSet[str], new: Read, old: Read
) -> Iterator[tuple[str, ...]]:
    """Yield, group after group, the `changed` pages of those `written` with a new anchor to which others link.

    Links are found by their quotes, as generators write them: only the order depends on them.
    """
    wanted = {page: _find_linked_anchors(page, new(page), changed) for page in sorted(written)}
    goals = {goal for found in wanted.values() for goal in found}
    known = {goal: {_decode(name) for name in _ID.findall(old(goal))} for goal in goals}
    needs = {
        page: {goal for goal, anchors in found.items() if goal != page and anchors - known[goal]}
        for page, found in wanted.items()
    }
    sorter = TopologicalSorter({page: needs[page] for goals in needs.values() for page in goals})
    try:
        sorter.prepare()
    except CycleError:  # pages that need each other are written at once
        yield tuple(sorted({page for goals in needs.values() for page in goals}))
        return
    while ready := sorter.get_ready():
        yield tuple(sorted(ready))
        sorter.done(*ready)


def _find_linked_anchors(page: str, content: bytes, pages: AbstractSet[str]) -> Mapping[str, AbstractSet[str]]:
    """The anchors to which a page links, by the page that has them, of some pages."""
    found: dict[str, set[str]] = {}
    for address, anchor in _HREF.findall(content):
        path = _resolve(page, _decode(address))
        if path in pages:
            found.setdefault(path, set()).add(unquote(_decode(anchor)))
    return found


def _decode(attribute: bytes) -> str:
    return html.unescape(attribute.decode(errors="replace"))


def _resolve(page: str, address: str) -> str:
    if not address:
        return page
    path = normpath(join(dirname(page), unquote(address)))
    return path if path.endswith(".html") else normpath(join(path, "index.html"))
