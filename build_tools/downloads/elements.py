"""Of which elements does a text consist where it stands by itself?

Those of the page, made ready for whoever reads on: tables tell which cells are headings (HTML Standard, 4.9.10), and
only what leads somewhere is a link.
"""

import re
from copy import deepcopy
from xml.etree.ElementTree import Element

from build_tools.documents.visible_text import parse_text
from build_tools.text.escaping import show_invisible

_LEADS = re.compile(r"(?:https?://|mailto:|tel:)\S+\Z", re.IGNORECASE)


def make_elements(body: str) -> Element:
    """The elements of a text in Markdown, below one root."""
    root = Element("main")
    for piece in parse_text(body):
        root.extend(deepcopy(list(piece)))
    places = {element.get("id", "") for element in root.iter()} - {""}
    for element in root.iter():
        element.text, element.tail = _shown(element.text), _shown(element.tail)
        if element.tag == "a" and not _leads(element.get("href", ""), places):
            element.attrib.pop("href", None)
        if element.tag == "table":
            _tell_headings(element)
    return root


def _shown(text: str | None) -> str | None:
    return show_invisible(text) if text else text


def _leads(address: str, places: set[str]) -> bool:
    return bool(_LEADS.match(address)) or address.removeprefix("#") in places


def _tell_headings(table: Element) -> None:
    for heading in table.findall("thead/tr/*"):
        _tell(heading, "col")
    for row in table.findall("tbody/tr"):
        if len(row) > 1:
            _tell(row[0], "row")


def _tell(cell: Element, scope: str) -> None:
    """A heading without words is an ordinary cell."""
    cell.tag = "th" if "".join(cell.itertext()).strip() else "td"
    if cell.tag == "th":
        cell.set("scope", scope)
