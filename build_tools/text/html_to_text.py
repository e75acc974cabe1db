"""Converts HTML to plain text with the addresses of its links, for mail programs that show no HTML."""

import re
import textwrap
from collections.abc import Mapping
from html.parser import HTMLParser

_WIDTH = 76
"""The longest line, in characters; only an address may be longer."""
_BLOCKS = {
    *("address", "article", "blockquote", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li"),
    *("main", "ol", "p", "pre", "section", "table", "tr", "ul"),
}
_UNDERLINES = {"h1": "*", "h2": "-"}
_ELSEWHERE = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_BREAK = "\0"
"""A line break, as opposed to a line feed in the source."""


def as_plain_text(html: str, width: int = _WIDTH) -> str:
    """The plain text of HTML that was converted from Markdown, in lines of at most `width` characters."""
    reader = _Reader(width)
    reader.feed(html)
    reader.close()
    return reader.text


def is_absolute_link(address: str) -> bool:
    """Whether an address leads to the same place from anywhere."""
    return _ELSEWHERE.match(address) is not None


class _Reader(HTMLParser):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.text = ""
        self._width = width
        self._words = ""
        self._mark = ""
        """The prefix of its first line."""
        self._around: list[str] = []
        """The prefix of each line, in pieces: one for each list item or quotation around it."""
        self._counts: list[int] = []
        """The number of the next item for each list around the block; 0 in a list without numbers."""
        self._links: list[tuple[str, int]] = []
        """The address of each open link, and where its words begin."""
        self._is_kept = False
        self._last = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._end_block("li" if tag in {"ul", "ol"} and self._around else "p")
            self._begin_block(tag, dict(attrs))
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._words)))
        elif tag == "br":
            self._words += _BREAK
        elif tag == "img":
            self._words += dict(attrs).get("alt") or ""
        elif tag in {"td", "th"} and self._words.strip():
            self._words += " | "

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._write_address(*self._links.pop())
        if tag not in _BLOCKS:
            return
        self._end_block(tag)
        if tag in {"ul", "ol"}:
            del self._counts[-1:]
        elif tag in {"li", "blockquote"}:
            del self._around[-1:]
        elif tag == "pre":
            self._is_kept = False

    def handle_data(self, data: str) -> None:
        self._words += data.replace("\n", _BREAK) if self._is_kept else data

    def close(self) -> None:
        super().close()
        self._end_block("p")

    def _begin_block(self, tag: str, values: Mapping[str, str | None]) -> None:
        if tag in {"ul", "ol"}:
            self._counts.append(int(values.get("start") or 1) if tag == "ol" else 0)
            self._last = self._last if self._around else ""
        elif tag == "li":
            self._begin_item()
        elif tag == "blockquote":
            self._around.append("> ")
        elif tag == "pre":
            self._is_kept = True
        elif tag == "hr":
            self._words = "-" * 8

    def _begin_item(self) -> None:
        around, count = "".join(self._around), self._counts[-1] if self._counts else 0
        self._mark = around + (f"{count}. " if count else "- ")
        self._around.append(" " * (len(self._mark) - len(around)))
        if count:
            self._counts[-1] += 1

    def _write_address(self, address: str, start: int) -> None:
        is_mailbox = address.lower().startswith("mailto:")
        shown = address[len("mailto:") :].partition("?")[0] if is_mailbox else address
        if is_absolute_link(address) and self._words[start:].strip() != shown:
            self._words += f" <{shown}>"

    def _end_block(self, tag: str) -> None:
        words, self._words = self._words.strip(_BREAK if self._is_kept else f" \n{_BREAK}"), ""
        lines = [line if self._is_kept else " ".join(line.split()) for line in words.split(_BREAK)]
        if not any(lines):
            return
        before = "".join(self._around)
        first, self._mark = self._mark or before, ""
        wrapped = [self._wrap(line, before if number else first, before) for number, line in enumerate(lines)]
        if line := _UNDERLINES.get(tag):
            wrapped.append(line * min(self._width, len(wrapped[-1].rpartition("\n")[2])))
        is_next = tag == self._last and tag in {"li", "tr"}
        self.text += ("\n" if is_next else "\n\n" if self.text else "") + "\n".join(wrapped)
        self._last = tag

    def _wrap(self, line: str, first: str, before: str) -> str:
        if self._is_kept:
            return first + line
        wrapper = textwrap.TextWrapper(self._width, first, before, break_long_words=False, break_on_hyphens=False)
        return wrapper.fill(line)
