"""Reads the text of a Word file after all tracked changes are accepted, or all rejected.

An oracle that shares no code with the writer: it knows the elements by ECMA-376 part 1, 17.13.5, and fails at
anything that it does not allow.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element
from zipfile import ZipFile

Choice = Literal["accept", "reject"]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {"accept": {"del", "moveFrom"}, "reject": {"ins", "moveTo"}}
_KEPT = {"accept": {"ins", "moveTo"}, "reject": {"del", "moveFrom"}}


@dataclass(frozen=True)
class Read:
    """A paragraph, with the number that Word counts; or the rows of a table."""

    kind: str
    text: str
    depth: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass
class WordReader:
    """A file that is being read."""

    content: bytes

    def __post_init__(self) -> None:
        with ZipFile(BytesIO(self.content)) as packed:
            self.document = packed.read("word/document.xml")
            self.numbering = _parse(packed.read("word/numbering.xml"))

    @property
    def text(self) -> str:
        """The words of its paragraphs, a line each."""
        return "\n".join(map(_say, _parse(self.document).iter(f"{_W}p")))

    @property
    def foot(self) -> str:
        """The words at the foot of its pages."""
        with ZipFile(BytesIO(self.content)) as packed:
            return "\n".join(map(_say, _parse(packed.read("word/footer1.xml")).iter(f"{_W}p")))

    def marks(self) -> Counter[str]:
        """How many of each mark of a change there are."""
        names = (element.tag.removeprefix(_W) for element in _parse(self.document).iter())
        return Counter(name for name in names if name in {"ins", "del", "moveFrom", "moveTo", "pPrChange"})

    def read(self, choice: Choice) -> list[Read]:
        """What one reads after a choice."""
        self._check_marks()
        body = _parse(self.document).find(f"{_W}body")
        assert body is not None
        self._settle(body, choice)
        self._counts: Counter[str] = Counter()
        return list(self._blocks(body))

    def _check_marks(self) -> None:
        """Every mark has a number of its own, an author and a day; every move has two ends."""
        ids, moves = [], Counter[tuple[str, str]]()
        for element in _parse(self.document).iter():
            name = element.tag.removeprefix(_W)
            if name in {"ins", "del", "moveFrom", "moveTo", "pPrChange", "moveFromRangeStart", "moveToRangeStart"}:
                ids.append(element.get(f"{_W}id"))
                assert element.get(f"{_W}author")
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.get(f"{_W}date", ""))
            if name.endswith("RangeStart"):
                moves[name.removesuffix("RangeStart"), element.get(f"{_W}name", "")] += 1
        assert len(ids) == len(set(ids))
        assert set(moves.values()) <= {1}
        gone, come = ({name for kind, name in moves if kind == end} for end in ("moveFrom", "moveTo"))
        assert gone == come

    def _settle(self, parent: Element, choice: Choice) -> None:
        for child in list(parent):
            name = child.tag.removeprefix(_W)
            if name == "pPr":
                self._settle_form(parent, child, choice)
            elif name in _GONE[choice] or (name == "tr" and self._goes(child, "trPr", choice)):
                parent.remove(child)
            elif name in _KEPT[choice]:
                self._settle(child, choice)
                at = list(parent).index(child)
                parent[at : at + 1] = list(child)
            else:
                self._settle(child, choice)
        for table in parent.findall(f"{_W}tbl"):
            if table.find(f"{_W}tr") is None:
                parent.remove(table)
        self._join(parent, choice)

    def _settle_form(self, paragraph: Element, form: Element, choice: Choice) -> None:
        changed = form.find(f"{_W}pPrChange")
        if changed is not None and choice == "reject":
            old = changed.find(f"{_W}pPr")
            assert old is not None
            paragraph[list(paragraph).index(form)] = old

    def _goes(self, element: Element, about: str, choice: Choice) -> bool:
        marks = element.find(f"{_W}{about}")
        return marks is not None and any(mark.tag.removeprefix(_W) in _GONE[choice] for mark in marks)

    def _join(self, parent: Element, choice: Choice) -> None:
        """A paragraph whose end goes becomes the beginning of the next one."""
        children = [child for child in parent if child.tag in {f"{_W}p", f"{_W}tbl"}]
        for number, child in enumerate(children):
            form = child.find(f"{_W}pPr")
            if child.tag == f"{_W}p" and form is not None and self._goes(form, "rPr", choice):
                following = children[number + 1]
                assert following.tag == f"{_W}p", "the end of a paragraph cannot go into a table"
                rest = [one for one in child if one.tag != f"{_W}pPr"]
                at = 1 if following.find(f"{_W}pPr") is not None else 0
                following[at:at] = rest
                parent.remove(child)

    def _blocks(self, body: Element) -> Iterator[Read]:
        before = ""
        for element in body:
            assert not before == element.tag == f"{_W}tbl", "Word joins tables that touch"
            before = element.tag if element.tag in {f"{_W}p", f"{_W}tbl"} else before
            if element.tag == f"{_W}tbl":
                rows = [tuple(map(_say, row.iter(f"{_W}tc"))) for row in element.iter(f"{_W}tr")]
                grid = len(element.findall(f"{_W}tblGrid/{_W}gridCol"))
                assert {len(row) for row in rows} == {grid}
                yield Read("table", "", 0, tuple(rows))
            elif element.tag == f"{_W}p" and (block := self._paragraph(element)):
                yield block

    def _paragraph(self, element: Element) -> Read | None:
        form = element.find(f"{_W}pPr")
        style = _value(form, "pStyle")
        text = _say(element)
        if style == "AfterTable":
            assert text == "\u00a0"
            return None
        number, level = _value(form, "numPr/numId"), int(_value(form, "numPr/ilvl") or 0)
        label = self._count(number, level)
        text = f"{label} {text}" if label and label not in "•–▪" else text
        heading = re.fullmatch(r"Heading(\d)", style)
        if heading:
            return Read("heading", text, int(heading[1]))
        indent = form.find(f"{_W}ind") if form is not None else None
        depth = level + 1 if number else int(indent.get(f"{_W}left", "0")) // 360 if indent is not None else 0
        kind = {"ListParagraph": "item", "Code": "code", "": "paragraph"}[style]
        return Read(kind, text, depth)

    def _count(self, number: str, level: int) -> str:
        if not number:
            return ""
        abstract = next(one for one in self.numbering.iter(f"{_W}num") if one.get(f"{_W}numId") == number)
        name = _value(abstract, "abstractNumId")
        defined = next(one for one in self.numbering.iter(f"{_W}abstractNum") if one.get(f"{_W}abstractNumId") == name)
        shown = next(one for one in defined.iter(f"{_W}lvl") if one.get(f"{_W}ilvl") == str(level))
        start = int(_value(shown, "start"))
        self._counts[number] += 1
        return re.sub(r"%\d", str(start + self._counts[number] - 1), _value(shown, "lvlText"))


def _parse(content: bytes) -> Element:
    return ET.fromstring(content)  # noqa: S314 - we have written it ourselves


def _value(element: Element | None, path: str) -> str:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/"))) if element is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""


def _say(element: Element) -> str:
    said = {f"{_W}br": "\n", f"{_W}tab": "\t"}
    parts = [
        part.text or "" if part.tag in {f"{_W}t", f"{_W}delText"} else said.get(part.tag, "") for part in element.iter()
    ]
    return "".join(parts)
