"""Knows the scripts and styles within pages that are ours: those that the templates of the theme write.

A page may hold others only if somebody has put them there through a text, a plugin or a cache. They are not allowed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"\sstyle=\"([^\"{}]*)\"")
_FILLED_IN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_VALUE = r"""[^"'<>\\\n]*"""
"""What a template may fill in: a name or an address, which ends no string and no script."""
_ALIGNMENTS = ("text-align: left;", "text-align: right;", "text-align: center;")
"""What Markdown's tables write into cells."""


@dataclass(frozen=True)
class ThemeInline:
    """The scripts and styles that may stand inside pages, outside of separate files."""

    scripts: tuple[re.Pattern[str], ...] = ()
    styles: tuple[re.Pattern[str], ...] = ()
    attributes: frozenset[str] = field(default=frozenset(_ALIGNMENTS))
    """Of `style="…"`."""

    def holds(self, kind: str, content: str) -> bool:
        """Whether a script, a style sheet (`style`) or a `style=…` is ours."""
        if kind == "style=…":
            return content in self.attributes
        return any(pattern.fullmatch(content) for pattern in (self.scripts if kind == "script" else self.styles))


def read_theme_inline(texts: Iterable[str]) -> ThemeInline:
    """What the templates of a theme write into pages, Jinja's places being filled in."""
    found: dict[str, dict[str, None]] = {"script": {}, "style": {}}
    attributes = set(_ALIGNMENTS)
    for text in texts:
        for tag, _, content in _INLINE.findall(text):
            found[tag.lower()][content] = None
        attributes.update(_STYLE.findall(text))
    scripts, styles = (tuple(map(_make_pattern, found[tag])) for tag in ("script", "style"))
    return ThemeInline(scripts, styles, frozenset(attributes))


def _make_pattern(content: str) -> re.Pattern[str]:
    pieces, at = [], 0
    for place in _FILLED_IN.finditer(content):
        pieces += [re.escape(content[at : place.start()]), _VALUE if place[0].startswith("{{") else ""]
        at = place.end()
    return re.compile("".join((*pieces, re.escape(content[at:]))))
