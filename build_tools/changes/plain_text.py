"""Reads inline Markdown as plain words: for titles, subjects, feeds and calendars, which show no markup."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SIGNS = frozenset("\\&*_`[]<!~")
"""What inline markup needs at least one of."""
_BREAKS = {"softbreak", "hardbreak"}


def inline_to_text(text: str) -> str:
    """A text in inline Markdown (CommonMark) as a reader sees it, in one line: `A &lt;b&gt; *c*` is `A <b> c`.

    A link is its words, a picture its description. Tags are left out.
    """
    if _SIGNS.isdisjoint(text):
        return " ".join(text.split())
    (inline,) = _parser().parseInline(text)
    return " ".join("".join(map(_say, inline.children or ())).split())


def _say(token: "Token") -> str:
    if token.type in _BREAKS:
        return " "
    if token.type == "image":
        return "".join(map(_say, token.children or ()))
    return token.content if token.type in {"text", "text_special", "code_inline"} else ""


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and most texts hold no markup

    return MarkdownIt("commonmark")
