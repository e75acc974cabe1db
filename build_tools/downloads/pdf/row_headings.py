"""Marks the cells of a PDF that are headings of rows (ISO 32000-1, 14.8.5.7), in the structure that Typst writes.

Typst marks the cells of a table's head. It can mark others too, but its Python package does not offer that yet (the
feature `a11y-extras`). Typst writes each element as an object of its own, in the order of their numbers.
"""

import re
from functools import partial, reduce
from itertools import pairwise

_ENTRY = re.compile(rb"(\d{10}) 00000 n\s{1,2}")
_ROW = re.compile(rb"\d+ 0 obj\s+<</Type/StructElem/S/TR/[^\[]*/K\[([\d R]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_HEADERS = re.compile(rb"/Headers\[")
_FIRST_COLUMN = re.compile(rb"/Headers\[(?:\(U\d+x0y|\])")
_EMPTY = b"/K[]"
_ROOT = re.compile(rb"(/Type/StructTreeRoot/.*?)(?:/IDTree<</Names\[([^\]]*)\]>>)?(/ParentTreeNextKey)", re.DOTALL)
_NAMED = re.compile(rb"\([^()]*\)\d+ 0 R")
_COLUMN_HEADING = re.compile(rb"/S/TH(/P \d+ 0 R)/ID(\([^()]*\))(/A\[<</O/Table)/Scope/Column")


class StructureError(ValueError):
    """A PDF is not written as expected."""


def mark_row_headings(pdf: bytes) -> bytes:
    """The PDF with the first cell of each row of a table's body as its heading, if it has words and is not alone.

    A heading of a column without words becomes an ordinary cell. Raises: StructureError.
    """
    head, objects = _read_objects(pdf)
    added: dict[bytes, int] = {}
    removed: set[bytes] = set()
    for row in [found for content in objects.values() if (found := _ROW.match(content))]:
        first, *others = (int(number) for number in _REFERENCE.findall(row[1]))
        removed |= {name for number in (first, *others) if (name := _make_ordinary(objects, number))}
        if others and b"/S/TD/" in objects[first] and _is_heading(objects[first]):
            name = b"(R%d)" % first
            added[name] = first
            objects[first] = _as_heading(objects[first], name)
            for number in others:
                objects[number] = _HEADERS.sub(b"/Headers[" + name, objects[number], count=1)
    if not added and not removed:
        return pdf
    root = next(number for number, content in objects.items() if b"/Type/StructTreeRoot/" in content)
    objects[root] = _ROOT.sub(partial(_name, added, removed), objects[root], count=1)
    for number, content in objects.items() if removed else ():
        if content.find(b"<</Type/StructElem/S/T") in range(24):
            objects[number] = reduce(lambda cell, name: cell.replace(name, b""), removed, content)
    return _write(pdf, head, objects)


def _read_objects(pdf: bytes) -> tuple[bytes, dict[int, bytes]]:
    """What precedes the objects of a PDF, and each object by its number (ISO 32000-1, 7.5.4)."""
    table = _table(pdf)
    starts = [int(entry) for entry in _ENTRY.findall(pdf, table)]
    if starts != sorted(starts) or not all(pdf.startswith(b"%d 0 obj" % n, at) for n, at in enumerate(starts, 1)):
        raise StructureError("the objects of the PDF are not in their order")
    edges = pairwise((*starts, table))
    return pdf[: starts[0]], {number: pdf[start:end] for number, (start, end) in enumerate(edges, 1)}


def _write(pdf: bytes, head: bytes, objects: dict[int, bytes]) -> bytes:
    """A PDF with other contents of its objects, and the table of where each of them is."""
    entries, place = list[bytes](), len(head)
    for content in objects.values():
        entries.append(b"%010d 00000 n" % place)
        place += len(content)
    rest = iter(entries)
    end = re.sub(rb"\d{10} 00000 n", lambda _: next(rest), pdf[_table(pdf) :])
    end = re.sub(rb"(startxref\s+)\d+", b"\\g<1>%d" % place, end)
    return b"".join((head, *objects.values(), end))


def _table(pdf: bytes) -> int:
    return int(pdf.rpartition(b"startxref")[2].split()[0])


def _make_ordinary(objects: dict[int, bytes], number: int) -> bytes:
    """Change a heading without words to an ordinary cell. Returns its name; empty for another cell."""
    found = _COLUMN_HEADING.search(objects[number]) if _EMPTY in objects[number] else None
    if not found:
        return b""
    objects[number] = objects[number].replace(found[0], b"/S/TD%b%b" % (found[1], found[3]))
    return found[2]


def _is_heading(cell: bytes) -> bool:
    return _EMPTY not in cell and _FIRST_COLUMN.search(cell) is not None


def _as_heading(cell: bytes, name: bytes) -> bytes:
    cell = cell.replace(b"/S/TD/", b"/S/TH/", 1)
    return cell.replace(b"/A[<</O/Table", b"/ID%b/A[<</O/Table/Scope/Row" % name, 1)


def _name(added: dict[bytes, int], removed: set[bytes], root: re.Match[bytes]) -> bytes:
    """The root of the structure with the names of the headings, sorted (ISO 32000-1, 7.9.6)."""
    kept = [entry for entry in _NAMED.findall(root[2] or b"") if not entry.startswith(tuple(removed))]
    names = sorted((*kept, *(b"%b%d 0 R" % entry for entry in added.items())))
    return b"%b/IDTree<</Names[%b]>>%b" % (root[1], b"".join(names), root[3])
