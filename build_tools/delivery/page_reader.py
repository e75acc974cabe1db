"""Reads a web page: its text, the scripts, styles and frames that run or load in it, and its links."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser

from build_tools.delivery.content_security_policy import is_inline_script

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"script", "style", "template"}
_MARKED = {
    *("del", "ins", "s", "strike", "bdo", "details", "dialog", "noscript"),
    *("img", "image", "video", "audio", "canvas", "iframe", "object", "embed"),
    *("form", "input", "button", "select", "textarea"),
}
"""The elements that change the meaning of words, or show something other than words."""
_HIDING = ("hidden", "aria-hidden", "style", "popover", "dir")

_LOADS = {"script": "src", "iframe": "src", "embed": "src", "object": "data", "form": "action", "base": "href"}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRead:
    """The content of a page, without its layout."""

    words: str
    """Its text, in one line, with marks for text that is hidden or struck out, and for links to other hosts."""
    active: frozenset[str]
    """Its scripts and styles, by their SHA-256 or address, and its handlers, forms and frames."""
    links: frozenset[str]


def read_page(page: str, root: str = "body", left_out: AbstractSet[str] = frozenset()) -> PageRead:
    """Read the element `root` of a page. Elements with a class in `left_out` are only noted, and not read."""
    reader = _Reader(root, left_out)
    reader.feed(page)
    reader.close()
    return PageRead(" ".join(" ".join(reader.words).split()), frozenset(reader.active), frozenset(reader.links))


class _Reader(HTMLParser):
    def __init__(self, root: str, left_out: AbstractSet[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._root, self._left_out = root, left_out
        self._open: list[tuple[str, bool]] = []
        """The elements that are open, and whether their text is read."""
        self._inline: tuple[str, list[str]] | None = None
        self.words: list[str] = []
        self.active: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in reversed(attrs)}  # the first of two with the same name counts
        self._note_active(tag, known)
        classes = set(known.get("class", "").split())
        counts = self._counts() or (tag == self._root and all(name != self._root for name, _ in self._open))
        if counts:
            self.words += _mark(tag, known)
            if noted := sorted(classes & self._left_out):
                self.words.append(f"[{noted[0]}]")
        if tag == "a":
            self.links.add(known.get("href", ""))
        if tag not in _VOID:
            self._open.append((tag, counts and tag not in _SILENT and not classes & {*self._left_out, "headerlink"}))

    def handle_endtag(self, tag: str) -> None:
        if self._inline and tag in {"script", "style"}:
            name, content = self._inline
            self.active.add(f"{name} {sha256(''.join(content).encode()).hexdigest()}")
            self._inline = None
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._inline:
            self._inline[1].append(data)
        elif self._counts():
            self.words.append(data)

    def _counts(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _note_active(self, tag: str, known: dict[str, str]) -> None:
        self.active |= {f"{tag} {name}={value}" for name, value in known.items() if name.startswith("on")}
        if is_inline_script(tag, known) or tag == "style":
            self._inline = tag, []
        if tag in _LOADS:
            address = known.get(_LOADS[tag], "")
            self.active |= {f"{tag} {address}"} if address or tag in {"iframe", "form"} else set()
        if tag == "link" and "stylesheet" in known.get("rel", "").lower():
            self.active.add(f"{tag} {known.get('href', '')}")
        if tag == "meta" and known.get("http-equiv", "").lower() == "refresh":
            self.active.add(f"{tag} {known.get('content', '')}")


def _mark(tag: str, known: dict[str, str]) -> list[str]:
    hides = [f"[{name} {known[name]}]" for name in _HIDING if name in known and tag not in {"svg", "use"}]
    marks = [f"[{tag} {known.get('src', '')}]"] if tag in _MARKED else []
    address = known.get("href", "") if tag == "a" else ""
    return [*hides, *marks, *([f"[{address}]"] if _ELSEWHERE.match(address) else [])]
