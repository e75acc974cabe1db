"""Which pages lead to a place within another page, and in what order do such pages have to change?

It only decides on an order, so that attributes are found by their quotes, as generators write them.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter
from posixpath import dirname, join, normpath
from urllib.parse import unquote

_HREF = re.compile(rb'\shref="([^"#:?]*)#([^"]+)"')
_ID = re.compile(rb'\s(?:id|name)="([^"]+)"')

Read = Callable[[str], bytes]
"""The content of a page, by its path."""


def order_by_places(
    written: AbstractSet[str], changed: AbstractSet[str], new: Read, old: Read
) -> Iterator[tuple[str, ...]]:
    """Yield, group after group, the changed pages that others lead into, to a place that they did not have before.

    `written` are all pages that are to be written, and `changed` those of them that are served already.
    """
    wanted = {page: _places_wanted(page, new(page), changed) for page in sorted(written)}
    known = {other: _places(old(other)) for other in {other for found in wanted.values() for other in found}}
    needs = {
        page: {other for other, places in found.items() if other != page and places - known[other]}
        for page, found in wanted.items()
    }
    firsts = {other for others in needs.values() for other in others}
    yield from _in_order({page: needs[page] for page in firsts})


def _in_order(needs: Mapping[str, AbstractSet[str]]) -> Iterator[tuple[str, ...]]:
    """Yield pages after those that they need; all at once where they need each other."""
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError:
        yield tuple(sorted(needs))
        return
    while ready := sorter.get_ready():
        yield tuple(sorted(ready))
        sorter.done(*ready)


def _places_wanted(page: str, content: bytes, among: AbstractSet[str]) -> Mapping[str, AbstractSet[str]]:
    """The places that a page leads to in some others, by these."""
    found: dict[str, set[str]] = {}
    for address, place in _HREF.findall(content):
        path = _resolve(page, html.unescape(address.decode(errors="replace")))
        if path in among:
            found.setdefault(path, set()).add(unquote(html.unescape(place.decode(errors="replace"))))
    return found


def _places(content: bytes) -> AbstractSet[str]:
    return {html.unescape(name.decode(errors="replace")) for name in _ID.findall(content)}


def _resolve(page: str, address: str) -> str:
    """The path of the file behind a relative address on a page."""
    if not address:
        return page
    path = normpath(join(dirname(page), unquote(address)))
    return path if path.endswith(".html") else normpath(join(path, "index.html"))
