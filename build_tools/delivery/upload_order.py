"""In which order is a site written over another one, so that whoever reads it meanwhile meets no dead link?

Nothing that is served is taken away, so a link can only be dead if what it leads to is still to come. So what is new
comes before whatever leads to it: first the files that pages need, then the new pages, to which nothing leads yet; only
then what was there is replaced, from the edges to the entrances: pages that have got a place that others lead to come
first. The ledger, which says what is live, comes last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.file_kinds import FileHeaders, Kind, is_permanent, is_text, kind_of, served
from build_tools.delivery.upload_order import Read, order_by_places


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it is served."""

    sha256: str
    """The hash of its content, as hexadecimal digits."""
    served: FileHeaders | None = None
    """What its host says of it, where that is kept with it."""
    is_altered: bool = False
    """Whether the place itself shows that the content is no longer what was written there."""


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
    """What was published for ever, has another form in the new site, and stays as it was published."""
    altered: tuple[str, ...] = ()
    """What was published for ever and is no longer what was published."""
    mended: tuple[str, ...] = ()
    """What was published for ever and is written anew, since a person asked for it."""

    @property
    def written(self) -> tuple[str, ...]:
        """All that is written, in order."""
        return tuple(path for step in self.steps for path in step.paths)


def make_plan(site: BuiltSite, stored: Mapping[str, Stored], read: Read, *, mends: bool = False) -> Plan:
    """The plan that makes a place serve a site; `stored` is what it serves now, and `read` gives its pages.

    `mends` says that permanent files which differ are written anew.
    """
    differing = {path for path in site.files if _would_break(path, site, stored)}
    altered = {path for path in differing if _is_altered(path, stored[path])}
    mended, permanent = (differing, set[str]()) if mends else (set[str](), differing)
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
    left = (tuple(sorted(paths)) for paths in (unchanged, permanent - altered, altered, mended))
    return Plan(tuple(step for step in steps if step.paths), *left)


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


def _is_altered(path: str, stored: Stored) -> bool:
    """Whether a permanent file that differs was altered: the history alone makes a text, so that it never differs.

    A download has another form after an update of this program or a new name of the company, so that the place has to
    show it.
    """
    return is_text(path) or stored.is_altered


def _would_break(path: str, site: BuiltSite, stored: Mapping[str, Stored]) -> bool:
    return is_permanent(path) and path in stored and stored[path].sha256 != site.files[path].sha256
