"""What does a table tell those who hear it, and those who read it on a phone?

Each cell names its column and each row its heading, so that styles can turn rows into cards. There are no ARIA roles:
HTML forbids them on the parts of a table (ARIA in HTML, section 4), and browsers keep a table's meaning without them.
"""

from itertools import chain, repeat
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_AFTER_ATTRIBUTES = 7
"""Attribute lists, of priority 8, are no longer in the text by then."""


class TableExtension(Extension):
    """Makes the tables of a page readable everywhere."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register with Markdown."""
        md.treeprocessors.register(_Tables(md), "readable_tables", _AFTER_ATTRIBUTES)


def makeExtension(**settings: object) -> TableExtension:  # noqa: N802 - the library's name
    """The extension, as Markdown looks it up by the name of this module."""
    return TableExtension(**settings)


class _Tables(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _wrap(_describe(child))


def _describe(table: Element) -> Element:
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
    return table


def _mark_heading(cell: Element, scope: str) -> None:
    """A heading without words is an ordinary cell."""
    cell.tag = "th" if _words_of(cell) else "td"
    if cell.tag == "th":
        cell.set("scope", scope)


def _wrap(table: Element) -> Element:
    box = Element("div", {"class": "table"})
    box.append(table)
    box.tail, table.tail = table.tail, "\n"
    return box


def _words_of(cell: Element) -> str:
    return " ".join("".join(cell.itertext()).split())
