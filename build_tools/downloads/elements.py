"""Makes the HTML elements of a text that stands by itself, for PDF and Word files.

Tables mark which cells are headings (HTML Standard, 4.9.10), and only links that lead somewhere are kept.
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
        element.text, element.tail = (text and show_invisible(text) for text in (element.text, element.tail))
        address = element.get("href", "")
        if element.tag == "a" and not _LEADS.match(address) and address.removeprefix("#") not in places:
            element.attrib.pop("href", None)
        if element.tag == "table":
            _mark_headings(element)
    return root


def _mark_headings(table: Element) -> None:
    """Mark the cells that are headings. A heading without words is an ordinary cell."""
    columns = [(cell, "col") for cell in table.findall("thead/tr/*")]
    rows = [(row[0], "row") for row in table.findall("tbody/tr") if len(row) > 1]
    for cell, scope in (*columns, *rows):
        cell.tag = "th" if "".join(cell.itertext()).strip() else "td"
        if cell.tag == "th":
            cell.set("scope", scope)
