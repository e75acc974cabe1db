"""Reads of a built page what its readers read, what runs or loads within it, and where it leads."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"script", "style", "template"}
_MARKED = {
    *("del", "ins", "s", "strike", "bdo", "details", "dialog", "noscript"),
    *("img", "image", "video", "audio", "canvas", "iframe", "object", "embed"),
    *("form", "input", "button", "select", "textarea"),
}
"""The elements that change what words mean, or show something that is no word."""
_HIDING = ("hidden", "aria-hidden", "style", "popover", "dir")
_RUNS = {"", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript"}
"""The types of scripts that run; any other is data (HTML, 4.12.1)."""
_LOADS = {"script": "src", "iframe": "src", "embed": "src", "object": "data", "form": "action", "base": "href"}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page, as far as its layout does not matter."""

    words: str
    """What it says, in one line, with signs for what is hidden, struck out or leads to another host."""
    active: frozenset[str]
    """What runs, paints or loads within the page: scripts and styles by their SHA-256 or address, handlers, frames."""
    links: frozenset[str]
    """The addresses that its links lead to."""


def read_page(page: str, root: str = "body", around: AbstractSet[str] = frozenset()) -> PageRead:
    """Read the words of an element of a page; of the elements in it with a class among `around`, only that they are
    there.
    """
    reader = _Reader(root, around)
    reader.feed(page)
    reader.close()
    return PageRead(" ".join(" ".join(reader.words).split()), frozenset(reader.active), frozenset(reader.links))


class _Reader(HTMLParser):
    def __init__(self, root: str, around: AbstractSet[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._root, self._around = root, around
        self._open: list[tuple[str, bool]] = []
        """The elements that are open, and whether their words count."""
        self._inline: tuple[str, list[str]] | None = None
        """The script or style that is open, with its content."""
        self.words: list[str] = []
        self.active: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in reversed(attrs)}  # of two of a name the first one counts
        self._note_active(tag, known)
        classes = set(known.get("class", "").split())
        counts = self._counts() or (tag == self._root and not self._is_within())
        if counts:
            self.words += self._signs(tag, known)
            if left_out := sorted(classes & self._around):
                self.words.append(f"[{left_out[0]}]")
        if tag == "a":
            self.links.add(known.get("href", ""))
        if tag not in VOID:
            self._open.append((tag, counts and tag not in _SILENT and not classes & {*self._around, "headerlink"}))

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

    def _is_within(self) -> bool:
        return any(name == self._root for name, _ in self._open)

    def _note_active(self, tag: str, known: dict[str, str]) -> None:
        self.active |= {f"{tag} {name}={value}" for name, value in known.items() if name.startswith("on")}
        runs = tag == "script" and "src" not in known and known.get("type", "").strip().lower() in _RUNS
        if runs or tag == "style":
            self._inline = tag, []
        if tag in _LOADS:
            address = known.get(_LOADS[tag], "")
            self.active |= {f"{tag} {address}"} if address or tag in {"iframe", "form"} else set()
        if tag == "link" and "stylesheet" in known.get("rel", "").lower():
            self.active.add(f"{tag} {known.get('href', '')}")
        if tag == "meta" and known.get("http-equiv", "").lower() == "refresh":
            self.active.add(f"{tag} {known.get('content', '')}")

    def _signs(self, tag: str, known: dict[str, str]) -> list[str]:
        """What the words of an element are to be read with."""
        hides = [f"[{name} {known[name]}]" for name in _HIDING if name in known and tag not in {"svg", "use"}]
        marks = [f"[{tag} {known.get('src', '')}]"] if tag in _MARKED else []
        address = known.get("href", "") if tag == "a" else ""
        return [*hides, *marks, *([f"[{address}]"] if _ELSEWHERE.match(address) else [])]
