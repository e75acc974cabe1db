"""How does a lawyer read in Word what changed, accept it and reject it? (ECMA-376 part 1, 17.13.5, revisions)

The documents as they read, with tracked changes: to accept all gives the texts after, to reject all those before.
Around a table there are paragraphs without words: Word joins tables that touch, and the end of a paragraph can go only
into a next one. They hold a space, since LibreOffice gives an empty one the form of what went into it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from build_tools.changes.redline.documents import Lines, RedlinedBlock, redline_documents
from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock
from build_tools.changes.redline.moves import ChangeKind
from build_tools.changes.redline.tables import RedlinedRow, mark_table
from build_tools.changes.redline.words import Mark, Run, redline
from build_tools.downloads.word.file import BULLETS, WordFile, element, words
from build_tools.downloads.word.numbering import Count, count_blocks, sides_of
from build_tools.downloads.word.tables import make_row, make_table, share_width
from build_tools.model.revised_text import RevisedTexts
from build_tools.text.escaping import show_invisible

_MARKS = {
    ChangeKind.DELETED: "del",
    ChangeKind.INSERTED: "ins",
    ChangeKind.MOVED_AWAY: "moveFrom",
    ChangeKind.MOVED_HERE: "moveTo",
}
"""The element that says what happened to a whole paragraph."""
_ROW_MARKS = {
    ChangeKind.DELETED: "del",
    ChangeKind.INSERTED: "ins",
    ChangeKind.MOVED_AWAY: "del",
    ChangeKind.MOVED_HERE: "ins",
}
"""The same of a row of a table: none can move."""
_GONE, _MOVED = {ChangeKind.DELETED, ChangeKind.MOVED_AWAY}, {ChangeKind.MOVED_AWAY, ChangeKind.MOVED_HERE}
_INDENT = 360
"""How far a block is indented for each list that it stands in, in twentieths of a point."""
_DEEPEST = 8
"""The deepest level of a list that Word has, from 0."""
_ID = qn("w:id")


_NOBODY = "policy"
"""Who has made the changes of a text that is nobody's."""


def write_redline(revised: RevisedTexts, moment: datetime) -> bytes:
    """The texts of both sides as one Word file. `moment`, with zone, is when their changes were made."""
    language = next((text.language for text in revised.texts if text.language), "")
    author = show_invisible(revised.author) or _NOBODY
    file = WordFile(" → ".join(filter(None, revised.sides)), author, language, moment)
    file.track()
    writer = _Writer(file, _Pen(author, moment))
    for text in revised.texts:
        writer.write(redline_documents(text.before, text.after))
    writer.end()
    return file.write()


class _Pen:
    """Marks what was changed."""

    def __init__(self, author: str, moment: datetime) -> None:
        self._values = {"author": author, "date": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        self._numbers = count(1)

    def mark(self, name: str, /, *inner: BaseOxmlElement, **values: str) -> BaseOxmlElement:
        """What was done to what is in it, or to the paragraph or row that it is in."""
        return element(name, *inner, id=next(self._numbers), **self._values, **values)


class _Writer:
    def __init__(self, file: WordFile, pen: _Pen) -> None:
        self._file, self._pen = file, pen
        self._documents = 0
        self._moved: dict[tuple[Lines, str], tuple[Run, ...]] = {}
        """The words of what has moved, with what changed in them, by where it stood and what it said."""
        self._is_steady = False
        """Whether what was written last is a paragraph that both texts have."""

    def write(self, blocks: Sequence[RedlinedBlock]) -> None:
        """Write the redline of one document; each after the first one begins a page."""
        lists: dict[int, str] = {}
        moves = ["", *_name_moves(blocks), ""]
        come = (block for block in blocks if block.fate is ChangeKind.MOVED_HERE)
        self._moved = {(block.was_at, _without(Mark.INSERTED, block.runs)): block.runs for block in come}
        begins_page = self._documents > 0
        for block, counted, move, around in zip(
            blocks, count_blocks(blocks), moves[1:], zip(moves, moves[2:], strict=False), strict=False
        ):
            if block.block.kind is BlockKind.TABLE:
                self._write_table(block)
                continue
            if counted and counted.number not in lists:
                lists[counted.number] = self._add_list(counted)
            number = lists[counted.number] if counted else ""
            paragraph = self._paragraph(block, number, begins_page=begins_page)
            self._write_paragraph(paragraph, block, move, begins=move != around[0], ends=move != around[1])
            begins_page = False
        self._documents += 1

    def end(self) -> None:
        """The end of the file is a paragraph that nobody deletes."""
        if not self._is_steady:
            self._separate()

    def _add_list(self, counted: Count) -> str:
        return self._file.add_list(counted.before, counted.after, counted.start, is_flat=counted.is_flat)

    def _separate(self) -> None:
        self._file.add(element("p", element("pPr", element("pStyle", val="AfterTable")), words("\u00a0")))
        self._is_steady = True

    def _write_paragraph(
        self, paragraph: BaseOxmlElement, block: RedlinedBlock, move: str, *, begins: bool, ends: bool
    ) -> None:
        kind = _MARKS.get(block.fate, "")
        if move and begins:
            self._range = self._pen.mark(f"{kind}RangeStart", name=f"{self._documents}-{move.partition(' ')[2]}")
            paragraph.insert(1, self._range)
        self._file.add(paragraph)
        if move and ends:
            end = element(f"{kind}RangeEnd")
            end.set(_ID, str(self._range.get(_ID)))
            self._file.add(end)
        self._is_steady = not kind

    def _paragraph(self, block: RedlinedBlock, number: str, *, begins_page: bool) -> BaseOxmlElement:
        was, now = sides_of(block)
        kind = _MARKS.get(block.fate, "")
        form = _form(now or block.block, number, begins_page=begins_page)
        if kind:
            form.append(element("rPr", self._pen.mark(kind)))
        elif was and (old := _form(was, number, begins_page=begins_page)).xml != form.xml:
            form.append(self._pen.mark("pPrChange", old))
        runs = (*(() if number else _number_runs(block)), *self._runs(block))
        return element("p", form, *(self._write_run(run, block.fate) for run in runs))

    def _runs(self, block: RedlinedBlock) -> Iterator[Run]:
        """Yield the words that stand here. Those deleted from what has moved do at its old place, and at that alone."""
        match block.fate:
            case ChangeKind.MOVED_AWAY:
                runs = self._moved.get((block.was_at, block.block.text), block.runs)
                yield from (run for run in runs if run.mark is not Mark.INSERTED)
            case ChangeKind.MOVED_HERE:
                yield from (run for run in block.runs if run.mark is not Mark.DELETED)
            case _:
                yield from block.runs

    def _write_run(self, run: Run, fate: ChangeKind) -> BaseOxmlElement:
        """Words with what happened to them."""
        match run.mark:
            case Mark.INSERTED:
                return self._pen.mark("ins", words(run.text))
            case Mark.DELETED:
                return self._pen.mark("del", words(run.text, deleted=True))
            case Mark.SAME:
                said = words(run.text)
                return self._pen.mark(_MARKS[fate], said) if fate in _MOVED else said

    def _write_table(self, block: RedlinedBlock) -> None:
        if not self._is_steady:
            self._separate()
        match block.fate:
            case ChangeKind.DELETED | ChangeKind.MOVED_AWAY:
                self._add_table(mark_table(block.block.rows, Mark.DELETED))
            case ChangeKind.INSERTED | ChangeKind.MOVED_HERE:
                self._add_table(mark_table(block.block.rows, Mark.INSERTED))
            case _ if block.was and _has_other_columns(block.rows):  # no program but Word knows a column that came
                self._add_table(mark_table(block.was.rows, Mark.DELETED))
                self._add_table(mark_table(block.block.rows, Mark.INSERTED))
            case _:
                self._add_table(block.rows)

    def _add_table(self, rows: Sequence[RedlinedRow]) -> None:
        widths = share_width([["".join(run.text for run in cell.runs) for cell in row.cells] for row in rows])
        self._file.add(
            make_table((self._row(row, widths, is_heading=not number) for number, row in enumerate(rows)), widths)
        )
        self._separate()

    def _row(self, row: RedlinedRow, widths: Sequence[int], *, is_heading: bool) -> BaseOxmlElement:
        mark = _ROW_MARKS.get(row.fate, "")
        cells = []
        for cell in row.cells:
            runs = cell.runs
            if mark:
                runs = _of_row(runs, row.fate)
            form = element("pPr", element("pStyle", val="Cell"))
            cells.append([element("p", form, *(self._write_run(run, ChangeKind.CHANGED) for run in runs))])
        return make_row(cells, widths, self._pen.mark(mark) if mark else None, is_heading=is_heading)


def _name_moves(blocks: Sequence[RedlinedBlock]) -> Iterator[str]:
    """Yield for each paragraph that has moved its fate and a name that both places share, for others nothing.

    Paragraphs that moved together have one name, unless a table stands between them.
    """
    seen: Counter[tuple[ChangeKind, int]] = Counter()
    before = ("", 0, False)
    for block in blocks:
        is_text = block.block.kind is not BlockKind.TABLE
        here = (block.fate.value, block.move, is_text)
        if block.move and is_text:
            seen[block.fate, block.move] += here != before
            yield f"{block.fate.name} {block.move}-{seen[block.fate, block.move]}"
        else:
            yield ""
        before = here


def _form(block: TextBlock, number: str, *, begins_page: bool) -> BaseOxmlElement:
    """What a paragraph is: its style, its list, how far it is indented."""
    styles = {BlockKind.HEADING: f"Heading{block.depth}", BlockKind.ITEM: "ListParagraph", BlockKind.CODE: "Code"}
    style, is_item = styles.get(block.kind), block.kind is BlockKind.ITEM
    if is_item and not number and not block.marker:
        number = BULLETS
    is_heading = block.kind is BlockKind.HEADING
    level = 0 if is_heading else min(max(block.depth - 1, 0), _DEEPEST)
    depth = 0 if is_heading or (is_item and number) else min(block.depth, _DEEPEST)
    return element(
        "pPr",
        element("pStyle", val=style) if style else None,
        element("pageBreakBefore") if begins_page else None,
        element("numPr", element("ilvl", val=level), element("numId", val=number)) if number else None,
        element("ind", left=_INDENT * depth) if depth else None,
    )


def _number_runs(block: RedlinedBlock) -> tuple[Run, ...]:
    """The numbers of a block, written out, each with a space."""
    old, new = (f"{side.marker} " if side and side.marker else "" for side in sides_of(block))
    if block.fate not in _MARKS:
        return redline(old, new) if old or new else ()
    mark = {ChangeKind.DELETED: Mark.DELETED, ChangeKind.INSERTED: Mark.INSERTED}.get(block.fate, Mark.SAME)
    return (Run(mark, old or new),) if old or new else ()


def _of_row(runs: Sequence[Run], fate: ChangeKind) -> tuple[Run, ...]:
    """The words of a cell whose row came or went: of a row that has moved, those that it has at this place."""
    mark, other = (Mark.DELETED, Mark.INSERTED) if fate in _GONE else (Mark.INSERTED, Mark.DELETED)
    text = _without(other, runs)
    return (Run(mark, text),) if text else ()


def _without(mark: Mark, runs: Sequence[Run]) -> str:
    """The words of one side: those that do not have a mark."""
    return "".join(run.text for run in runs if run.mark is not mark)


def _has_other_columns(rows: Sequence[RedlinedRow]) -> bool:
    """Whether a column came or went: its cell in the row of headings did, which both tables have."""
    return any(cell.fate in {ChangeKind.INSERTED, ChangeKind.DELETED} for cell in rows[0].cells)
