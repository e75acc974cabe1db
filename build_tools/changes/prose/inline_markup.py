"""Extracts plain words and link targets from inline Markdown, reStructuredText or HTML."""

import re
from functools import lru_cache
from html import unescape

from build_tools.model.normalization import normalize

_RULES = tuple(
    (mark, re.compile(pattern), replacement)
    for mark, pattern, replacement in (
        ("<!--", r"<!--.{0,2000}?-->", " "),
        ("[", r"\\\[\d{1,3}\\\]|\[\d{1,3}\](?![(\[])", ""),
        ("![", r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}[^()]{0,200}\)", r"\1"),
        ("[", r"\[((?:[^\[\]\\]|\\.){0,1000})\]\s?\(\s*(?:[^()\s]|\([^()]{0,200}\)){0,2000}[^()]{0,200}\)", r"\1"),
        ("][", r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,200}\]", r"\1"),
        (":`", r":(?:ref|doc|term|mod|abbr):`([^`<]{1,300}?)\s*(?:<[^>`]{1,500}>)?`", r"\1"),
        ("`", r"`([^`<]{1,500}?)\s*<[^>`]{1,2000}>`_{0,2}", r"\1"),
        ("`_", r"`([^`]{1,500})`_{1,2}", r"\1"),
        ("<", r"<(https?://[^<>\s]{1,2000}|[^<>\s@]{1,100}@[^<>\s]{1,200})>", r"\1"),
        ("<", r"</?[A-Za-z][^<>]{0,3000}>", ""),
        ("", r"\*{1,3}|`{1,3}|~~|(?<![^\W_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![^\W_])", ""),
        ("\\", r"\\(?=[^\w\s])", ""),
        ("[^", r"\[\^[^\]]{1,30}\]", ""),
        ("", r"[\[\]]", ""),
        ("{", r"\{:?\s{0,9}[:#.][^{}]{0,100}\}", ""),
    )
)
"""What each match contains, the pattern, and the replacement."""
_TARGET = re.compile(
    r"""\]\s?\(\s*<?((?:[^()\s<>]|\([^()]{0,200}\)){1,2000})"""
    r"""|\bhref\s*=\s*["']([^"'<>]{1,2000})["']"""
    r"""|<((?:https?://|mailto:)[^<>\s]{1,2000})>"""
    r"""|(?<![\w(<"'/])(https?://[^\s<>()\[\]"'|]{1,2000})"""
)


_MARKS = re.compile(r"[\[<`*_\\{~]")


@lru_cache(maxsize=64)  # a line of one sentence is read twice
def read_words(source: str) -> str:
    """The plain words of inline markup, with the text of links and one space between words."""
    text = source
    if _MARKS.search(text):
        for mark, pattern, replacement in _RULES:
            if mark in text:
                text = pattern.sub(replacement, text)
    return normalize(unescape(text))


def read_links(source: str) -> tuple[str, ...]:
    """The targets of the links in inline markup, in reading order."""
    if "http" not in source and "](" not in source and "] (" not in source and "href" not in source:
        return ()
    found = (next(filter(None, match.groups()), "") for match in _TARGET.finditer(source))
    return tuple(target.rstrip(".,;:") for target in found if target)
