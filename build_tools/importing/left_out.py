"""Marks the words of a file that do not become part of the text, so that the report names them."""

from dataclasses import dataclass

from lxml import html

WHY = "data-policy-import-left-out"
"""The attribute of an element whose words are left out. It holds the reason."""
OUTSIDE, STRUCK, HIDDEN = "outside the text", "struck out", "hidden on the page"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that are left out, with the reason."""

    words: str
    why: str = OUTSIDE
    line: int = 0

    def __str__(self) -> str:
        return f'{self.why}: "{self.words}"'


def words_of(element: html.HtmlElement) -> str:
    """All words in an element, with single spaces."""
    return " ".join(" ".join(map(str, element.itertext())).split())


def drop(element: html.HtmlElement) -> None:
    """Remove an element and its words; the words after it stay."""
    if element.getparent() is not None:
        element.drop_tree()


def set_aside(body: html.HtmlElement, words: str, why: str) -> None:
    """Add words to a page that are in the report only."""
    aside = html.Element("div", {WHY: why})
    aside.text = words
    body.append(aside)
