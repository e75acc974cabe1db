"""Turns the blocks of imported texts into facts and sections of a source."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from build_tools.importing.blocks import Block, Kind
from build_tools.importing.company import find_addresses
from build_tools.importing.dates import find_day
from build_tools.importing.fact_lists import Context, Entries, Found, read_list
from build_tools.importing.fact_tables import read_table, read_vendor_list
from build_tools.importing.ids import Ids, plain
from build_tools.importing.inline import disarm
from build_tools.importing.outline import Outline, Part
from build_tools.importing.report import Placing, Tally
from build_tools.model.day import KnownDay

KEYS = ("data", "purposes", "prohibited_uses", "subprocessors", "retention", "rights", "cookies")

_READERS = {Kind.LIST: (read_list, read_vendor_list), Kind.TABLE: (read_table,)}
_BLOCKS = {"data": "data_categories"}
_ORDER = (("data",), ("purposes", "prohibited_uses", "rights", "cookies"), ("subprocessors", "retention"))
"""Data comes first, since vendors and periods refer to it."""


@dataclass
class Drafting:
    """The facts and sections that have been made of texts so far."""

    outlines: Sequence[Outline]
    language: str
    facts: dict[str, Entries] = field(default_factory=dict)
    published: KnownDay | None = None
    structured: dict[int, Found] = field(default_factory=dict)  # the blocks that became facts, by their identity
    _ids: dict[str, Ids] = field(default_factory=dict)

    def ids(self, kind: str) -> Ids:
        """The ids of a kind that are taken."""
        return self._ids.setdefault(kind, Ids())

    @property
    def placings(self) -> tuple[Placing, ...]:
        """The report of all texts, in their order."""
        placings = (placing for outline in self.outlines for placing in outline.placings)
        return tuple(sorted(placings, key=lambda placing: (placing.file, placing.line)))

    def parts(self) -> Iterator[tuple[Outline, Part]]:
        """Yield each section with its text."""
        return ((outline, part) for outline in self.outlines for part in outline.parts)

    def find_facts(self) -> None:
        """Find lists and tables that hold facts. The first of each kind becomes facts; the others stay as they are."""
        for keys in _ORDER:
            for outline, part in self.parts():
                for block, context in self._with_context(outline, part):
                    if id(block) not in self.structured:
                        self._read_facts(outline, part, block, context, keys)

    def find_date(self) -> None:
        """Find the date of the text and take it out: the site states the date itself."""
        for outline, part in self.parts():
            for number, block in enumerate(part.blocks):
                day, line = find_day(block) if block.kind is Kind.PARAGRAPH else (None, "")
                if line and day and self.published is None:
                    self.published = day
                    what = f'"{plain(line)}", which the pages state themselves after policy launch'
                    outline.report(block.line, what, f"policy launch --published {day}", is_sure=True)
                    rest = [other for other in block.text.split("  \n") if other != line]
                    part.blocks[number] = replace(block, text="  \n".join(rest))
                elif line:
                    what = "another date" if day else "not a date that can be read in only one way"
                    outline.report(block.line, f'"{plain(line)}" is {what}', part.file)
            part.blocks[:] = [block for block in part.blocks if block.text]
        for outline in self.outlines:
            outline.parts[:] = [part for part in outline.parts if part.blocks or part.title]

    def take_address(self, legal_name: str) -> str:
        """The postal address of the company of this name; empty without one."""
        for outline, block in find_addresses(self.outlines):
            first, *lines = (plain(line) for line in block.text.split("  \n"))
            if first == legal_name:
                address, what = ", ".join(lines), "the postal address"
                if len(lines) == 1:
                    self.structured[id(block)] = Found("postal_address", [])
                else:
                    what = f'the address "{address}", which stays in its section too'
                outline.report(block.line, what, "policy.yml: controller")
                return address
        return ""

    def tally(self) -> Tally:
        """How much of the texts became facts."""
        blocks = [block for outline in self.outlines for block in outline.blocks]
        tables = [id(block) in self.structured for block in blocks if block.kind is Kind.TABLE]
        lists = [id(block) in self.structured for block in blocks if block.kind is Kind.LIST]
        entries = sum(map(len, self.facts.values()))
        return Tally(len([*self.parts()]), len(tables), sum(tables), len(lists), sum(lists), entries)

    @cached_property
    def _anchors(self) -> Ids:
        categories = (f"data-{category['id']}" for category in self.facts.get("data", []))
        return Ids(*(part.id for _, part in self.parts()), *categories)

    def write_sections(self, references: "References") -> dict[str, bytes]:
        """The files of the sections, by their paths from the project's folder."""
        texts = [(part, "\n\n".join(self._write(block, part) for block in part.blocks)) for _, part in self.parts()]
        return {f"policy_src/{part.file}": references.write(part.title, text) for part, text in texts}

    def _write(self, block: Block, part: Part) -> str:
        if found := self.structured.get(id(block)):
            return f"{{{{ blocks.{_BLOCKS.get(found.key, found.key)} }}}}"
        if block.kind is Kind.HEADING:
            words = block.text.replace("**", "")
            return f"{'#' * min(max(block.level, 3), 6)} {words} {{ #{self._anchors.take(words, part.id)} }}"
        return block.text

    def _read_facts(self, outline: Outline, part: Part, block: Block, context: Context, keys: Iterable[str]) -> None:
        before = {kind: Ids(*ids.taken) for kind, ids in self._ids.items()}
        found = next((found for read in _READERS.get(block.kind, ()) if (found := read(block, context))), None)
        if found is None or found.key not in keys or found.key in self.facts:
            self._ids = before
        if found is None or found.key not in keys:
            return
        what = f"the {block.kind} of {len(found.entries)} entries"
        if found.key in self.facts:
            outline.report(block.line, f"{what} reads like {found.key}, which another block already states", part.file)
            return
        self.facts[found.key] = found.entries
        self.structured[id(block)] = found
        file = file_of(found.key)
        outline.report(block.line, what, f"{file}: {found.key}", is_sure=True)
        if block.kind is Kind.TABLE:
            heads = " | ".join(plain(cell) for cell in block.rows[0])
            outline.report(block.line, f"the headings of the table were: {heads}", f"wording.yml: {found.key}")
        for doubt in found.doubts:
            outline.report(block.line, doubt, file)

    def _with_context(self, outline: Outline, part: Part) -> Iterator[tuple[Block, Context]]:
        heading, lead = "", ""
        for block in part.blocks:
            if block.kind is Kind.HEADING:
                heading, lead = block.text, ""
                continue
            above = plain(f"{part.title} {heading}").lower() if part.title or heading else outline.title.lower()
            yield block, Context(above, lead, self.facts.get("data", []), self.language, self.ids)
            lead = block.text if block.kind is Kind.PARAGRAPH else ""


def file_of(key: str) -> str:
    """The file of a list of facts."""
    return "purposes.yml" if key == "prohibited_uses" else f"{key}.yml"


class References:
    """Replaces names in prose by references to the facts that hold them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` has the reference of each name, `controller.name`."""
        self._names = {name: f"{{{{ {reference} }}}}" for name, reference in names.items() if name}
        longest_first = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![^\W_])(?<![@.-])(?:{'|'.join(longest_first) or '(?!)'})(?![^\W_]|[@-]|\.\w)")
        mailboxes = (name for name, reference in names.items() if reference == "controller.privacy_mailbox")
        self._mailbox = next(mailboxes, "")

    def put(self, text: str) -> str:
        """A text with references in place of names. Addresses stay as they are, except for the mailbox."""
        pieces = re.split(r"(\]\([^)]*\)|\{\{[^}]*\}\}|\{ #[^}]*\}|https?://\S+)", text)
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                pieces[place] = self._pattern.sub(lambda match: self._names[match[0]], piece)
            elif self._mailbox and piece == f"](mailto:{self._mailbox})":
                pieces[place] = f"](mailto:{self._names[self._mailbox]})"
        return "".join(pieces)

    def put_all(self, value: Any, key: str = "") -> Any:
        """The same in all prose of the list `key` of facts; ids stay, and names that are facts themselves."""
        if isinstance(value, dict):
            return {
                name: part if (key, name) == ("subprocessors", "name") else self.put_all(part, name)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self.put_all(part, key) for part in value]
        return self.put(value) if isinstance(value, str) and key in _PROSE else value

    def write(self, title: str, body: str) -> bytes:
        """The file of a section."""
        front = f"---\ntitle: {_quoted(self.put(title))}\n---\n\n" if title else ""
        return f"{front}{self.put(disarm(body))}\n".encode()


_PROSE = {"name", "text", "purpose", "remark", "criteria", "starts", "basis", "afterwards"}


def _quoted(text: str) -> str:
    if re.fullmatch(r"[A-Za-z][^:#\[\]{}\"'`|>&*!%@\\]*", text) and text == text.strip() and not text.endswith(":"):
        return text if text.lower() not in {"true", "false", "null"} else f'"{text}"'
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
