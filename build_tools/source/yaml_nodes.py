"""Composes the nodes of a YAML text, and explains its syntax errors and the features of YAML that are refused."""

from contextlib import suppress
from dataclasses import dataclass
from re import search
from typing import Any

import yaml
import yaml.composer
import yaml.reader
import yaml.scanner
from yaml.nodes import Node, ScalarNode

from build_tools.source.hidden_characters import REMEDY

BRACES = ("yaml-syntax", "braces begin a value without quotes", 'Put quotes around it: "{{ … }}".')
"""Check, what and remedy of a reference without quotes, which YAML reads as a mapping."""
_DEEPEST = 20
_SECOND = "Keep each document in its own file."
_BACKSLASH = "Use single quotes, or write the backslash twice."
_COLON = "Put quotes around a value that contains a colon and a space."
_LONG_TEXT = "Write key: value, and indent a long text below its key."
_ESCAPE = "a backslash and digits in double quotes do not name a character"
_EXPLAINED = (
    ("cannot start any token", "tab", "there is a tab where only spaces are allowed", "Indent with spaces."),
    ("nested too deep", "nesting", "lists and keys are nested more than 20 levels deep", "Check the brackets."),
    ("expected a single document", "second-document", "a second document begins here (---)", _SECOND),
    ("mapping values are not allowed", "yaml-syntax", "a colon is not allowed here", _COLON),
    ("could not find expected ':'", "yaml-syntax", "a key has no colon", _LONG_TEXT),
    ("unexpected end of stream", "yaml-syntax", "a quote is opened and not closed", "Close it."),
    ("expected ',' or", "yaml-syntax", "a bracket or a brace is opened and not closed", "Close it."),
    ("escape of no character", "character", _ESCAPE, "Write the character itself."),
    ("found unknown escape", "yaml-syntax", "there is a backslash in double quotes", _BACKSLASH),
    ("undefined alias", "alias", "an alias (*) is not allowed", "Write the value out."),
    ("expected <block end>", "yaml-syntax", "the indentation does not match the lines above", "Align it with them."),
)
"""What a message of PyYAML contains, then check, what and remedy."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A syntax error, or something that YAML allows and a source must not use."""

    line: int
    column: int
    check: str
    what: str
    remedy: str


def compose(text: str) -> tuple[Node | None, list[Refusal]]:
    """The root node of a text, None if it is empty or cannot be read, and what is refused in it."""
    with suppress(yaml.YAMLError):
        # libyaml reads ten times faster but explains errors less well: it is used where there are none
        fast = _Fast(text)
        return fast.get_single_node(), fast.refusals
    try:
        slow = _Slow(text)
        try:
            return slow.get_single_node(), slow.refusals
        except (ValueError, OverflowError):  # PyYAML's chr() of an escape such as "\UFFFFFFFF"
            what = "found an escape of no character"
            raise yaml.scanner.ScannerError(None, None, what, slow.get_mark()) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        what = f"the character U+{error.character:04X} is not allowed in a text"
        column = len(before) - before.rfind("\n") - 1
        return None, [Refusal(before.count("\n"), column, "character", what, REMEDY)]
    except yaml.MarkedYAMLError as error:
        is_open = search("unexpected end|expected ',' or", error.problem or "")  # where it begins is more helpful
        mark = error.context_mark if is_open else error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        lines = text.splitlines()
        explained = _explain(error, lines[line] if mark and line < len(lines) else "")
        return None, [Refusal(line, column, *explained)]


def _explain(error: yaml.MarkedYAMLError, line: str) -> tuple[str, str, str]:
    message = f"{error.problem or ''} {error.context or ''}"
    if "{{" in line and "'{{" not in line and '"{{' not in line and ("flow" in message or "block end" in message):
        return BRACES
    if "cannot start any token" in message and "\t" not in message and "\\t" not in message:
        return "yaml-syntax", f"{(error.problem or '').removeprefix('found ')}", "Put quotes around the value."
    for part, check, what, remedy in _EXPLAINED:
        if part in message:
            return check, what, remedy
    return "yaml-syntax", f"this is not valid YAML: {message.strip()}", "Compare it with the entry above."


class _Refusing(yaml.composer.Composer):
    """PyYAML's composer, which refuses aliases, anchors, tags and deep nesting."""

    loader: Any
    depth = 0

    def __init__(self, text: str) -> None:
        self.loader.__init__(self, text)
        yaml.composer.Composer.__init__(self)
        self.refusals: list[Refusal] = []

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: Any = self.peek_event()  # type: ignore[attr-defined]  # the parser's, which is mixed in below
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[attr-defined]
            self._refuse(event, "alias", f"the alias *{event.anchor} is not allowed", "Write the value out.")
            return ScalarNode("", "")
        if event.anchor is not None:
            self._refuse(event, "alias", f"the anchor &{event.anchor} is not allowed", "Remove it.")
            event.anchor = None
        if event.tag is not None:
            self._refuse(event, "tag", f"the tag {event.tag!r} is not allowed", "Remove it; put text in quotes.")
        self.depth += 1
        if self.depth > _DEEPEST:
            raise yaml.composer.ComposerError(None, None, "nested too deep", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse(self, event: Any, check: str, what: str, remedy: str) -> None:
        self.refusals.append(Refusal(event.start_mark.line, event.start_mark.column, check, what, remedy))


class _Slow(_Refusing, yaml.BaseLoader):
    loader = yaml.BaseLoader


_FastLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Fast(_Refusing, _FastLoader):  # type: ignore[misc]  # the class is only known at run time
    loader = _FastLoader
