"""Converts Markdown to HTML with the extensions of the site, for checks, pages, feeds and e-mail."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from build_tools.text.allowed_html import sanitize

if TYPE_CHECKING:
    from markdown import Markdown

PROSE = ("abbr", "attr_list", "sane_lists", "tables")
"""The extensions for the prose that legal writes. `mkdocs.yml` names each of them."""
DOCUMENTS = (*PROSE, "def_list", "md_in_html")
"""The extensions for documents with their layouts. Any others would change old versions."""


def convert(text: str, extensions: tuple[str, ...] = PROSE) -> str:
    """The HTML of a text, which may hold unsafe HTML: see `make_html`."""
    return _converter(extensions).reset().convert(text)


def make_html(text: str) -> str:
    """The HTML of a text, without anything that is not allowed in a page."""
    return sanitize(convert(text))


@cache
def _converter(extensions: tuple[str, ...]) -> "Markdown":
    from markdown import Markdown  # noqa: PLC0415 - slow to import, and most texts need no conversion

    # by its name, Markdown would look for an extension in all installed packages
    modules = (import_module(f"markdown.extensions.{name}") for name in extensions)
    return Markdown(extensions=[module.makeExtension() for module in modules])
