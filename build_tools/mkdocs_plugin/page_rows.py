"""Splits long tables and lists of a piece into blocks of rows: after one more row, most blocks are the same as before.

Blocks are counted from the last row, since lists of versions begin with the newest. A row may hold words, links and
inline elements alone, so that Markdown converts it in the same way beside any other row.
"""

import re
from dataclasses import dataclass

from build_tools.documents.visible_text import DEFINITION

_ROWS = 25
"""How many rows a block has."""
_MOST_WHOLE = 40
"""How many rows stay in the piece: fewer are not worth the splitting."""
_MARK, _MARK_END = "\ue005", "\ue006"  # private characters, which stand for the rows in the rest of the piece
_MARKED = re.compile(f"[{_MARK}{_MARK_END}]")
_WORDS = (
    r"(?:[^<&`\\{}\x00-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff]|&#?\w++;"
    r'|</?small>|<br>|<time datetime="[\d-]++">|</time>|(?<=\)){ #[\w.-]++ })*+'
)
_LINES = re.compile(
    rf"(?<=\n\n)(?P<head>\|{_WORDS}\n\|(?:---\|)++\n)(?P<rows>(?:\| {_WORDS}\n)++)(?=\n)"
    rf"|(?<=\n\n)(?P<items>(?:- \[[^\[\]\n]++\]\({_WORDS}\n)++)(?=\n)"
)
_PLACE = re.compile(
    rf"(?<=<tbody>\n)<tr>\n<t[hd][^<>]*+>{_MARK}(\d+){_MARK_END}</t[hd]>\n(?:<td[^<>]*+></td>\n)*+</tr>\n(?=</tbody>)"
    rf"|(?<=<ul>\n)<li>{_MARK}(\d+){_MARK_END}</li>\n(?=</ul>)"
)
_OF_TABLE = re.compile(r"[^\0]*?<tbody>\n((?:(?!</?tbody>)[^\0])*+)</tbody>\n</table>(?:\n</div>)?")
_OF_LIST = re.compile(r"<ul>\n((?:(?!</?ul>)[^\0])*+)</ul>")


@dataclass(frozen=True, slots=True)
class SplitPiece:
    """A piece with its long tables and lists as blocks of rows."""

    frame: str
    """The piece with one numbered row in place of each table's rows and each list's items."""
    blocks: tuple[tuple[str, ...], ...]
    """For each number, the blocks of rows: tables with the same heads, or lists."""


def split_rows(piece: str) -> SplitPiece | None:
    """The parts of a piece in Markdown; none without a long table or list, or if its rows may depend on other lines."""
    if piece.count("\n") <= _MOST_WHOLE or DEFINITION.search(piece) or _MARKED.search(piece):
        return None
    blocks: list[tuple[str, ...]] = []

    def take(match: re.Match[str]) -> str:
        head = match["head"] or ""
        rows = (match["rows"] or match["items"]).split("\n")[:-1]
        if len(rows) <= _MOST_WHOLE:
            return match[0]
        starts = [0, *range(len(rows) % _ROWS or _ROWS, len(rows), _ROWS)]
        ends = [*starts[1:], len(rows)]
        blocks.append(tuple(head + "".join(f"{row}\n" for row in rows[a:b]) for a, b in zip(starts, ends, strict=True)))
        mark = f"{_MARK}{len(blocks) - 1}{_MARK_END}"
        return f"{head}| {mark} |\n" if head else f"- {mark}\n"

    frame = _LINES.sub(take, piece)
    return SplitPiece(frame, tuple(blocks)) if blocks else None


def join_rows(frame: str, blocks: list[list[str]]) -> str:
    """The HTML of the piece, from that of its frame and its blocks; empty if a place or the rows are not found."""
    rows = ["".join(map(_rows_of, some)) if all(map(_rows_of, some)) else "" for some in blocks]
    joined, count = _PLACE.subn(lambda match: rows[int(match[1] or match[2])], frame)
    return joined if all(rows) and count == len(rows) and not _MARKED.search(joined) else ""


def _rows_of(block: str) -> str:
    found = _OF_TABLE.fullmatch(block) or _OF_LIST.fullmatch(block)
    return found[1] if found else ""
