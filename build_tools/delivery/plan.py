"""In which order is a site written over another one, so that whoever reads it meanwhile meets no dead link?

Nothing that is served is taken away, so a link can only be dead if what it leads to is still to come. So what is new
comes before whatever leads to it: first the files that pages need, then the new pages, to which nothing leads yet; only
then what was there is replaced, from the edges to the entrances: pages that have got a place that others lead to come
first. The ledger, which says what is live, comes last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from build_tools.delivery.anchors import Read, order_by_places
from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.kinds import Kind, Served, is_permanent, kind_of, served


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it is served."""

    sha256: str
    """The hash of its content, as hexadecimal digits."""
    served: Served | None = None
    """What its host says of it, where that is kept with it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Files that may be written in any order, or at once."""

    name: str
    paths: tuple[str, ...]
    """Never empty."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done to publish a site."""

    steps: tuple[Step, ...]
    """What is written, step by step."""
    unchanged: tuple[str, ...]
    """What is served already."""
    permanent: tuple[str, ...]
    """What was published for ever, reads otherwise in the new site, and stays as it was published."""

    @property
    def written(self) -> tuple[str, ...]:
        """All that is written, in order."""
        return tuple(path for step in self.steps for path in step.paths)


def make_plan(site: BuiltSite, stored: Mapping[str, Stored], read: Read) -> Plan:
    """The plan that makes a place serve a site; `stored` is what it serves now, and `read` gives its pages."""
    permanent = {path for path in site.files if _would_break(path, site, stored)}
    unchanged = {path for path in site.files if _is_stored(path, site, stored)} - permanent
    written = [path for path in site.files if path not in permanent | unchanged]
    pages = {path for path in written if kind_of(path) in _PAGE_KINDS}
    firsts = list(order_by_places(pages, pages & stored.keys(), site.read, read))
    groups: dict[str, list[str]] = {name: [] for name in _STEPS}
    for path in written:
        if not any(path in group for group in firsts):
            groups[_step_of(path, is_new=path not in stored)].append(path)
    steps = [Step(name, tuple(paths)) for name, paths in groups.items()]
    steps[_STEPS.index(_OLD_PAGES) : _STEPS.index(_OLD_PAGES)] = [Step(_PLACES, group) for group in firsts]
    return Plan(tuple(step for step in steps if step.paths), tuple(sorted(unchanged)), tuple(sorted(permanent)))


_NEW_FILES, _ASSETS, _NEW_PAGES = "new files", "changed assets", "new pages"
_OLD_PAGES, _PAGES, _ENTRANCES = "changed pages of versions and publications", "changed pages of today", "entrances"
_PLACES, _DATA, _LEDGER = "changed pages that others lead into", "feeds and data", "ledger"
_STEPS = (_NEW_FILES, _ASSETS, _NEW_PAGES, _OLD_PAGES, _PAGES, _ENTRANCES, _DATA, _LEDGER)
_PAGE_KINDS = {Kind.OLD_PAGE, Kind.PAGE}
_WHEN_NEW = {
    Kind.ASSET: _NEW_FILES,
    Kind.DATA: _NEW_FILES,
    Kind.OLD_PAGE: _NEW_PAGES,
    Kind.PAGE: _NEW_PAGES,
    Kind.ENTRY: _ENTRANCES,
    Kind.INDEX: _DATA,
    Kind.LEDGER: _LEDGER,
}
_WHEN_CHANGED = {
    **_WHEN_NEW,
    Kind.ASSET: _ASSETS,
    Kind.DATA: _DATA,
    Kind.OLD_PAGE: _OLD_PAGES,
    Kind.PAGE: _PAGES,
}


def _step_of(path: str, *, is_new: bool) -> str:
    return (_WHEN_NEW if is_new else _WHEN_CHANGED)[kind_of(path)]


def _is_stored(path: str, site: BuiltSite, stored: Mapping[str, Stored]) -> bool:
    found = stored.get(path)
    return found is not None and found.sha256 == site.files[path].sha256 and found.served in {None, served(path)}


def _would_break(path: str, site: BuiltSite, stored: Mapping[str, Stored]) -> bool:
    return is_permanent(path) and path in stored and stored[path].sha256 != site.files[path].sha256
