"""How do the blocks of imported texts become the files of a source?"""

import re
from collections.abc import Iterator, Mapping, Sequence
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
"""The lists of facts that are looked for."""

_READERS = {Kind.LIST: (read_list, read_vendor_list), Kind.TABLE: (read_table,)}
_BLOCKS = {"data": "data_categories"}
_ORDER = (("data",), ("purposes", "prohibited_uses", "rights", "cookies"), ("subprocessors", "retention"))
"""What is looked for first: vendors and periods speak of data."""


@dataclass
class Drafting:
    """What was made of texts so far."""

    outlines: Sequence[Outline]
    language: str
    facts: dict[str, Entries] = field(default_factory=dict)
    published: KnownDay | None = None
    placings: list[Placing] = field(default_factory=list)
    structured: dict[int, Found] = field(default_factory=dict)
    """The blocks of which facts were made, by their identity."""
    _ids: dict[str, Ids] = field(default_factory=dict)

    def ids(self, kind: str) -> Ids:
        """The ids of a kind that are taken."""
        return self._ids.setdefault(kind, Ids())

    def find_facts(self) -> None:
        """Look for lists and tables that hold facts. The first one of a kind becomes facts; others stay as they are."""
        for wanted in _ORDER:
            for outline in self.outlines:
                for part in outline.parts:
                    for block, context in self._with_context(outline, part):
                        if id(block) not in self.structured:
                            self._look_at(outline, part, block, context, wanted)

    def find_date(self) -> None:
        """Look for the day of the text, which the site tells by itself from then on."""
        for outline in self.outlines:
            for part in outline.parts:
                for number, block in enumerate(part.blocks):
                    day, line = find_day(block) if block.kind is Kind.PARAGRAPH else (None, "")
                    if line and day and self.published is None:
                        self.published = day
                        what = f'"{plain(line)}", which the pages say by themselves after policy launch'
                        place = f"policy launch --published {day}"
                        self.placings.append(Placing(outline.file, block.line, what, place))
                        rest = [other for other in block.text.split("  \n") if other != line]
                        part.blocks[number] = replace(block, text="  \n".join(rest))
                    elif line:
                        what = f'"{plain(line)}" is {"another day" if day else "no day that can be read in one way"}'
                        self.placings.append(
                            Placing(outline.file, block.line, what, f"sections/{part.id}.md", is_sure=False)
                        )
                part.blocks[:] = [block for block in part.blocks if block.text]
            outline.parts[:] = [part for part in outline.parts if part.blocks or part.title]

    def take_address(self, legal_name: str) -> str:
        """The postal address of the company of this name, whose lines a block shows from then on; empty without one."""
        for outline, block in find_addresses(self.outlines):
            first, *lines = (plain(line) for line in block.text.split("  \n"))
            if first == legal_name and len(lines) == 1:
                self.structured[id(block)] = Found("postal_address", [])
                self.placings.append(
                    Placing(outline.file, block.line, "the postal address", "policy.yml: controller", is_sure=False)
                )
                return lines[0]
            if first == legal_name:
                address = ", ".join(lines)
                what = f'the address "{address}", which stands in a section too'
                self.placings.append(Placing(outline.file, block.line, what, "policy.yml: controller", is_sure=False))
                return address
        return ""

    def tally(self) -> Tally:
        """How much of the texts is structured."""
        blocks = [block for outline in self.outlines for part in outline.parts for block in part.blocks]
        counts = {
            kind: (
                sum(block.kind is kind for block in blocks),
                sum(block.kind is kind and id(block) in self.structured for block in blocks),
            )
            for kind in (Kind.TABLE, Kind.LIST)
        }
        sections = sum(len(outline.parts) for outline in self.outlines)
        return Tally(sections, *counts[Kind.TABLE], *counts[Kind.LIST], sum(map(len, self.facts.values())))

    @cached_property
    def _anchors(self) -> Ids:
        """The anchors that are taken: sections have theirs, and each category of data."""
        sections = [part.id for outline in self.outlines for part in outline.parts]
        return Ids(*sections, *(f"data-{category['id']}" for category in self.facts.get("data", [])))

    def write_sections(self, refer: "References") -> dict[str, bytes]:
        """The files of the sections, by their paths from the project's folder."""
        return {
            f"policy_src/sections/{part.id}.md": refer.write(part, self._body(part))
            for outline in self.outlines
            for part in outline.parts
        }

    def _body(self, part: Part) -> str:
        return "\n\n".join(self._write(block, part) for block in part.blocks)

    def _write(self, block: Block, part: Part) -> str:
        if found := self.structured.get(id(block)):
            return f"{{{{ blocks.{_BLOCKS.get(found.key, found.key)} }}}}"
        if block.kind is Kind.HEADING:
            words = block.text.replace("**", "")
            return f"{'#' * min(max(block.level, 3), 6)} {words} {{ #{self._anchors.take(words, part.id)} }}"
        return block.text

    def _look_at(self, outline: Outline, part: Part, block: Block, context: Context, wanted: Sequence[str]) -> None:
        before = {kind: Ids(*ids.taken) for kind, ids in self._ids.items()}
        found = next((found for read in _READERS.get(block.kind, ()) if (found := read(block, context))), None)
        if found is None or found.key not in wanted:
            self._ids = before
            return
        what = f"the {block.kind} of {len(found.entries)} entries"
        if found.key in self.facts:
            self._ids = before
            told = f"{what} reads like {found.key}, of which another one is made already"
            self.placings.append(Placing(outline.file, block.line, told, f"sections/{part.id}.md", is_sure=False))
            return
        self.facts[found.key] = found.entries
        self.structured[id(block)] = found
        self.placings.append(Placing(outline.file, block.line, what, f"{file_of(found.key)}: {found.key}"))
        if block.kind is Kind.TABLE:
            heads = " | ".join(plain(cell) for cell in block.rows[0])
            told = f"the headings of the table were: {heads}"
            self.placings.append(Placing(outline.file, block.line, told, f"wording.yml: {found.key}", is_sure=False))
        for doubt in found.doubts:
            self.placings.append(Placing(outline.file, block.line, doubt, f"{file_of(found.key)}", is_sure=False))

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
    return {"prohibited_uses": "purposes.yml", "postal_address": "policy.yml"}.get(key, f"{key}.yml")


class References:
    """The names that prose refers to instead of repeating them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` has the reference of each name, `controller.name`."""
        self._names = {name: f"{{{{ {reference} }}}}" for name, reference in names.items() if name}
        longest_first = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![^\W_])(?<![@.-])(?:{'|'.join(longest_first) or '(?!)'})(?![^\W_]|[@-]|\.\w)")
        self._mailbox = next(
            (name for name, reference in names.items() if reference == "controller.privacy_mailbox"), ""
        )

    def put(self, text: str) -> str:
        """A text with references in the place of names. Addresses stay as they are, save for the mailbox."""
        pieces = re.split(r"(\]\([^)]*\)|\{\{[^}]*\}\}|\{ #[^}]*\}|https?://\S+)", text)
        for place in range(0, len(pieces), 2):
            pieces[place] = self._pattern.sub(lambda match: self._names[match[0]], pieces[place])
        for place in range(1, len(pieces), 2):
            if self._mailbox and pieces[place] == f"](mailto:{self._mailbox})":
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

    def write(self, part: Part, body: str) -> bytes:
        """A file of a section."""
        front = f"---\ntitle: {_quoted(self.put(part.title))}\n---\n\n" if part.title else ""
        return f"{front}{self.put(disarm(body))}\n".encode()


_PROSE = {"name", "text", "purpose", "remark", "criteria", "starts", "basis", "afterwards"}


def _quoted(text: str) -> str:
    """A text as a YAML value."""
    if re.fullmatch(r"[A-Za-z][^:#\[\]{}\"'`|>&*!%@\\]*", text) and text == text.strip() and not text.endswith(":"):
        return text if text.lower() not in {"true", "false", "null"} else f'"{text}"'
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
