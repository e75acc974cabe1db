"""Divides a text into sections and finds its title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from build_tools.importing.blocks import Block, Kind
from build_tools.importing.dates import find_dates
from build_tools.importing.ids import Ids, plain
from build_tools.importing.report import Placing

_TITLE = re.compile(
    r"(?i)\b(?:policy|notice|statement|privacy|terms|agreement|subprocessors?|datenschutz\w*|hinweise?)\b"
)
_NUMBER = re.compile(r"^(\d{1,2})\\?[.)]\s+(?=\S)")
_LONGEST_TITLE = 120


@dataclass
class Part:
    """A section of a text."""

    id: str
    title: str  # in Markdown; empty for the words before the first heading
    line: int
    blocks: list[Block] = field(default_factory=list)
    targets: tuple[str, ...] = ()  # the numbers of the links that lead to it

    @property
    def file(self) -> str:
        """Its file in the source, from `policy_src/` on."""
        return f"sections/{self.id}.md"


@dataclass
class Outline:
    """A text in sections, with the report of what became of it."""

    file: str
    title: str = ""
    parts: list[Part] = field(default_factory=list)
    placings: list[Placing] = field(default_factory=list)

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks of its sections, in order."""
        return (block for part in self.parts for block in part.blocks)

    def report(self, line: int, what: str, place: str = "", *, is_sure: bool = False) -> None:
        """Add to the report where something of the text went."""
        self.placings.append(Placing(self.file, line, what, place, is_sure))


def read_outline(file: str, blocks: Sequence[Block], ids: Ids, fallback: str) -> Outline:
    """The sections of a text. `fallback` is its title if it states none."""
    outline = Outline(file)
    blocks = _take_title(outline, blocks)
    if not any(block.kind is Kind.HEADING for block in blocks):
        blocks = [_as_heading(outline, block) for block in blocks]
    top = min((block.level for block in blocks if block.kind is Kind.HEADING), default=0)
    parts: list[Part] = []
    for block in blocks:
        if block.kind is Kind.HEADING and block.level == top:
            words = _unnumbered(block.text, sum(bool(part.title) for part in parts) + 1)
            parts.append(Part(ids.take(words, "section"), words, block.line, targets=block.targets))
        else:
            if not parts:
                parts.append(Part(ids.take("introduction", "introduction"), "", block.line))
            level = block.level - top + 2
            parts[-1].blocks.append(replace(block, level=level) if block.kind is Kind.HEADING else block)
    _add_parts(outline, parts)
    if not outline.title:
        outline.title = fallback
        outline.report(0, f'the text has no title, so its file name is the title: "{fallback}"', "policy.yml")
    return outline


def _add_parts(outline: Outline, parts: Sequence[Part]) -> None:
    """Add the sections that have a text; a heading without text ends the section before it, or begins the next."""
    kept = outline.parts
    waiting: list[Block] = []
    targets: tuple[str, ...] = ()
    for part in parts:
        if not part.blocks:
            (kept[-1].blocks if kept else waiting).append(Block(Kind.PARAGRAPH, part.line, f"**{part.title}**"))
            place = kept[-1].id if kept else "the section below it"
            outline.report(part.line, f'the heading "{plain(part.title)}" has no text, so it is a bold line now', place)
            targets += part.targets
            if kept:
                kept[-1].targets += targets
                targets = ()
        else:
            part.blocks[:0] = waiting
            part.targets += targets
            waiting, targets = [], ()
            kept.append(part)
    if not kept:
        kept.append(Part("introduction", "", 1, waiting))


def _take_title(outline: Outline, blocks: Sequence[Block]) -> list[Block]:
    """Set the title, a heading above all others or else a short line at the top; the blocks without it are left."""
    headings = [block for block in blocks if block.kind is Kind.HEADING]
    first = next((block for block in blocks if block.text), None)
    if not first:
        return list(blocks)
    others = [block for block in blocks if block is not first]
    if headings and headings[0] is first:
        top = min(block.level for block in headings)
        is_alone = sum(block.level == top for block in headings) == 1
        if len(headings) == 1 or (first.level == top and (is_alone or (top == 1 and _TITLE.search(first.text)))):
            _set_title(outline, first, first.text, is_sure=True)
            return others
    lines = first.text.split("  \n") if first.kind is Kind.PARAGRAPH else []
    for number, line in enumerate(lines):
        if len(line) <= _LONGEST_TITLE and _TITLE.search(line) and not line.endswith("."):
            if above := " ".join(lines[:number]):
                outline.report(first.line, f'above the title: "{above}"')
            _set_title(outline, first, line, is_sure=False)
            left = "  \n".join(lines[number + 1 :])
            return [*([replace(first, text=left)] if left else []), *others]
    return list(blocks)


def _set_title(outline: Outline, block: Block, title: str, *, is_sure: bool) -> None:
    outline.title = plain(title)
    outline.report(block.line, f'the title "{outline.title}"', "policy.yml: documents", is_sure=is_sure)


def _as_heading(outline: Outline, block: Block) -> Block:
    """In a text without headings: a heading for a paragraph that is all bold; any other block unchanged."""
    words = plain(block.text).rstrip(":")
    if not block.is_bold or any(find_dates(block)) or len(words) > _LONGEST_TITLE or words.endswith((".", ",", ";")):
        return block
    outline.report(block.line, f'the bold line "{words}" counts as a heading', "sections")
    return Block(Kind.HEADING, block.line, block.text.replace("**", "").rstrip(":"), 2)


def _unnumbered(title: str, number: int) -> str:
    """A heading without its bold marks, and without its number if the site counts it the same."""
    title = title.replace("**", "").strip()
    match = _NUMBER.match(title)
    return title[match.end() :] if match and int(match[1]) == number else title
