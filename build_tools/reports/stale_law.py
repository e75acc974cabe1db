"""Lists the places in laws that were not looked up within a year, with the rules and checklists that cite them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from build_tools.reports.law_links import Citation, read_citations
from build_tools.reports.output import write_json
from build_tools.source.citations import Citing
from build_tools.source.law_catalogue import read_law


@dataclass(frozen=True, slots=True)
class StalePlace:
    """A place in a law that was not looked up within a year, or never."""

    reference: str
    """The id of its reference."""
    citation: Citation
    rules: Sequence[str]
    """The ids of the rules that cite it."""
    items: Sequence[str]
    """The checklists and items that cite it: `gdpr-13 controller`."""


@dataclass(frozen=True, slots=True)
class StaleLaw:
    """The places that were not looked up within a year, or never: those behind rules first."""

    places: Sequence[StalePlace]
    total: int
    """The number of all places."""


def find_stale_law(
    citing: Citing, today: date, rules: Mapping[str, Sequence[str]], items: Mapping[str, Sequence[str]]
) -> StaleLaw:
    """The places in the law of the jurisdictions that were not looked up within a year.

    `rules` and `items` name the rules, and the items of checklists, that cite each reference.
    """
    citations, stale = read_citations(citing), list(read_law().find_stale(today))
    places = [
        StalePlace(name, citations[name], rules.get(name, ()), items.get(name, ())) for name in citing.select(stale)
    ]
    places.sort(key=lambda place: not place.rules)
    return StaleLaw(places, len(citing.select(citations)))


def as_text(stale: StaleLaw) -> str:
    """A line of totals, then for each place its id, citation, last look-up and text, and what cites it."""
    if not stale.places:
        return f"All {stale.total} places in laws were looked up within a year.\n"
    behind = sum(bool(place.rules) for place in stale.places)
    totals = f"{len(stale.places)} of {stale.total} places in laws were not looked up within a year, or never: "
    totals += f"{behind} behind rules, {len(stale.places) - behind} behind checklists only.\n\n"
    return totals + "".join(line for place in stale.places for line in _describe(place))


def as_json(stale: StaleLaw) -> str:
    """One JSON object: `total`, and `stale`, the places that were not looked up within a year."""
    return write_json({"total": stale.total, "stale": list(map(_as_object, stale.places))})


def _describe(place: StalePlace) -> Iterator[str]:
    cited = place.citation
    yield f"{place.reference}: {cited.words}, looked up: {cited.reference.looked_up}, {cited.law.link}\n"
    yield f"  rules: {', '.join(place.rules)}\n" if place.rules else ""
    yield f"  checklists: {', '.join(place.items)}\n" if place.items else ""


def _as_object(place: StalePlace) -> dict[str, Any]:
    return {
        "id": place.reference,
        "law": place.citation.words,
        "looked_up": str(place.citation.reference.looked_up),
        "link": place.citation.law.link,
        "rules": list(place.rules),
        "checklists": list(place.items),
    }
