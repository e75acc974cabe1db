"""Converts the HTML elements of a text into the nodes that `paper.typ` lays out.

A node is a string of words, or a dictionary with its `kind`. White space is collapsed as browsers do (CSS Text, 4.1).
"""

import re
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element

from build_tools.downloads.pdf.font_letters import replace_unprintable
from build_tools.downloads.pdf.table_grid import PADDING, place_cells, read_number, share_width, width_of
from build_tools.text.escaping import percent_encode

Node = str | dict[str, Any]

_INLINE = {
    **dict.fromkeys(("a", "abbr", "bdi", "br", "img", "span", "time", "wbr"), ""),
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("cite", "dfn", "em", "i", "var"), "emphasis"),
    **dict.fromkeys(("code", "kbd", "samp"), "code"),
    **dict.fromkeys(("ins", "u"), "underlined"),
    "mark": "marked",
    "q": "quoted",
    "small": "quiet",
    "sub": "below",
    "sup": "above",
}
"""The kinds of inline elements; the other elements are blocks."""
_BLOCKS = {"blockquote": "quote", "hr": "rule", "p": "paragraph", "pre": "listing"}
_CLASSES = {"key-facts": "box", "key-facts-title": "title", "not-stated": "quiet", "number": "quiet"}
_NUMBERINGS = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}
_BLOCK_KINDS = {
    *("box", "bullets", "facts", "heading", "listing", "numbers", "paragraph", "quote", "rule", "table", "terms"),
    "title",
}
_CHILDREN = {
    **dict.fromkeys(("ol", "ul"), ("li",)),
    **dict.fromkeys(("tbody", "tfoot", "thead"), ("tr",)),
    "dl": ("dd", "dt"),
    "table": ("caption", "colgroup", "tbody", "tfoot", "thead", "tr"),
    "tr": ("td", "th"),
}
"""The elements that may be in lists and tables."""
_HEADING = re.compile("h[1-6]")
_COLLAPSED = re.compile(r"[ \t\n\r\f]+")
_OTHER_SPACES = re.compile("[\u1680\u2000-\u2006\u2008\u205f\u3000]")
"""Spaces for which the font has no shape."""
_WORD = re.compile(r"\S+")
_ADDRESS = re.escape("!#$%&'()*+,-./:;=?@[]~")
"""The characters of an address besides letters, digits and `_` (RFC 3986, 2)."""
_LINE = 60
"""The letters that fit on a line of the page with ease. A longer word may break."""
_ROW = 12
"""The lines of a cell that stay on one page."""
_SMALL = 600
"""The letters of an item that fits on a page with ease. A longer one may break across pages."""


def make_nodes(root: Element) -> tuple[list[Node], list[str]]:
    """The nodes of a text, and the names to which its links lead in vain.

    A heading is at most one level below the one before it (ISO 14289-1, 7.4.2).
    """
    converter = _Converter(root)
    return converter.contents(root), converter.absent


def clean_words(text: str) -> str:
    """A text without the characters that the font lacks."""
    return _OTHER_SPACES.sub(" ", replace_unprintable(text))


class _Converter:
    def __init__(self, root: Element) -> None:
        self._level = 0
        self._line: float = _LINE
        targets = (element.get("href", "") for element in root.iter("a"))
        self._targets = {target[1:] for target in targets if target.startswith("#")}
        """The names to which a link leads and whose places are not met yet."""

    def contents(self, element: Element) -> list[Node]:
        """The contents of an element: inline nodes, or else blocks, where each run of inline nodes is a paragraph."""
        found = list[Node]()
        run: list[Node] = [*self._place(element), element.text or ""]
        for child in element:
            if child.tag in _INLINE:
                run += self._inline(child)
            else:
                found += [*_paragraph(self._tidy(run)), *self._block(child)]
                run = []
            run.append(child.tail or "")
        return [*found, *_paragraph(self._tidy(run))] if found else self._tidy(run)

    def _block(self, element: Element) -> list[Node]:
        if _HEADING.fullmatch(element.tag):
            return self._heading(element)
        makers = {"ul": self._list, "ol": self._list, "dl": self._terms, "table": self._table}
        if element.tag in makers and _is_regular(element):
            return makers[element.tag](element)
        kind = _kind(element, _BLOCKS)
        if kind == "box":
            for part in element.iterfind("ul"):
                part.set("class", "facts")
        body = self._listing(element) if kind == "listing" else self.contents(element)
        has_blocks = any(map(_is_block, body))
        if not kind or (kind == "paragraph" and has_blocks):
            return body if has_blocks else _paragraph(body)
        return [{"kind": kind, "body": body}] if kind == "rule" or _has_words(body) else body

    def _heading(self, element: Element) -> list[Node]:
        body = self._tidy(self._inline_contents(element))
        if not _has_words(body):
            return body
        self._level = min(int(element.tag[1]), self._level + 1)
        return [{"kind": "heading", "level": self._level, "body": body}]

    def _list(self, element: Element) -> list[Node]:
        place = self._place(element)
        items = [self.contents(item) for item in element]
        if "facts" in element.get("class", "").split():
            long = [_length(item) > _SMALL for item in element]
            facts = [{"body": body, "breakable": breaks} for body, breaks in zip(items, long, strict=True)]
            return [*place, {"kind": "facts", "items": facts}]
        if element.tag == "ul" or not items:
            return [*place, {"kind": "bullets", "items": items}]
        backwards = "reversed" in element.attrib
        numbers = {
            "numbering": _NUMBERINGS.get(element.get("type", ""), "1."),
            "start": read_number(element.get("start", ""), len(items) if backwards else 1),
            "reversed": backwards,
        }
        return [*place, {"kind": "numbers", "items": items, **numbers}]

    def _terms(self, element: Element) -> list[Node]:
        """A list of descriptions. Several terms or several descriptions in a row belong together."""
        place, items = self._place(element), list[dict[str, list[Node]]]()
        for child in element:
            if not items or (child.tag == "dt" and items[-1]["body"]):
                items.append({"term": [], "body": []})
            part = items[-1]["term" if child.tag == "dt" else "body"]
            more = self._tidy(self._inline_contents(child)) if child.tag == "dt" else self.contents(child)
            part += [*([{"kind": "break"}] if part else []), *more]
        return [*place, {"kind": "terms", "items": items}]

    def _table(self, element: Element) -> list[Node]:
        grid = place_cells(element)
        captions = [node for caption in element.iterfind("caption") for node in self._block(caption)]
        if not grid.cells:
            return captions
        place, widths, line = self._place(element), share_width(grid), self._line
        placed, long, tall = list[dict[str, Any]](), list[bool](), list[bool]()
        for cell in grid.cells:
            self._line = max(sum(widths[cell.x : cell.x + cell.width]) - PADDING, 1)
            body = [*self._place(cell.row), *self.contents(cell.element)]
            tall.append(_length(cell.element) > self._line * _ROW)
            long.append(tall[-1] or any(map(_is_block, body)))
            at = {"x": cell.x, "y": cell.y, "width": cell.width, "height": cell.height, "align": cell.align}
            placed.append(at | {"body": body})
        self._line = line
        for node, breaks in zip(placed, grid.find_breaks(long), strict=True):
            node["breakable"] = breaks
        heads = grid.heads if not any(tall[: sum(node["y"] < grid.heads for node in placed)]) else 0
        head, rows = ([node for node in placed if (node["y"] < heads) is of_head] for of_head in (True, False))
        return [*captions, *place, {"kind": "table", "columns": widths, "heads": heads, "head": head, "rows": rows}]

    def _listing(self, element: Element) -> list[Node]:
        """The contents of an element whose spaces and line breaks stay."""
        return self._keep_lines([*self._place(element), *self._inline_contents(element)])

    def _keep_lines(self, nodes: list[Node]) -> list[Node]:
        found = list[Node]()
        for node in nodes:
            if isinstance(node, str):
                first, *rest = clean_words(node.expandtabs()).split("\n")
                found += self._pieces(first)
                found += chain.from_iterable(({"kind": "break"}, *self._pieces(line)) for line in rest)
            else:
                found.append(node | {"body": self._keep_lines(node["body"])} if "body" in node else node)
        return found

    def _inline(self, element: Element) -> list[Node]:
        if element.tag in {"br", "wbr"}:
            return [{"kind": "break" if element.tag == "br" else "may-break"}]
        body = self._inline_contents(element)
        if kind := _kind(element, _INLINE):
            body = [{"kind": kind, "body": body}]
        address = element.get("href", "")
        if element.tag != "a" or not address or not _has_words(body):
            return body
        places, body = _lift_places(body)  # a link to a place within itself is a circle
        if address.startswith("#"):
            return [*places, {"kind": "jump", "name": address[1:], "body": body}]
        return [*places, {"kind": "link", "address": percent_encode(address, _ADDRESS), "body": body}]

    def _inline_contents(self, element: Element) -> list[Node]:
        """The contents of an element as inline nodes; a block in it starts a new line."""
        found: list[Node] = [*self._place(element), element.text or ""]
        for child in element:
            if child.tag not in _INLINE and _has_words(found):
                found.append({"kind": "break"})
            found += [*self._inline(child), child.tail or ""]
        return found

    def _place(self, element: Element) -> list[Node]:
        """The place of an element, if a link leads to it. The first element with a name has it."""
        name = element.get("id", "")
        if name not in self._targets:
            return []
        self._targets.remove(name)
        return [{"kind": "place", "name": name}]

    @property
    def absent(self) -> list[str]:
        """The names to which a link leads and that have no place."""
        return sorted(self._targets)

    def _tidy(self, nodes: list[Node]) -> list[Node]:
        """Inline nodes with collapsed white space, without the characters that the font lacks."""
        return self._collapse(nodes, follows_space=True)[0]

    def _collapse(self, nodes: list[Node], *, follows_space: bool) -> tuple[list[Node], bool]:
        found = list[Node]()
        for node in nodes:
            if isinstance(node, str):
                words = _COLLAPSED.sub(" ", node)
                words = clean_words(words.removeprefix(" ") if follows_space else words)
                follows_space = words.endswith(" ") if words else follows_space
                found += self._pieces(words)
            elif "body" in node:
                body, follows_space = self._collapse(node["body"], follows_space=follows_space)
                found.append(node | {"body": body})
            else:
                follows_space = follows_space or node["kind"] == "break"
                found.append(node)
        return found, follows_space

    def _pieces(self, words: str) -> list[Node]:
        """Words as one node, or as several if a word is longer than a line, between which a line may break."""
        found, start, size = list[Node](), 0, max(min(int(self._line * 0.6), 16), 1)
        pieces = re.compile(rf"[^/.@_?&=-]{{0,{size - 1}}}[/.@_?&=-]|[^/.@_?&=-]{{1,{size}}}")
        for word in _WORD.finditer(words) if len(words) * 2 > self._line else ():
            for piece in pieces.finditer(words, *word.span()) if width_of(word[0]) > self._line else ():
                found += [words[start : piece.end()], {"kind": "may-break"}]
                start = piece.end()
        return [*found, words[start:]] if start < len(words) else found


def _kind(element: Element, kinds: dict[str, str]) -> str:
    """The kind of node of an element, by its class or else by its name; empty for none."""
    named = (_CLASSES[name] for name in element.get("class", "").split() if name in _CLASSES)
    return next(named, kinds.get(element.tag, ""))


def _is_regular(element: Element) -> bool:
    """Whether a list or a table holds its own elements only, and no words between them."""
    allowed = _CHILDREN.get(element.tag)
    texts = (element.text, *(child.tail for child in element))
    return not allowed or (
        not any(text and text.strip() for text in texts)
        and all(child.tag in allowed and _is_regular(child) for child in element)
    )


def _paragraph(nodes: list[Node]) -> list[Node]:
    """Inline nodes as a paragraph, if they have words."""
    return [{"kind": "paragraph", "body": nodes}] if _has_words(nodes) else _lift_places(nodes)[0]


def _lift_places(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """The places in inline nodes, and the nodes without them."""
    places, rest = list[Node](), list[Node]()
    for node in nodes:
        if isinstance(node, dict) and "body" in node:
            inner, body = _lift_places(node["body"])
            places += inner
            rest.append(node | {"body": body})
        else:
            (places if _is_place(node) else rest).append(node)
    return places, rest


def _is_block(node: Node) -> bool:
    return isinstance(node, dict) and node["kind"] in _BLOCK_KINDS


def _is_place(node: Node) -> bool:
    return isinstance(node, dict) and node["kind"] == "place"


def _has_words(nodes: list[Node]) -> bool:
    return any(
        bool(node.strip()) if isinstance(node, str) else _is_block(node) or _has_words(node.get("body", []))
        for node in nodes
    )


def _length(element: Element) -> int:
    """The letters of an element, where each part counts as half a line."""
    return sum(map(len, element.itertext())) + sum(_LINE // 2 for _ in element.iter())
