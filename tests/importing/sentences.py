"""Finds the sentences of an imported text that are neither on the pages of its draft nor in the report.

The text is read by other means than the importer's: lxml's words of the page, sentence by sentence.
"""

import html
import re
import unicodedata
from collections.abc import Mapping

from build_tools.importing.convert import open_page
from build_tools.importing.importer import Imported
from build_tools.model.tree import Tree
from build_tools.project.project import Project

_ENDS = re.compile(r"(?<=[.!?;:])\s+|\n+")
_ADDRESS = re.compile(r"<[a-z]+:[^<>]*>")
"""What a document adds to the words of a link: where it leads."""
_NO_TEXT = ("script", "style", "head")
_BLOCKS = (
    "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "div", "br", "pre", "blockquote", "dt", "dd", "caption",
    "button", "noscript", "object", "template", "textarea", "option",
)  # fmt: skip


def find_lost(name: str, data: bytes, imported: Imported, layouts: Mapping[str, bytes]) -> tuple[int, list[str]]:
    """How many sentences a file has, and those of them that are nowhere."""
    shown = _key(
        _ADDRESS.sub("", " ".join((*pages_of(imported, layouts), *(placing.what for placing in imported.placings))))
    )
    sentences = read_sentences(name, data)
    return len(sentences), [sentence for sentence in sentences if _key(sentence) not in shown]


def pages_of(imported: Imported, layouts: Mapping[str, bytes]) -> list[str]:
    """The visible text of each document of a draft, with its title and its summary."""
    project = Project(Tree(dict(sorted({**imported.draft.files, **layouts}.items()))))
    return [f"{document.title}\n{document.words}" for document in project.documents]


def read_sentences(name: str, data: bytes) -> list[str]:
    """The sentences of a file, headings and cells too, in order."""
    page = open_page(name, data)
    for element in list(page.iter(*_NO_TEXT)):
        element.text = None
        for child in list(element):
            element.remove(child)
    for element in page.iter(*_BLOCKS):
        element.tail = f"\n{element.tail or ''}"
        element.text = f"\n{element.text or ''}"
    text = re.sub(r"[ \t]*\n\s*", "\n", page.text_content())
    return [sentence for piece in _ENDS.split(text) if len(sentence := " ".join(piece.split())) > 1]


def _key(text: str) -> str:
    """The letters and digits of a text: other characters are written in several ways, and raised ones as well."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", html.unescape(text))).casefold()
