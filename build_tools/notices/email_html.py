"""Writes HTML for mail programs, which may drop style sheets and must not load anything."""

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from build_tools.changes.redline.html_layouts import html_layouts
from build_tools.text.allowed_html import check_address, is_allowed_element
from build_tools.text.html_to_text import is_absolute_link

_SHEET = Path(__file__).parent / "notice.css"
_RULE = re.compile(r"^([a-z1-6, ]+) \{ ([^}]*) \}$", re.MULTILINE)
_EMPTY = {"br", "hr"}


def as_mail_html(html: str, title: str, language: str) -> str:
    """A page with inline styles, descriptions instead of pictures, and only links that lead to another page."""
    styles, sheet = _read_sheet()
    writer = _Writer(styles)
    writer.feed(html)
    writer.close()
    page = html_layouts("notices").get_template("notice.html")
    return page.render(title=title, language=language, styles=styles, sheet=sheet, body="".join(writer.pieces))


@cache
def _read_sheet() -> tuple[Mapping[str, str], str]:
    """The style attribute of each element, and the part of the style sheet that cannot go into elements."""
    rules, media, kept = _SHEET.read_text(encoding="utf-8").partition("@media")
    styles = {tag: f' style="{escape(style)}"' for tags, style in _RULE.findall(rules) for tag in tags.split(", ")}
    return styles, media + kept


class _Writer(HTMLParser):
    """Writes elements with their styles; of the attributes, only targets of links and starts of lists remain."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._styles = styles
        self._links: list[bool] = []
        """Whether each enclosing link leads somewhere."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.handle_data(values.get("alt", ""))
        if tag == "img" or not is_allowed_element(tag):
            return
        address = values.get("href", "")
        if tag == "a":
            self._links.append(is_absolute_link(address) and not check_address("href", address))
            if not self._links[-1]:
                return
        leads = f' href="{escape(address)}"' if tag == "a" else ""
        start = f' start="{escape(values["start"])}"' if tag == "ol" and "start" in values else ""
        self.pieces.append(f"<{tag}{leads}{start}{self._styles.get(tag, '')}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and is_allowed_element(tag) and (tag != "a" or (self._links and self._links.pop())):
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(escape(data, quote=False))
