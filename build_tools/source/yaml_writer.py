"""Writes a value as YAML in the layout of a source.

There is a blank line between groups; a list of ids is in brackets where it fits into a line; a text that does not fit
is folded below `>-`, without breaking a reference to a fact. The editor's page writes the same layout for a git host
(`editor/page/yaml.js`), so that editing a field only changes the lines of that field.
"""

import json
import re
from typing import Any

_WIDTH = 120
_NEEDS_QUOTES = re.compile(
    r"""^[\n\t ,\[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$|\A\Z"""
)
_NO_TEXT = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
)
"""What YAML 1.2 does not read as text (core schema, 10.3.2)."""
_MARKER = re.compile(r"%|---|\.\.\.")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|\t")
_WORD = re.compile(r"(?:\{\{[^{}\n]*\}\}|[^ ])+")
"""A word, with any reference to a fact in it: lines are not broken within it."""


def write_yaml(value: Any) -> str:
    """A whole file, of nested mappings, lists, texts, numbers, truth values and nulls."""
    if not isinstance(value, dict) or not value:
        return f"{write_scalar(value, '')}\n"
    parts = [(part, f"{write_key(key)}:{write_value(key, part, '', is_top=True)}") for key, part in value.items()]
    return f"{_spaced(parts, '')}\n"


def write_block(value: Any, indent: str, *, is_top: bool = False) -> str:
    """A value whose further lines have `indent` before them. At the top, blank lines separate large entries."""
    if isinstance(value, dict) and value:
        parts = [(part, f"{write_key(key)}:{write_value(key, part, indent)}") for key, part in value.items()]
        return _spaced(parts, indent) if is_top else f"\n{indent}".join(text for _, text in parts)
    if isinstance(value, list) and value:
        entries = [f"- {write_block(item, indent + '  ')}" for item in value]
        is_large = is_top and any(
            isinstance(item, dict) and text.count("\n") >= len(item) for item, text in zip(value, entries, strict=True)
        )
        return ("\n" * (1 + is_large) + indent).join(entries)
    return write_scalar(value, indent)


def write_value(key: str, value: Any, indent: str, *, is_top: bool = False) -> str:
    """The text after the colon of a key that has `indent` before it."""
    inner = f"{indent}  "
    start = len(indent) + len(write_key(key)) + 2
    if isinstance(value, dict | list) and value:
        is_list_of_ids = isinstance(value, list) and all(isinstance(item, str) and " " not in item for item in value)
        if is_list_of_ids and start + len(flow := write_flow(value)) <= _WIDTH:
            return f" {flow}"
        return f"\n{inner}{write_block(value, inner, is_top=is_top)}"
    return f" {write_scalar(value, inner, start)}"


def write_key(key: str) -> str:
    """A key."""
    needs_quotes = _NEEDS_QUOTES.search(key) or _NO_TEXT.fullmatch(key) or re.search(r"[\n\[\]{},]", key)
    return _quote(key) if needs_quotes else key


def write_scalar(value: Any, indent: str, start: int | None = None) -> str:
    """A value without parts that begins at column `start`. Its further lines have `indent`."""
    if not isinstance(value, str):
        return json.dumps(value)  # null, true, 12, [] and {} are the same in both
    if _ODD.search(value) or re.search(r"\n[ ]|[ ]\n|^[ \n]|[ ]$|\n\n\Z", value) or not value:
        return _quote(value)
    if "\n" in value:
        return write_literal(value, indent) if indent else _quote(value)
    one_line = value if is_plain(value) else _quote(value)
    fits = (len(indent) if start is None else start) + len(one_line) <= _WIDTH
    return one_line if fits or not indent or "  " in value or " " not in value else write_folded(value, indent)


def write_flow(value: Any) -> str:
    """A value in one line, with brackets or braces."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{write_key(key)}: {write_flow(part)}' for key, part in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(write_flow, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    return value if is_plain(value) and not re.search(r"[\n\[\]{},]", value) else _quote(value)


def is_plain(text: str) -> bool:
    """Whether a text needs no quotes."""
    return not (_NEEDS_QUOTES.search(text) or _ODD.search(text) or _NO_TEXT.fullmatch(text) or _MARKER.match(text))


def write_quoted(text: str, quote: str) -> str:
    """A text in quotes of the given kind if possible."""
    return "'" + text.replace("'", "''") + "'" if quote == "'" and not re.search(r"[\x00-\x1f]", text) else _quote(text)


def write_literal(text: str, indent: str) -> str:
    """A text of several lines below `|`, or `|-` if no line break ends it."""
    header, body = ("|", text[:-1]) if text.endswith("\n") else ("|-", text)
    return "\n".join([header, *(f"{indent}{line}" if line else "" for line in body.split("\n"))])


def write_folded(text: str, indent: str) -> str:
    """A text of one line, folded below `>-` into lines that fit."""
    lines = [""]
    for word in _WORD.findall(text):
        if lines[-1] and len(indent) + len(lines[-1]) + 1 + len(word) > _WIDTH:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join([">-", *(f"{indent}{line}" for line in lines)])


def _spaced(parts: list[tuple[Any, str]], indent: str) -> str:
    lines = ""
    for index, (_, text) in enumerate(parts):
        apart = index and any("\n" in part and has_parts(value) for value, part in parts[index - 1 : index + 1])
        lines += "\n" * (bool(index) + bool(apart)) + (indent if index else "") + text
    return lines


def has_parts(value: Any) -> bool:
    """Whether a value is a group or a list that is not empty."""
    return isinstance(value, dict | list) and bool(value)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
