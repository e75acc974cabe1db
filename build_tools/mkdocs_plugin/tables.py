"""Labels the cells of tables for screen readers and phones, where styles turn rows into cards.

There are no ARIA roles: HTML forbids them on the parts of a table (ARIA in HTML, section 4).
"""

from itertools import chain, repeat
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_AFTER_ATTRIBUTES = 7  # the priority after attribute lists, which have 8


class TableExtension(Extension):
    """Labels the cells of the tables of a page."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register with Markdown."""
        md.treeprocessors.register(_Tables(md), "readable_tables", _AFTER_ATTRIBUTES)


def makeExtension(**settings: object) -> TableExtension:  # noqa: N802 - the library's name
    """Create the extension; Markdown finds it by the name of this module."""
    return TableExtension(**settings)


class _Tables(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    _label(child)
                    parent[place] = box = Element("div", {"class": "table"})
                    box.append(child)
                    box.tail, child.tail = child.tail, "\n"


def _label(table: Element) -> None:
    table.set("class", "records")  # the theme's script wraps tables without a class
    headings = table.findall("thead/tr/*")
    for heading in headings:
        _mark_heading(heading, "col")
    labels = [_words_of(heading) for heading in headings]
    for row in table.findall("tbody/tr"):
        for cell, label in zip(row, chain(labels, repeat("")), strict=False):
            if label:
                cell.set("data-label", label)
        if len(row) > 1:
            _mark_heading(row[0], "row")


def _mark_heading(cell: Element, scope: str) -> None:
    cell.tag = "th" if _words_of(cell) else "td"
    if cell.tag == "th":
        cell.set("scope", scope)


def _words_of(cell: Element) -> str:
    return " ".join("".join(cell.itertext()).split())
