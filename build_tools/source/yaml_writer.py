"""How is a value written as YAML, so that an editing form writes the same again?

The form is that of Decap CMS, which writes with the JavaScript library `yaml` 1.10: lists are indented below their key,
lines are folded at 80 characters, and a text has double quotes where it needs any. A source in this form changes by the
lines of one field when that field is edited in a browser.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

_WIDTH = 80
_LEAST = 20
"""How many letters a line of text may have, however deep it stands."""
_NEEDS_QUOTES = re.compile(
    r"""^[\n\t ,\[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$|\A\Z"""
)
_NO_TEXT = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
)
"""What YAML 1.2 reads as something else than text (core schema, 10.3.2)."""
_MARKER = re.compile(r"^(%|---|\.\.\.)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_END = re.compile(r"[\n\t ]*\Z")


def write_yaml(value: Any) -> str:
    """A whole file: mappings, lists, texts, numbers, truth values and nothing, nested in each other."""
    return f"{write_block(value, '')}\n"


def write_block(value: Any, indent: str) -> str:
    """A value as it begins at the place where its lines have `indent` before them; that of the first is left out."""
    if isinstance(value, dict) and value:
        return f"\n{indent}".join(f"{write_key(key)}:{write_value(key, part, indent)}" for key, part in value.items())
    if isinstance(value, list) and value:
        return f"\n{indent}".join(f"- {write_block(item, indent + '  ')}" for item in value)
    return write_scalar(value, indent)


def write_value(key: str, value: Any, indent: str) -> str:
    """What follows the colon of a key that has `indent` before it."""
    inner = f"{indent}  "
    if isinstance(value, dict | list) and value:
        return f"\n{inner}{write_block(value, inner)}"
    text = write_scalar(value, inner, len(write_key(key)) + 2)
    return text if text.startswith("\n") else f" {text}"


def write_key(key: str) -> str:
    """A key."""
    needs_quotes = _NEEDS_QUOTES.search(key) or _NO_TEXT.fullmatch(key) or re.search(r"[\n\[\]{},]", key)
    return _quote(key) if needs_quotes else key


def write_scalar(value: Any, indent: str, start: int = 0) -> str:
    """A value without parts. Its further lines have `indent`; `start` letters stand before it in its first one."""
    if isinstance(value, str):
        return _write_text(value, indent, start)
    return json.dumps(value)  # null, true, 12, [] and {} are the same in both


def write_flow(value: Any) -> str:
    """A value in one line, as it stands in brackets."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{write_key(key)}: {write_flow(part)}' for key, part in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(write_flow, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    return _quote(value) if not is_plain(value) or re.search(r"[\n\[\]{},]", value) else value


def is_plain(text: str) -> bool:
    """Whether a text needs no quotes."""
    return not (_NEEDS_QUOTES.search(text) or _CONTROL.search(text) or _NO_TEXT.fullmatch(text))


def write_quoted(text: str, quote: str, indent: str, start: int) -> str:
    """A text in quotes of a kind, if it can stand in them."""
    if quote == "'" and not re.search(r"\s\n|\n\s|[\x00-\x1f]", text):
        return _fold("'" + text.replace("'", "''") + "'", indent, start)
    return _fold(_quote(text), indent, start, is_quoted=True)


def write_literal(text: str, indent: str, *, folded: bool = False) -> str:
    """A text of several lines below `|` or `>`, which says by a sign how many line breaks stand at its end."""
    body, end = _split_end(text)
    header = (">" if folded else "|") + {0: "-", 1: ""}.get(end.count("\n"), "+")
    if re.match(r"\n*[ ]", body):
        header = f"{header[0]}2{header[1:]}"  # its first line begins with blanks of its own
    lines = list(_fold_lines(body, indent)) if folded else body.split("\n")
    lines += [""] * max(0, end.count("\n") - 1)
    return "\n".join([header, *(f"{indent}{line}" if line else "" for line in lines)])


def _write_text(text: str, indent: str, start: int) -> str:
    if _CONTROL.search(text):
        return _fold(_quote(text), indent, start, is_quoted=True)
    if "\n" in text:
        if _ends_in_blanks(text) or not indent:
            return _quote(text)
        return write_literal(text, indent, folded=_is_long(text, _WIDTH - len(indent)))
    if _NEEDS_QUOTES.search(text):
        return write_quoted(text, "'" if '"' in text and "'" not in text else '"', indent, start)
    if _NO_TEXT.fullmatch(text) or (not indent and _MARKER.search(text)):
        return _fold(_quote(text), indent, start, is_quoted=True)
    return _fold(text, indent, start)


def _ends_in_blanks(text: str) -> bool:
    return re.search(r"\n[\t ]+\Z|\A\s*\Z|[\t ]\Z", text) is not None


def _is_long(text: str, limit: int) -> bool:
    return len(text) > limit and any(len(line) > limit for line in text.split("\n"))


def _split_end(text: str) -> tuple[str, str]:
    """A text and the white space at its end."""
    match = _END.search(text)
    return (text[: match.start()], match[0]) if match else (text, "")


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _fold(text: str, indent: str, start: int, *, is_quoted: bool = False) -> str:
    """A text in one line or, at single blanks, in several."""
    step = max(1 + _LEAST, 1 + _WIDTH - len(indent))
    if len(text) <= step:
        return text
    folds = list(_find_folds(text, _WIDTH - (start or len(indent)), step, is_quoted=is_quoted))
    pieces = [text[i:j] for i, j in zip([0, *(fold + 1 for fold in folds)], [*folds, len(text)], strict=True)]
    return f"\n{indent}".join(pieces)


def _find_folds(text: str, end: int, step: int, *, is_quoted: bool) -> Iterator[int]:
    """Yield the blanks at which a text is folded: the last one that fits, or else the first one after it."""
    split = 0
    for index, sign in enumerate(text):
        single = sign == " " and not text[index - 1].isspace() and not text[index + 1 : index + 2].isspace()
        if index and single and index + 1 < len(text) and not (is_quoted and _is_escape(text, index)):
            split = index
        if index >= end and split:
            yield split
            end, split = split + step, 0


def _is_escape(text: str, index: int) -> bool:
    """Whether a backslash before a blank belongs to it."""
    before = text[:index]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _fold_lines(text: str, indent: str) -> Iterator[str]:
    """Yield the lines of a text below `>`: each of its own lines ends with one that is empty. The first one is folded.

    The library leaves the others as long as they are.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_indented = line.startswith((" ", "\t"))
        folded = _fold(line, indent, 0) if not number and not is_indented else line
        yield from folded.replace(f"\n{indent}", "\n").split("\n")
        later = lines[number + 1 : number + 2]
        if line and later and not is_indented and not later[0].startswith((" ", "\t")):
            yield ""
