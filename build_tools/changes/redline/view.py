"""What of the redline of a document is shown, and how does it lie on a page?

What changed, the passages next to it and the headings above it; the rest is folded. Items that follow each other make a
list, and blocks that moved together one passage.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from build_tools.changes.redline.documents import Lines, RedlinedBlock
from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock
from build_tools.changes.redline.moves import ChangeKind
from build_tools.changes.redline.tables import RedlinedRow
from build_tools.changes.redline.words import Mark, Run

_SHORT = 2
"""A stretch of so many unchanged passages is shown: to fold it would take as much room."""
_HIGHEST, _LOWEST = 3, 6
"""The levels of headings on the page: those of the text stand under that of its document."""
_TOLD = {
    ChangeKind.CHANGED: "changed",
    ChangeKind.INSERTED: "inserted",
    ChangeKind.DELETED: "deleted",
    ChangeKind.MOVED_HERE: "moved",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table, or how many rows are left out here."""

    row: RedlinedRow | None
    id: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A block at its place on the page."""

    id: str
    change: ChangeKind
    block: TextBlock
    runs: tuple[Run, ...]
    rows: tuple[ShownRow, ...]
    level: int = 0
    """Of a heading on the page; 0 for other blocks."""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that are laid out together."""

    kind: str
    """`fold`, `list` or `block`; `moved away` or `moved here`."""
    shown: tuple[Shown, ...] = ()
    """The blocks of a list, or the one of a block."""
    within: tuple["Group", ...] = ()
    """What is folded, or has moved."""
    count: int = 0
    """How many passages are folded."""
    id: str = ""
    elsewhere: str = ""
    """Of what has moved, the id of its other place."""
    section: str = ""
    """The heading above that place."""
    preposition: str = "under"
    """A section that has moved stands `after` that heading and what is under it."""


@dataclass(frozen=True)
class RedlineView:
    """The redline of one document as a page shows it."""

    id: str
    title: str
    language: str
    groups: tuple[Group, ...]
    counts: tuple[tuple[int, str], ...]
    """How many passages were changed, inserted, deleted, moved."""
    anchors: dict[str, str] = field(default_factory=dict)
    """The ids of what changed and of the headings above it, by their addresses in the document."""
    places: tuple[tuple[Lines, Lines, str], ...] = ()
    """Of what is shown: its lines in the first text and in the second, and its id."""
    changed: tuple[tuple[str, str, str], ...] = ()
    """Of what changed: its words in the first text and in the second, and its id."""


def make_view(name: str, title: str, language: str, blocks: Sequence[RedlinedBlock]) -> RedlineView:
    """The view of a redline; `name` is the beginning of all ids."""
    if blocks and _is_title(blocks[0], title):
        blocks = blocks[1:]
    seen = _find_seen(blocks)
    builder = _Builder(name, _sections(blocks))
    shown = list(builder.show(blocks, seen))
    counts = Counter(_TOLD[block.change] for block in blocks if block.change in _TOLD)
    return RedlineView(
        name,
        title,
        language,
        tuple(builder.group(shown, blocks, seen)),
        tuple((counts[word], word) for word in _TOLD.values() if counts[word]),
        builder.anchors,
        tuple((blocks[number].was_at, blocks[number].stands_at, shown[number].id) for number in sorted(seen)),
        tuple((*_sides(one.runs), one.id) for one in shown if one.change is not ChangeKind.SAME),
    )


def _is_title(block: RedlinedBlock, title: str) -> bool:
    """Whether a block is the document's own title, which stands on the page anyway."""
    return block.change is ChangeKind.SAME and block.block.kind is BlockKind.HEADING and block.block.text == title


def _sides(runs: Sequence[Run]) -> tuple[str, str]:
    """The words of both sides."""
    old = "".join(run.text for run in runs if run.mark is not Mark.INSERTED)
    return old, "".join(run.text for run in runs if run.mark is not Mark.DELETED)


def _find_seen(blocks: Sequence[RedlinedBlock]) -> set[int]:
    """The numbers of the blocks that are not folded."""
    changed = [number for number, block in enumerate(blocks) if block.change is not ChangeKind.SAME]
    around = {near for number in changed for near in (number - 1, number + 1) if 0 <= near < len(blocks)}
    seen = {*changed, *(near for near in around if blocks[near].block.kind is not BlockKind.HEADING)}
    for number, above in enumerate(_above(blocks)):
        if number in seen:
            seen.update(above)
    for is_seen, stretch in groupby(range(len(blocks)), lambda number: number in seen):
        numbers = list(stretch)
        if not is_seen and changed and len(numbers) <= _SHORT:
            seen.update(numbers)
    return seen


def _above(blocks: Sequence[RedlinedBlock]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of the headings above each block, the highest first."""
    open_headings: tuple[int, ...] = ()
    for number, block in enumerate(blocks):
        if block.block.kind is BlockKind.HEADING:
            open_headings = tuple(at for at in open_headings if blocks[at].block.depth < block.block.depth)
            yield open_headings
            open_headings = (*open_headings, number)
        else:
            yield open_headings


def _sections(blocks: Sequence[RedlinedBlock]) -> dict[str, str]:
    """The heading above each place of what has moved, by the end of its id, on the side where it stands."""
    found: dict[str, str] = {}
    headings = {False: "", True: ""}
    for block in blocks:
        is_here = block.change is ChangeKind.MOVED_HERE
        if block.move:
            found.setdefault(_place_of(block), headings[is_here])
        if block.block.kind is BlockKind.HEADING:
            if block.change not in {ChangeKind.DELETED, ChangeKind.MOVED_AWAY}:
                headings[True] = block.block.text
            if block.change not in {ChangeKind.INSERTED, ChangeKind.MOVED_HERE}:
                headings[False] = block.block.text
    return found


def _place_of(block: RedlinedBlock) -> str:
    return f"moved-{block.move}-{'here' if block.change is ChangeKind.MOVED_HERE else 'away'}"


@dataclass(slots=True)
class _Builder:
    name: str
    sections: dict[str, str]
    anchors: dict[str, str] = field(default_factory=dict)

    def show(self, blocks: Sequence[RedlinedBlock], seen: set[int]) -> Iterator[Shown]:
        """Yield every block with its id, and the level of its heading."""
        for (number, block), above in zip(enumerate(blocks), _above(blocks), strict=True):
            is_heading = block.block.kind is BlockKind.HEADING
            identity = self._name(block.block.anchor, number, is_seen=number in seen)
            yield Shown(
                identity,
                block.change,
                block.block,
                block.runs,
                tuple(self._rows(block, number, is_whole=number not in seen)),
                min(_HIGHEST + len(above), _LOWEST) if is_heading else 0,
            )

    def group(self, shown: Sequence[Shown], blocks: Sequence[RedlinedBlock], seen: set[int]) -> Iterator[Group]:
        """Yield the blocks as they are laid out, what is folded as one."""
        for is_seen, stretch in groupby(range(len(shown)), lambda number: number in seen):
            numbers = list(stretch)
            if not is_seen:
                within = tuple(_lay_out(shown[number] for number in numbers))
                yield Group("fold", within=within, count=len(numbers))
                continue
            for move, moved in groupby(numbers, lambda number: (blocks[number].move, blocks[number].change)):
                some = list(moved)
                laid_out = _lay_out(shown[number] for number in some)
                yield from [self._moved(blocks[some[0]], tuple(laid_out))] if move[0] else laid_out

    def _moved(self, block: RedlinedBlock, within: tuple[Group, ...]) -> Group:
        here = _place_of(block)
        there = (
            here.replace("-here", "-away") if block.change is ChangeKind.MOVED_HERE else here.replace("-away", "-here")
        )
        ids = f"{self.name}-{here}", f"{self.name}-{there}"
        preposition = "after" if block.block.kind is BlockKind.HEADING else "under"
        return Group(block.change.value, (), within, 0, *ids, self.sections.get(there, ""), preposition)

    def _name(self, anchor: str, number: int | str, *, is_seen: bool) -> str:
        """An id that no other element of the page has, and where the address is known, the one that is led to."""
        if anchor and is_seen and anchor not in self.anchors:
            self.anchors[anchor] = f"{self.name}.{anchor}"
            return self.anchors[anchor]
        return f"{self.name}-{number}"

    def _rows(self, block: RedlinedBlock, table: int, *, is_whole: bool) -> Iterator[ShownRow]:
        """The rows of a table that changed, those next to them, and how many are left out."""
        changed = [number for number, row in enumerate(block.rows) if row.change is not ChangeKind.SAME]
        is_whole = is_whole or block.change not in {ChangeKind.SAME, ChangeKind.CHANGED}
        whole = range(len(block.rows)) if is_whole else ()
        around = {near for number in changed for near in (number - 1, number + 1)}
        near = {0, *changed, *around, *whole}
        for is_near, stretch in groupby(range(len(block.rows)), lambda number: number in near):
            numbers = list(stretch)
            if is_near or len(numbers) <= _SHORT:
                for number in numbers:
                    row = block.rows[number]
                    yield ShownRow(row, self._name(row.anchor, f"{table}-{number}", is_seen=number in changed))
            else:
                yield ShownRow(None, left_out=len(numbers))


def _lay_out(shown: Iterable[Shown]) -> Iterator[Group]:
    """Items that follow each other make a list."""
    for is_list, some in groupby(shown, lambda one: one.block.kind is BlockKind.ITEM):
        blocks = tuple(some)
        yield from [Group("list", blocks)] if is_list else [Group("block", (block,)) for block in blocks]
