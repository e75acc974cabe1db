"""Reads lists whose members have labels ("Purpose: … Location: …") as cells with their columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from build_tools.changes.prose.inline_markup import read_words
from build_tools.changes.prose.lines import BlockKind, Line
from build_tools.changes.prose.stemming import KEPT
from build_tools.changes.prose.tables import COMPANY, COOKIE, MAX_VALUE, Cell, load_columns, read_column


@cache
def _compile_label() -> re.Pattern[str]:
    labels = "|".join(pattern for kind, pattern in load_columns().items() if kind != "number")
    return re.compile(rf"(?:^|(?<=[\s(*_]))(?=[A-ZÄÖÜ])((?i:{labels}))[*_]{{0,3}}\s?:(?![/\w])[*_]{{0,3}}\s*")


_WRITTEN = frozenset((BlockKind.ITEM, BlockKind.PARAGRAPH))
_MAX_NAME = 7  # words
_SENTENCES = re.compile(r"[\w)]{2}[.!?]\s+[A-ZÄÖÜ]\w+ \w")
_UNPAIRED = re.compile(r"^([^()]*)\)$")
_AROUND = " \t–—-:;,.(|*_"


def join_records(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with neighbours that each begin with a label joined into one item, together with the item above."""
    held: list[Line] = []
    labels: set[str] = set()
    for line in lines:
        label = _compile_label().match(line.text) if ":" in line.text and line.kind in _WRITTEN else None
        kind = read_column(label[1]) if label else ""
        is_next = bool(kind) and kind not in labels and (not held or line.indent >= held[0].indent)
        if not is_next:
            yield from _close(held, labels)
            held, labels = [], set()
        is_name = line.kind is BlockKind.ITEM and len(line.text.split()) <= _MAX_NAME
        if kind or is_name:
            held.append(line)
            labels |= {kind} if kind else set()
        else:
            yield line
    yield from _close(held, labels)


def _close(held: Sequence[Line], labels: set[str]) -> Iterator[Line]:
    has_name = len(held) == len(labels) + 1 and len(held) > 1 and held[0].indent < held[1].indent
    if labels and (has_name or (len(labels) > 1 and len(held) == len(labels))):
        text = "; ".join(line.text.strip().rstrip(".;,:") for line in held)
        yield replace(held[0], kind=BlockKind.ITEM, text=text)
    else:
        yield from held


def read_record(text: str, name: str) -> tuple[Cell, ...]:
    """The labelled parts of an item or a paragraph; `name` is that of its section."""
    if ":" not in text or len(found := _find_labels(text)) < (1 if ";" in text else 2):
        return ()
    columns = [read_column(label[1]) for label in found]
    opening = text[: found[0].start()].strip(_AROUND)
    values = [
        _UNPAIRED.sub(r"\1", text[label.end() : end].strip(_AROUND))
        for label, end in zip(found, [*(label.start() for label in found[1:]), len(text)], strict=True)
    ]
    is_text = len(opening.split()) > _MAX_NAME or any(
        len(value.split()) > MAX_VALUE or _SENTENCES.search(value) for value in (opening, *values)
    )
    if is_text or len(set(columns)) < len(columns) or not (opening or columns[1:]):
        return ()
    cells = [
        Cell(column, read_words(label[1]), read_words(value), value)
        for column, label, value in zip(columns, found, values, strict=True)
    ]
    if opening or not {COMPANY, COOKIE, "name"} & set(columns):
        cells.insert(0, Cell("name", "", read_words(opening or name), opening or name))
    return tuple(cells)


@lru_cache(maxsize=KEPT)
def _find_labels(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_compile_label().finditer(text))
