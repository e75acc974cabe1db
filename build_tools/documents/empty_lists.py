"""Removes lists without entries from a text, with the paragraphs and headings that introduce them.

A layout marks such a list by `NOTHING`. The paragraph before it is removed too if it ends with a colon, and so is each
heading that then has nothing below it.
"""

import re

NOTHING = "<!-- no entries -->"
"""The mark of a list without entries. No text of a source can contain it, because none may contain HTML."""

_HEADING = re.compile(r"(#{1,6})[ \t]")
_NO_PARAGRAPH = re.compile(r"[#>|]|[*+-][ \t]|\d+[.)][ \t]|```|~~~")


def leave_out_empty(text: str) -> str:
    """A text in Markdown without its empty lists; empty if nothing else is in it. Other texts are unchanged."""
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
        following = next((later for later in blocks[number + 1 :] if later.strip() != NOTHING), "")
        while kept and _is_heading_of_nothing(kept[-1], following):
            kept.pop()
    return "\n\n".join(kept) + "\n" * bool(kept)


def _introduces(block: str) -> bool:
    """Whether a block is a paragraph that ends with a colon, or with the colon of Chinese and Japanese."""
    return re.search(r"[:\uff1a][*_]*\s*\Z", block) is not None and not _NO_PARAGRAPH.match(block)


def _is_heading_of_nothing(block: str, following: str) -> bool:
    heading, after = _HEADING.match(block), _HEADING.match(following)
    return heading is not None and (not following.strip() or (after is not None and len(after[1]) <= len(heading[1])))
