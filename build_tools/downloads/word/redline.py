"""Writes a redline as a Word file with tracked changes (ECMA-376 part 1, 17.13.5, revisions).

To accept all changes gives the new texts, to reject all gives the earlier ones. Around a table there are paragraphs
without words: Word joins tables that touch, and the end of a deleted paragraph needs a next paragraph to join. They
hold a space, because LibreOffice gives an empty one the format of the text that joins it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from build_tools.changes.redline.documents import Lines, RedlinedBlock, RedlinedRow, mark_table, redline_documents
from build_tools.changes.redline.markdown_blocks import BlockKind, TextBlock
from build_tools.changes.redline.moves import ChangeKind
from build_tools.changes.redline.words import Mark, Run, redline
from build_tools.downloads.word.file import BULLETS, DEEPEST, WordFile, element, paragraph_form, words
from build_tools.downloads.word.numbering import count_blocks, sides_of
from build_tools.downloads.word.tables import make_row, make_table, share_width
from build_tools.model.revised_text import RevisedTexts
from build_tools.text.escaping import show_invisible

_MARKS = {
    ChangeKind.DELETED: "del",
    ChangeKind.INSERTED: "ins",
    ChangeKind.MOVED_AWAY: "moveFrom",
    ChangeKind.MOVED_HERE: "moveTo",
}
_ROW_MARKS = _MARKS | {ChangeKind.MOVED_AWAY: "del", ChangeKind.MOVED_HERE: "ins"}
"""The marks for rows of tables, which cannot move."""
_ADDED_OR_DELETED = {ChangeKind.INSERTED, ChangeKind.DELETED}
_GONE, _MOVED = {ChangeKind.DELETED, ChangeKind.MOVED_AWAY}, {ChangeKind.MOVED_AWAY, ChangeKind.MOVED_HERE}
_ID = qn("w:id")


def write_redline(revised: RevisedTexts, moment: datetime) -> bytes:
    """Both versions of the texts as one Word file. `moment`, with zone, is when the changes were made."""
    language = next((text.language for text in revised.texts if text.language), "")
    author = show_invisible(revised.author) or "policy"
    file = WordFile(" → ".join(filter(None, revised.sides)), author, language, moment)
    file.track()
    writer = _Writer(file, author, moment)
    for text in revised.texts:
        writer.write(redline_documents(text.before, text.after))
    writer.end()
    return file.write()


class _Writer:
    def __init__(self, file: WordFile, author: str, moment: datetime) -> None:
        self._file, self._documents, self._numbers = file, 0, count(1)
        self._values = {"author": author, "date": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        self._moved: dict[tuple[Lines, str], tuple[Run, ...]] = {}
        """The words of moved blocks, with the changes in them, by their earlier place and words."""
        self._is_steady = False
        """Whether the last block is a paragraph that both texts have."""

    def write(self, blocks: Sequence[RedlinedBlock]) -> None:
        """Write the redline of one document. Each document after the first begins on a new page."""
        lists: dict[int, str] = {}
        moves = ["", *_name_moves(blocks), ""]
        self._moved = {
            (block.was_at, _without(Mark.INSERTED, block.runs)): block.runs
            for block in blocks
            if block.change is ChangeKind.MOVED_HERE
        }
        begins_page = self._documents > 0
        for block, counted, move, around in zip(
            blocks, count_blocks(blocks), moves[1:], zip(moves, moves[2:], strict=False), strict=False
        ):
            if block.block.kind is BlockKind.TABLE:
                self._write_table(block)
                continue
            if counted and counted.number not in lists:
                around_number = counted.before, counted.after
                lists[counted.number] = self._file.add_list(*around_number, counted.start, is_flat=counted.is_flat)
            number = lists[counted.number] if counted else ""
            paragraph = self._paragraph(block, number, begins_page=begins_page)
            self._write_paragraph(paragraph, block, move, begins=move != around[0], ends=move != around[1])
            begins_page = False
        self._documents += 1

    def end(self) -> None:
        if not self._is_steady:
            self._separate()

    def _mark(self, name: str, /, *inner: BaseOxmlElement, **values: str) -> BaseOxmlElement:
        return element(name, *inner, id=next(self._numbers), **self._values, **values)

    def _separate(self) -> None:
        self._file.add(element("p", paragraph_form("AfterTable"), words("\u00a0")))
        self._is_steady = True

    def _write_paragraph(
        self, paragraph: BaseOxmlElement, block: RedlinedBlock, move: str, *, begins: bool, ends: bool
    ) -> None:
        kind = _MARKS.get(block.change, "")
        if move and begins:
            self._range = self._mark(f"{kind}RangeStart", name=f"{self._documents}-{move.partition(' ')[2]}")
            paragraph.insert(1, self._range)
        self._file.add(paragraph)
        if move and ends:
            end = element(f"{kind}RangeEnd")
            end.set(_ID, str(self._range.get(_ID)))
            self._file.add(end)
        self._is_steady = not kind

    def _paragraph(self, block: RedlinedBlock, number: str, *, begins_page: bool) -> BaseOxmlElement:
        was, now = sides_of(block)
        kind = _MARKS.get(block.change, "")
        form = _form(now or block.block, number, begins_page=begins_page)
        if kind:
            form.append(element("rPr", self._mark(kind)))
        elif was and (old := _form(was, number, begins_page=begins_page)).xml != form.xml:
            form.append(self._mark("pPrChange", old))
        runs = (*(() if number else _number_runs(block)), *self._runs(block))
        return element("p", form, *(self._write_run(run, block.change) for run in runs))

    def _runs(self, block: RedlinedBlock) -> Iterator[Run]:
        """Yield the words at this place. Words deleted from a moved block are only at its old place."""
        match block.change:
            case ChangeKind.MOVED_AWAY:
                runs = self._moved.get((block.was_at, block.block.text), block.runs)
                yield from (run for run in runs if run.mark is not Mark.INSERTED)
            case ChangeKind.MOVED_HERE:
                yield from (run for run in block.runs if run.mark is not Mark.DELETED)
            case _:
                yield from block.runs

    def _write_run(self, run: Run, kind: ChangeKind) -> BaseOxmlElement:
        match run.mark:
            case Mark.INSERTED:
                return self._mark("ins", words(run.text))
            case Mark.DELETED:
                return self._mark("del", words(run.text, deleted=True))
            case Mark.SAME:
                same = words(run.text)
                return self._mark(_MARKS[kind], same) if kind in _MOVED else same

    def _write_table(self, block: RedlinedBlock) -> None:
        if not self._is_steady:
            self._separate()
        was, now = sides_of(block)
        if was and now:
            headings = block.rows[0].cells if block.was else ()  # both tables have this row
            if not any(cell.change in _ADDED_OR_DELETED for cell in headings):  # only Word can track a new column
                self._add_table(block.rows)
                return
        if was:
            self._add_table(mark_table(was.rows, Mark.DELETED))
        if now:
            self._add_table(mark_table(now.rows, Mark.INSERTED))

    def _add_table(self, rows: Sequence[RedlinedRow]) -> None:
        widths = share_width([["".join(run.text for run in cell.runs) for cell in row.cells] for row in rows])
        self._file.add(
            make_table((self._row(row, widths, is_heading=not number) for number, row in enumerate(rows)), widths)
        )
        self._separate()

    def _row(self, row: RedlinedRow, widths: Sequence[int], *, is_heading: bool) -> BaseOxmlElement:
        mark = _ROW_MARKS.get(row.change, "")
        cells = []
        for cell in row.cells:
            runs = _of_row(cell.runs, row.change) if mark else cell.runs
            marked = (self._write_run(run, ChangeKind.CHANGED) for run in runs)
            cells.append(element("p", paragraph_form("Cell"), *marked))
        return make_row(cells, widths, self._mark(mark) if mark else None, is_heading=is_heading)


def _name_moves(blocks: Sequence[RedlinedBlock]) -> Iterator[str]:
    """Yield for each moved paragraph its kind of change and a name that both places share; for others nothing.

    Paragraphs that moved together have one name, unless there is a table between them.
    """
    seen: Counter[tuple[ChangeKind, int]] = Counter()
    before = ("", 0, False)
    for block in blocks:
        is_text = block.block.kind is not BlockKind.TABLE
        here = (block.change.value, block.move, is_text)
        if block.move and is_text:
            seen[block.change, block.move] += here != before
            yield f"{block.change.name} {block.move}-{seen[block.change, block.move]}"
        else:
            yield ""
        before = here


def _form(block: TextBlock, number: str, *, begins_page: bool) -> BaseOxmlElement:
    styles = {BlockKind.HEADING: f"Heading{block.depth}", BlockKind.ITEM: "ListParagraph", BlockKind.CODE: "Code"}
    is_item, is_heading = block.kind is BlockKind.ITEM, block.kind is BlockKind.HEADING
    if is_item and not number and not block.marker:
        number = BULLETS
    level = 0 if is_heading else min(max(block.depth - 1, 0), DEEPEST)
    depth = 0 if is_heading or (is_item and number) else min(block.depth, DEEPEST)
    flags = ["pageBreakBefore"] * begins_page
    return paragraph_form(styles.get(block.kind, ""), *flags, number=number, level=level, depth=depth)


def _number_runs(block: RedlinedBlock) -> tuple[Run, ...]:
    """The written-out numbers of a block, each with a space."""
    old, new = (f"{side.marker} " if side and side.marker else "" for side in sides_of(block))
    if block.change not in _MARKS:
        return redline(old, new) if old or new else ()
    mark = {ChangeKind.DELETED: Mark.DELETED, ChangeKind.INSERTED: Mark.INSERTED}.get(block.change, Mark.SAME)
    return (Run(mark, old or new),) if old or new else ()


def _of_row(runs: Sequence[Run], kind: ChangeKind) -> tuple[Run, ...]:
    """The words of a cell in a new or deleted row; of a moved row, those at this place."""
    mark, other = (Mark.DELETED, Mark.INSERTED) if kind in _GONE else (Mark.INSERTED, Mark.DELETED)
    text = _without(other, runs)
    return (Run(mark, text),) if text else ()


def _without(mark: Mark, runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs if run.mark is not mark)
