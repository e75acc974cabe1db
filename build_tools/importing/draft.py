"""Turns the blocks of imported texts into facts and sections of a source."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from build_tools.importing.blocks import Block, Kind
from build_tools.importing.company import find_addresses
from build_tools.importing.dates import StatedDate, find_dates
from build_tools.importing.fact_lists import read_list
from build_tools.importing.fact_tables import read_table, read_vendor_list
from build_tools.importing.facts import Context, Entries, Found, Unread
from build_tools.importing.ids import Ids, plain
from build_tools.importing.outline import Outline, Part
from build_tools.importing.references import References
from build_tools.importing.report import Placing, Tally
from build_tools.importing.section_links import SectionLinks, find_section_links
from build_tools.model.day import KnownDay

KEYS = ("data", "purposes", "prohibited_uses", "subprocessors", "retention", "rights", "cookies")

_BLOCKS = {"data": "data_categories"}
_PLACEHOLDER = re.compile(
    r"(?i)\[(?:insert|enter|add|your|the)? ?"
    r"(?:company|name|date|e-?mail|address|website|url|country|tbd|todo|x+)\b[^\[\]]{0,40}\]|"
    r"\bAUTOTITLE\b|\{\{[^{}]{1,60}\}\}|\{%[^{}]{1,60}%\}|\[email\s?protected\]|lorem ipsum"
)
"""Words that a template, a script or a network puts in place of others."""
_ORDER = (("data",), ("purposes", "prohibited_uses", "rights", "cookies"), ("subprocessors", "retention"))
"""Data comes first, since vendors and periods refer to it."""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table that a person could map to facts."""

    file: str
    line: int
    heads: tuple[str, ...]
    reason: str


@dataclass
class Drafting:
    """The facts and sections that have been made of texts so far."""

    outlines: Sequence[Outline]
    language: str
    facts: dict[str, Entries] = field(default_factory=dict)
    published: KnownDay | None = None
    columns: Mapping[str, str] = field(default_factory=dict)  # the fields of columns, as a person says
    structured: dict[int, Found] = field(default_factory=dict)  # the blocks that became facts, by their identity
    labels: dict[str, Mapping[str, str]] = field(default_factory=dict)  # the headings of tables, by their list
    open_tables: list[OpenTable] = field(default_factory=list)
    _unread: dict[int, Unread] = field(default_factory=dict)  # why other lists and tables did not
    _homes: dict[str, list[tuple[Block, str]]] = field(default_factory=dict)  # the tables of a list, and their groups
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
        """Find lists and tables that hold facts, and report why the others hold none.

        The first list of each kind becomes facts. Tables of one kind are joined.
        """
        for keys in _ORDER:
            for outline, part in self.parts():
                for block, context in self._with_context(outline, part):
                    if id(block) not in self.structured and block.kind in {Kind.LIST, Kind.TABLE}:
                        self._read_facts(outline, block, context, keys)
        for outline, part in self.parts():
            self._report_left(outline, part)

    def _report_left(self, outline: Outline, part: Part) -> None:
        """Report the lists and tables of a section that hold no facts, and words that are missing."""
        for block in part.blocks:
            for words in dict.fromkeys(_PLACEHOLDER.findall(plain(block.text))):
                outline.report(block.line, f'"{words}" is in the place of words that are missing', part.file)
            if (unread := self._unread.get(id(block))) and id(block) not in self.structured:
                self._report_unread(outline, part, block, unread)

    def find_date(self) -> None:
        """Find the dates that the texts state for themselves and take them out: the site states the date itself."""
        stated = [(outline, place, date) for outline, part in self.parts() for place, date in self._take_dates(part)]
        known = [date.day for _, _, date in stated if date.day and not date.is_start]
        known = known or [date.day for _, _, date in stated if date.day]
        self.published = known[0] if known else None
        for outline, line, date in stated:
            what = f'"{plain(date.line)}", which the pages state themselves after policy launch'
            place = f"policy launch --published {date.day}"
            if not date.day:
                what = f'"{plain(date.line)}" can be read in two ways: give the day with policy launch --published'
            elif date.is_start and date.day != self.published:
                what, place = f'"{plain(date.line)}", the day from which the text is in force', ""
            elif date.day != self.published:
                what, place = f'"{plain(date.line)}" is another date', ""
            outline.report(line, what, place if date.day else "", is_sure=date.day == self.published)
        for outline in self.outlines:
            outline.parts[:] = [part for part in outline.parts if part.blocks or part.title]

    def _take_dates(self, part: Part) -> Iterator[tuple[int, StatedDate]]:
        kept: list[Block] = []
        for block in part.blocks:
            dates = list(find_dates(block)) if block.kind in {Kind.PARAGRAPH, Kind.HEADING} else []
            yield from ((block.line, date) for date in dates)
            lines = {date.line for date in dates}
            text = "  \n".join(line for line in block.text.split("  \n") if line not in lines)
            if text:
                kept.append(replace(block, text=text) if dates else block)
        part.blocks[:] = kept

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
    def document_ids(self) -> dict[str, str]:
        """The id of the document of each file."""
        ids = Ids()
        return {outline.file: ids.take(plain(outline.title), "policy") for outline in self.outlines}

    @cached_property
    def links(self) -> SectionLinks:
        """The places that links between sections lead to."""
        categories = (f"data-{category['id']}" for category in self.facts.get("data", []))
        taken = Ids(*(part.id for _, part in self.parts()), *categories)
        return find_section_links(self.outlines, self.document_ids, taken)

    def write_sections(self, references: References) -> dict[str, bytes]:
        """The files of the sections, by their paths from the project's folder."""
        written = {}
        for outline, part in self.parts():
            self.links.report_lost(outline, part.blocks)
            text = "\n\n".join(filter(None, (self._write(block) for block in part.blocks)))
            text = self.links.settle(text, self.document_ids[outline.file])
            written[f"policy_src/{part.file}"] = references.write(part.title, text)
        return written

    def _write(self, block: Block) -> str:
        if found := self.structured.get(id(block)):
            homes = self._homes.get(found.key, [])
            if found.keeps_table or len({group for _, group in homes}) > 1:
                return _with_references(block, found) if block.kind is Kind.TABLE else _as_list(found)
            is_first = not homes or homes[0][0] is block
            return f"{{{{ blocks.{_BLOCKS.get(found.key, found.key)} }}}}" if is_first else ""
        if block.kind is Kind.HEADING:
            words = block.text.replace("**", "")
            return f"{'#' * min(max(block.level, 3), 6)} {words} {{ #{self.links.anchors[id(block)]} }}"
        return block.text

    def _read_facts(self, outline: Outline, block: Block, context: Context, keys: Iterable[str]) -> None:
        before = {kind: Ids(*ids.taken) for kind, ids in self._ids.items()}
        found = read_table(block, context) if block.kind is Kind.TABLE else _read_list(block, context)
        if isinstance(found, Unread) or found.key not in keys:
            self._ids = before
            if isinstance(found, Unread):
                self._unread[id(block)] = found
            return
        can_join = block.kind is Kind.TABLE or (bool(found.lines) and block.text.startswith("- "))
        is_joined = can_join and found.key in self._homes
        if found.key in self.facts and not is_joined:
            self._ids = before
            self._unread[id(block)] = Unread(f"it reads like {found.key}, which another block already states")
            return
        if can_join:
            self._homes.setdefault(found.key, []).append((block, context.group))
        self.facts.setdefault(found.key, []).extend(found.entries)
        self.structured[id(block)] = found
        self._report_found(outline, block, found, is_joined=is_joined)

    def _report_found(self, outline: Outline, block: Block, found: Found, *, is_joined: bool) -> None:
        file = file_of(found.key)
        joined = ", which joins those above" if is_joined else ""
        what = f"the {block.kind} of {len(found.entries)} entries{joined}"
        outline.report(block.line, what, f"{file}: {found.key}", is_sure=True)
        if block.kind is Kind.TABLE:
            heads = " | ".join(plain(cell) for cell in block.rows[0])
            if found.labels and not is_joined:
                self.labels[found.key] = found.labels
            place = f"wording.yml: {found.key}" if found.labels and not is_joined else ""
            if not is_joined or block.rows[0] != self._homes[found.key][0][0].rows[0]:
                outline.report(block.line, f"the headings of the table: {heads}", place, is_sure=bool(place))
        for doubt in found.doubts:
            outline.report(block.line, doubt, file)

    def _report_unread(self, outline: Outline, part: Part, block: Block, unread: Unread) -> None:
        what = f"the {block.kind} stays as it is: {unread.reason}"
        if block.kind is Kind.TABLE:
            heads = tuple(plain(cell) for cell in block.rows[0])
            what = f"the table of {' | '.join(heads)} stays as it is: {unread.reason}"
            if unread.can_map:
                what += f'; --map "{next(filter(None, heads), "HEADING")}=FIELD" says what a column means'
                self.open_tables.append(OpenTable(outline.file, block.line, heads, unread.reason))
        outline.report(block.line, what, part.file, is_sure=True)

    def _with_context(self, outline: Outline, part: Part) -> Iterator[tuple[Block, Context]]:
        heading, lead, group = "", "", part.id
        for number, block in enumerate(part.blocks):
            if block.kind is not Kind.TABLE:
                group = f"{part.id} {number}"
            if block.kind is Kind.HEADING:
                heading, lead = block.text, ""
                continue
            above = plain(f"{part.title} {heading}").lower() if part.title or heading else outline.title.lower()
            data = self.facts.get("data", [])
            yield block, Context(above, lead, data, self.language, self.ids, outline.title, self.columns, group)
            lead = block.text if block.kind is Kind.PARAGRAPH else ""


def file_of(key: str) -> str:
    """The file of a list of facts."""
    return "purposes.yml" if key == "prohibited_uses" else f"{key}.yml"


def _read_list(block: Block, context: Context) -> Found | Unread:
    found = read_list(block, context)
    return (read_vendor_list(block, context) or found) if isinstance(found, Unread) else found


def _as_list(found: Found) -> str:
    return "\n".join(f"- {line}" for line in found.lines)


def _with_references(block: Block, found: Found) -> str:
    """A table as it was, with references in place of the words that are facts."""
    rows = [
        [found.cells.get((number, place), cell) for place, cell in enumerate(row)]
        for number, row in enumerate(block.rows)
    ]
    head, *lines = (f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(block.rows[0]), *lines])
