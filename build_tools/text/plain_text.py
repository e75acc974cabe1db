"""Converts inline Markdown to plain words for titles, subjects, feeds and calendars, which show no markup."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKS = frozenset("\\&*_`[]<!~")
"""Characters; inline markup needs at least one of them."""
_BREAKS = {"softbreak", "hardbreak"}


def inline_to_text(text: str) -> str:
    """The words of inline Markdown (CommonMark), also those of links and pictures: `A &lt; *c*` becomes `A < c`."""
    if _MARKS.isdisjoint(text):
        return " ".join(text.split())
    (inline,) = _parser().parseInline(text)
    return " ".join("".join(map(_read, inline.children or ())).split())


def _read(token: "Token") -> str:
    if token.type in _BREAKS:
        return " "
    if token.type == "image":
        return "".join(map(_read, token.children or ()))
    return token.content if token.type in {"text", "text_special", "code_inline"} else ""


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and most texts hold no markup

    return MarkdownIt("commonmark")
