"""Lays out the redline of a document for a page, as HTML: changes with the passages around them; others are folded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from build_tools.changes.redline.documents import Lines, RedlinedBlock, RedlinedRow, redline_documents
from build_tools.changes.redline.html_layouts import html_layouts
from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock
from build_tools.changes.redline.moves import ChangeKind
from build_tools.changes.redline.words import Mark, Run
from build_tools.model.revised_text import RevisedText
from build_tools.model.sentences import RedlineLabels

_SHORT = 2  # so many unchanged passages are shown: folding them would take as much space
_HIGHEST, _LOWEST = 3, 6
"""The levels of the text's headings on the page, below the heading of its document."""
_COUNTED = {
    ChangeKind.CHANGED: "changed",
    ChangeKind.INSERTED: "inserted",
    ChangeKind.DELETED: "deleted",
    ChangeKind.MOVED_HERE: "moved",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table, or the number of rows that are left out here."""

    row: RedlinedRow | None
    id: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A block on the page."""

    id: str
    change: ChangeKind
    block: TextBlock
    runs: tuple[Run, ...]
    rows: tuple[ShownRow, ...]
    level: int = 0
    """The level of a heading on the page; 0 for other blocks."""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that are displayed together."""

    kind: str
    """`fold`, `list` or `block`; `moved away` or `moved here`."""
    shown: tuple[Shown, ...] = ()
    """The blocks of a list, or a single block."""
    within: tuple["Group", ...] = ()
    count: int = 0
    id: str = ""
    elsewhere: str = ""
    section: str = ""
    preposition: str = "under"
    """`after` for a moved section: it follows that heading and the passages under it."""


@dataclass(frozen=True)
class RedlineView:
    """The redline of a document on a page."""

    id: str
    title: str
    language: str
    groups: tuple[Group, ...]
    counts: tuple[tuple[int, str], ...]
    """The numbers of passages that were changed, inserted, deleted and moved."""
    anchors: dict[str, str] = field(default_factory=dict)
    """The ids of changes and of the headings above them, by their anchors in the document."""
    places: tuple[tuple[Lines, Lines, str], ...] = ()
    """The lines of each shown block in the first text and in the second, and its id."""
    changed: tuple[tuple[str, str, str], ...] = ()
    """The words of each changed block in the first text and in the second, and its id."""


def make_view(name: str, title: str, language: str, blocks: Sequence[RedlinedBlock]) -> RedlineView:
    """The view of a redline; all ids begin with `name`."""
    if blocks and blocks[0].change is ChangeKind.SAME and _is_heading(blocks[0]) and blocks[0].block.text == title:
        blocks = blocks[1:]  # the page has the title already
    seen = _find_seen(blocks)
    builder = _Builder(name, _sections(blocks))
    shown = list(builder.show(blocks, seen))
    counts = Counter(_COUNTED[block.change] for block in blocks if block.change in _COUNTED)
    return RedlineView(
        name,
        title,
        language,
        tuple(builder.group(shown, blocks, seen)),
        tuple((counts[word], word) for word in _COUNTED.values() if counts[word]),
        builder.anchors,
        tuple((blocks[number].was_at, blocks[number].is_at, shown[number].id) for number in sorted(seen)),
        tuple((*_sides(block.runs), block.id) for block in shown if block.change is not ChangeKind.SAME),
    )


def _is_heading(block: RedlinedBlock) -> bool:
    return block.block.kind is BlockKind.HEADING


def _sides(runs: Sequence[Run]) -> tuple[str, str]:
    old = "".join(run.text for run in runs if run.mark is not Mark.INSERTED)
    return old, "".join(run.text for run in runs if run.mark is not Mark.DELETED)


def _find_seen(blocks: Sequence[RedlinedBlock]) -> set[int]:
    changed = [number for number, block in enumerate(blocks) if block.change is not ChangeKind.SAME]
    around = {near for number in changed for near in (number - 1, number + 1) if 0 <= near < len(blocks)}
    seen = {*changed, *(near for near in around if not _is_heading(blocks[near]))}
    for number, above in enumerate(_above(blocks)):
        if number in seen:
            seen.update(above)
    for is_seen, stretch in groupby(range(len(blocks)), lambda number: number in seen):
        numbers = list(stretch)
        if not is_seen and changed and len(numbers) <= _SHORT:
            seen.update(numbers)
    return seen


def _above(blocks: Sequence[RedlinedBlock]) -> Iterator[tuple[int, ...]]:
    headings: tuple[int, ...] = ()
    for number, block in enumerate(blocks):
        if _is_heading(block):
            headings = tuple(at for at in headings if blocks[at].block.depth < block.block.depth)
        yield headings
        if _is_heading(block):
            headings = (*headings, number)


def _sections(blocks: Sequence[RedlinedBlock]) -> dict[str, str]:
    """The heading above each place of a moved passage, in its own text, by the end of the passage's id."""
    found: dict[str, str] = {}
    old = new = ""
    for block in blocks:
        if block.move:
            found.setdefault(_place_of(block), new if block.change is ChangeKind.MOVED_HERE else old)
        if _is_heading(block) and block.change not in {ChangeKind.DELETED, ChangeKind.MOVED_AWAY}:
            new = block.block.text
        if _is_heading(block) and block.change not in {ChangeKind.INSERTED, ChangeKind.MOVED_HERE}:
            old = block.block.text
    return found


def _place_of(block: RedlinedBlock) -> str:
    return f"moved-{block.move}-{'here' if block.change is ChangeKind.MOVED_HERE else 'away'}"


@dataclass(slots=True)
class _Builder:
    name: str
    sections: dict[str, str]
    anchors: dict[str, str] = field(default_factory=dict)

    def show(self, blocks: Sequence[RedlinedBlock], seen: set[int]) -> Iterator[Shown]:
        for (number, block), above in zip(enumerate(blocks), _above(blocks), strict=True):
            name = self._name(block.block.anchor, number, is_seen=number in seen)
            rows = tuple(self._rows(block, number, is_whole=number not in seen))
            level = min(_HIGHEST + len(above), _LOWEST) if _is_heading(block) else 0
            yield Shown(name, block.change, block.block, block.runs, rows, level)

    def group(self, shown: Sequence[Shown], blocks: Sequence[RedlinedBlock], seen: set[int]) -> Iterator[Group]:
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
        there = f"moved-{block.move}-{'away' if block.change is ChangeKind.MOVED_HERE else 'here'}"
        ids = f"{self.name}-{here}", f"{self.name}-{there}"
        preposition = "after" if _is_heading(block) else "under"
        return Group(block.change.value, (), within, 0, *ids, self.sections.get(there, ""), preposition)

    def _name(self, anchor: str, number: int | str, *, is_seen: bool) -> str:
        """A unique id on the page; the first shown block with an anchor gets the id that links to the anchor use."""
        if anchor and is_seen and anchor not in self.anchors:
            self.anchors[anchor] = f"{self.name}.{anchor}"
            return self.anchors[anchor]
        return f"{self.name}-{number}"

    def _rows(self, block: RedlinedBlock, table: int, *, is_whole: bool) -> Iterator[ShownRow]:
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
    for is_list, some in groupby(shown, lambda block: block.block.kind is BlockKind.ITEM):
        blocks = tuple(some)
        yield from [Group("list", blocks)] if is_list else [Group("block", (block,)) for block in blocks]


def view_revision(text: RevisedText, name: str) -> RedlineView:
    """The view of a text with its changes; its ids begin with `name`."""
    return make_view(name, text.title, text.language, redline_documents(text.before, text.after))


def draw_redline(view: RedlineView, redline_labels: RedlineLabels) -> str:
    """The redline of a text as HTML, without the unchanged passages that are not next to a change."""
    return (
        html_layouts()
        .get_template("document_redline.html")
        .render(view=view, redline_labels=redline_labels, is_brief=True)
    )
