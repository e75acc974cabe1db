"""Which sections does a text have, and what is it called?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from build_tools.importing.blocks import Block, Kind
from build_tools.importing.ids import Ids, plain
from build_tools.importing.report import Placing

_TITLE = re.compile(
    r"\b(?:policy|notice|statement|privacy|terms|agreement|subprocessors?|datenschutz\w*|hinweise?)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"^(\d{1,2})\\?[.)]\s+(?=\S)")
_LONGEST_TITLE = 120


@dataclass
class Part:
    """A section of a text."""

    id: str
    title: str
    """In Markdown; empty for what stands before the first heading."""
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Outline:
    """A text in sections."""

    file: str
    title: str
    parts: list[Part]
    placings: list[Placing]


def read_outline(file: str, blocks: Sequence[Block], ids: Ids, fallback: str) -> Outline:
    """The sections of a text. `fallback` is its title where it states none."""
    placings: list[Placing] = []
    blocks, title = _take_title(file, list(blocks), placings)
    if not any(block.kind is Kind.HEADING for block in blocks):
        blocks = _raise_bold(file, blocks, placings)
    top = min((block.level for block in blocks if block.kind is Kind.HEADING), default=0)
    parts: list[Part] = []
    for block in blocks:
        if block.kind is Kind.HEADING and block.level == top:
            words = _unnumbered(block.text, sum(bool(part.title) for part in parts) + 1)
            parts.append(Part(ids.take(words, "section"), words, block.line))
        else:
            if not parts:
                parts.append(Part(ids.take("introduction", "introduction"), "", block.line))
            level = block.level - top + 2
            parts[-1].blocks.append(replace(block, level=level) if block.kind is Kind.HEADING else block)
    parts = _join_empty(file, parts, placings)
    if not title:
        placings.append(
            Placing(file, 0, f'the text has no title; "{fallback}" is none of its words', "policy.yml", is_sure=False)
        )
    return Outline(file, title or fallback, parts, placings)


def _join_empty(file: str, parts: Sequence[Part], placings: list[Placing]) -> list[Part]:
    """The sections that have a text; a heading without one ends the section before it, or begins the next."""
    kept: list[Part] = []
    waiting: list[Block] = []
    for part in parts:
        if not part.blocks:
            heading = Block(Kind.PARAGRAPH, part.line, f"**{part.title}**")
            place = kept[-1].id if kept else "the section below it"
            what = f'nothing stands below the heading "{plain(part.title)}", which is a line now'
            placings.append(Placing(file, part.line, what, place, is_sure=False))
            (kept[-1].blocks if kept else waiting).append(heading)
        else:
            part.blocks[:0] = waiting
            waiting = []
            kept.append(part)
    return kept or [Part("introduction", "", 1, waiting)]


def _take_title(file: str, blocks: list[Block], placings: list[Placing]) -> tuple[list[Block], str]:
    """The blocks without the title, and the title: a heading above all others, or else a short line at the top."""
    headings = [block for block in blocks if block.kind is Kind.HEADING]
    first = next((block for block in blocks if block.text), None)
    if headings and headings[0] is first:
        top = min(block.level for block in headings)
        alone = sum(block.level == top for block in headings) == 1
        if headings[0].level == top and (alone or (top == 1 and _TITLE.search(first.text))) and len(headings) > 1:
            placings.append(Placing(file, first.line, f'the title "{plain(first.text)}"', "policy.yml: documents"))
            return [block for block in blocks if block is not first], plain(first.text)
        if len(headings) == 1:
            placings.append(Placing(file, first.line, f'the title "{plain(first.text)}"', "policy.yml: documents"))
            return blocks[1:], plain(first.text)
    if first and first.kind is Kind.PARAGRAPH:
        lines = first.text.split("  \n")
        for number, line in enumerate(lines):
            if len(line) <= _LONGEST_TITLE and _TITLE.search(line) and not line.endswith("."):
                left = "  \n".join(lines[number + 1 :])
                if above := " ".join(lines[:number]):
                    placings.append(Placing(file, first.line, f'"{above}" stands above the title', "", is_sure=False))
                placings.append(
                    Placing(file, first.line, f'the title "{plain(line)}"', "policy.yml: documents", is_sure=False)
                )
                rest = [replace(first, text=left)] * bool(left)
                return [*rest, *(block for block in blocks if block is not first)], plain(line)
    return blocks, ""


def _raise_bold(file: str, blocks: Sequence[Block], placings: list[Placing]) -> list[Block]:
    """The blocks of a text without headings: paragraphs that are bold as a whole take their place."""
    raised: list[Block] = []
    for block in blocks:
        words = plain(block.text).rstrip(":")
        if block.is_bold and len(words) <= _LONGEST_TITLE and not words.endswith((".", ",", ";")):
            placings.append(
                Placing(file, block.line, f'the bold line "{words}" counts as a heading', "sections", is_sure=False)
            )
            raised.append(Block(Kind.HEADING, block.line, block.text.replace("**", "").rstrip(":"), 2))
        else:
            raised.append(block)
    return raised


def _unnumbered(title: str, number: int) -> str:
    """A heading without its bold marks, and without its number if the site counts it the same."""
    title = title.replace("**", "").strip()
    match = _NUMBER.match(title)
    return title[match.end() :] if match and int(match[1]) == number else title
