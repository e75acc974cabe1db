"""Leaves out of a text what introduces a list without entries.

A layout marks such a list by `NOTHING`. With it goes the paragraph before it, if that ends with a colon, and each
heading that has nothing below it any longer.
"""

import re

NOTHING = "<!-- no entries -->"
"""What a layout puts in place of a list without entries. No text of a source can hold it, as none may hold HTML."""

_HEADING = re.compile(r"(#{1,6})[ \t]")
_NO_PARAGRAPH = re.compile(r"[#>|]|[*+-][ \t]|\d+[.)][ \t]|```|~~~")


def leave_out_empty(text: str) -> str:
    """A text in Markdown without its empty lists; empty if nothing else stands in it. Others stay as they are."""
    if NOTHING not in text:
        return text
    kept: list[str] = []
    blocks = re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))
    for number, block in enumerate(blocks):
        if block.strip() != NOTHING:
            kept.append(block)
            continue
        if kept and _introduces(kept[-1]):
            kept.pop()
        following = next((one for one in blocks[number + 1 :] if one.strip() != NOTHING), "")
        while kept and _is_heading_of_nothing(kept[-1], following):
            kept.pop()
    return "\n\n".join(kept) + "\n" * bool(kept)


def _introduces(block: str) -> bool:
    """Whether a block is a paragraph that ends with a colon, be it that of Chinese and Japanese."""
    return re.search(r"[:\uff1a][*_]*\s*\Z", block) is not None and not _NO_PARAGRAPH.match(block)


def _is_heading_of_nothing(block: str, following: str) -> bool:
    """Whether a block is a heading, and what follows it does not stand below it."""
    heading, after = _HEADING.match(block), _HEADING.match(following)
    return heading is not None and (not following.strip() or (after is not None and len(after[1]) <= len(heading[1])))
