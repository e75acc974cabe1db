"""Changes a YAML text to hold another value with as few edits as possible.

Only the parts that change are rewritten; comments, quotes and layout stay the same everywhere else. The result is read
again: if it does not hold the value, the whole text is written in the canonical form instead.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from build_tools.source.three_way_merge import is_same, name_entries
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import (
    has_parts,
    write_block,
    write_flow,
    write_folded,
    write_key,
    write_literal,
    write_quoted,
    write_scalar,
    write_value,
    write_yaml,
)


def patch_yaml(text: str, value: Any) -> str:
    """The text, changed to hold `value`, a mapping as `read_yaml` returns it. An unreadable text is replaced."""
    file = read_yaml("", text)
    if not isinstance(file.root, MappingNode) or file.problems or not isinstance(value, dict):
        return write_yaml(value)
    try:
        patched = _apply(text, _Patch(text).node(file.root, file.value, value))
    except _RewriteError:
        return write_yaml(value)
    return patched if _says(patched, value) else write_yaml(value)


def _says(text: str, value: Any) -> bool:
    file = read_yaml("", text)
    return not file.problems and is_same(file.value, value)


class _RewriteError(Exception):
    """A node cannot be changed in part, so it must be rewritten."""


@dataclass(frozen=True, slots=True, order=True)
class _Edit:
    start: int
    end: int
    new: str


def _apply(text: str, edits: Iterable[_Edit], offset: int = 0) -> str:
    """A text with edits applied; their places are counted from `offset` characters before the text."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start - offset] + edit.new + text[edit.end - offset :]
    return text


@dataclass(frozen=True, slots=True)
class _Patch:
    text: str

    def node(self, node: Node, old: Any, new: Any) -> Iterator[_Edit]:
        if is_same(old, new):
            return
        if isinstance(node, MappingNode) and not node.flow_style and isinstance(new, dict) and new:
            yield from self._mapping(node, old, new)
        elif isinstance(node, SequenceNode) and not node.flow_style and isinstance(new, list) and new:
            yield from self._sequence(node, old, new)
        elif isinstance(node, CollectionNode) and node.flow_style and node.value and isinstance(new, dict | list):
            yield _Edit(node.start_mark.index, node.end_mark.index, write_flow(new))
        else:
            raise _RewriteError

    def _mapping(self, node: MappingNode, old: dict[str, Any], new: dict[str, Any]) -> Iterator[_Edit]:
        pairs = {key.value: (key, value) for key, value in node.value}
        if not any(key in new for key in old):
            raise _RewriteError
        for name, (key, value) in pairs.items():
            if name in new:
                yield from self._pair(key, value, old[name], new[name])
        yield from self._removals(list(pairs.values()), new)
        yield from self._additions(pairs, new, " " * node.start_mark.column)

    def _pair(self, key: ScalarNode, value: Node, old: Any, new: Any) -> Iterator[_Edit]:
        try:
            yield from list(self.node(value, old, new))
        except _RewriteError:
            indent = " " * key.start_mark.column
            start = self.text.index(":", key.end_mark.index) + 1
            end = max(start, self._end(value))
            written = write_value(key.value, new, indent)
            if isinstance(value, ScalarNode) and not has_parts(new):
                start = value.start_mark.index if end > start else start
                column = len(indent) + len(write_key(key.value)) + 2
                written = self._scalar(value, new, f"{indent}  ", column)
                written = written if end > start or self.text[start - 1] == " " else f" {written}"
            yield from self._written(start, end, written)

    def _written(self, start: int, end: int, new: str) -> Iterator[_Edit]:
        """Yield the edit that replaces a value; a comment after it stays in the line of the key."""
        line_end = self._line_end(end, past=False)
        if new.startswith("\n") and "#" in self.text[end:line_end]:
            yield _Edit(line_end, line_end, new)
            new = ""
        yield _Edit(start, end, new)

    def _scalar(self, node: ScalarNode, new: Any, indent: str, start: int) -> str:
        plain = write_scalar(new, indent, start)
        if not isinstance(new, str) or not new.strip():
            return plain
        is_line = "\n" not in plain
        styled = {
            "'": lambda: write_quoted(new, "'") if is_line else plain,
            '"': lambda: write_quoted(new, '"') if is_line else plain,
            "|": lambda: write_literal(new, indent),
            ">": lambda: write_folded(new, indent),
        }.get(node.style or "", lambda: plain)()
        return styled if _says(f"{' ' * max(0, len(indent) - 2)}k: {styled}", {"k": new}) else plain

    def _removals(self, pairs: list[tuple[ScalarNode, Node]], new: dict[str, Any]) -> Iterator[_Edit]:
        kept = next(index for index, (key, _) in enumerate(pairs) if key.value in new)
        first = pairs[0][0].start_mark.index
        behind_dash = self.text[self._line_start(first) : first].strip() != ""
        if kept and behind_dash:
            yield _Edit(first, pairs[kept][0].start_mark.index, "")
        for index, (key, value) in enumerate(pairs):
            if key.value not in new and not (index < kept and behind_dash):
                yield _Edit(self._line_start(key.start_mark.index), self._line_end(self._end(value)), "")

    def _additions(
        self, pairs: dict[str, tuple[ScalarNode, Node]], new: dict[str, Any], indent: str
    ) -> Iterator[_Edit]:
        """Yield edits that put each new key after the key that precedes it in `new`, or else to the front."""
        added: dict[str, str] = {}
        anchor = ""
        for name, value in new.items():
            if name in pairs:
                anchor = name
            else:
                added.setdefault(anchor, "")
                added[anchor] += f"\n{indent}{write_key(name)}:{write_value(name, value, indent)}"
        for anchor, lines in added.items():
            if anchor:
                place = self._line_end(self._end(pairs[anchor][1]), past=False)
                yield _Edit(place, place, lines)
            else:
                place = next(key for key, _ in pairs.values() if key.value in new).start_mark.index
                if place != next(iter(pairs.values()))[0].start_mark.index:
                    raise _RewriteError  # the first key is removed at the same time
                yield _Edit(place, place, f"{lines.removeprefix(chr(10) + indent)}\n{indent}")

    def _sequence(self, node: SequenceNode, old: list[Any], new: list[Any]) -> Iterator[_Edit]:
        was, now = name_entries(old), name_entries(new)
        in_place = len(old) == len(new)
        if was is None or now is None:
            if not in_place:
                raise _RewriteError
            was = now = tuple(map(str, range(len(new))))
        if in_place and all(a == b or (a not in now and b not in was) for a, b in zip(was, now, strict=True)):
            for item, before, after in zip(node.value, old, new, strict=True):
                yield from self._item(item, before, after)
        else:
            yield self._rebuilt(node, dict(zip(was, old, strict=True)), dict(zip(now, new, strict=True)))

    def _item(self, item: Node, old: Any, new: Any) -> Iterator[_Edit]:
        try:
            yield from list(self.node(item, old, new))
        except _RewriteError:
            start, indent = item.start_mark.index, " " * item.start_mark.column
            if self._end(item) == start:
                raise
            if isinstance(item, ScalarNode) and not has_parts(new):
                yield _Edit(start, self._end(item), self._scalar(item, new, indent, len(indent)))
            else:
                yield _Edit(start, self._end(item), write_block(new, indent))

    def _rebuilt(self, node: SequenceNode, old: dict[str, Any], new: dict[str, Any]) -> _Edit:
        """The lines of a list whose entries are added, removed or moved; each keeps its comments."""
        dash = node.start_mark
        if self.text[self._line_start(dash.index) : dash.index].strip():
            raise _RewriteError
        starts = [self._dash(item, dash.column) for item in node.value]
        ends = [self._line_end(self._end(item)) for item in node.value]
        head = self._first_lead(starts[0], dash.column)
        leads = [self.text[end:start] for end, start in zip([head, *ends], starts, strict=False)]
        gap = "\n" if sum(lead.startswith("\n") for lead in leads) * 2 >= len(leads) > 1 else ""
        kept = {}
        for index, (name, item) in enumerate(zip(old, node.value, strict=True)):
            if name in new:
                body = self.text[starts[index] : ends[index]]
                body = _apply(body, self._item(item, old[name], new[name]), starts[index])
                kept[name] = (gap if not index else "") + leads[index] + (body if body.endswith("\n") else f"{body}\n")
        indent = " " * dash.column
        written = [
            kept.get(name) or f"{gap}{indent}- {write_block(value, indent + '  ')}\n" for name, value in new.items()
        ]
        return _Edit(head, ends[-1], "".join([written[0].lstrip("\n"), *written[1:]]))

    def _first_lead(self, start: int, column: int) -> int:
        """The start of the comment directly above the first entry; after a blank line, it belongs to the list."""
        while start and re.match(rf" {{{column}}}#", self.text[(above := self._line_start(start - 1)) : start]):
            start = above
        return start

    def _dash(self, item: Node, column: int) -> int:
        start = self._line_start(item.start_mark.index)
        while self.text[start : start + column + 1].strip() != "-":
            if not start:
                raise _RewriteError
            start = self._line_start(start - 1)
        return start

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int, *, past: bool = True) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + past

    def _end(self, node: Node) -> int:
        """The end of a node, without the white space and comments after it."""
        if isinstance(node, CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            if isinstance(last, tuple):
                return max(self._end(last[1]), self.text.index(":", last[0].end_mark.index) + 1)
            return self._end(last)
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(self.text[start:end].rstrip())
